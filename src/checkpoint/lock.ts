import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NotReadyError, WorkError } from '../errors.js';
import { isRunning, type ProcessIdentity, thisProcess } from './process-identity.js';

/** A work folder held by this process. */
export interface Lock {
  /** Whether it still is: a process that gave no sign of life for a minute is taken for dead by other machines. */
  isHeld(): Promise<boolean>;
  /** Lets go of it. May be called more than once. */
  release(): Promise<void>;
}

const prefix = 'lock.';
const held = new Set<string>();
process.on('exit', () => {
  for (const path of held) rmSync(path, { force: true });
});

/** How often a lock's file is written anew, which is the sign of life that other machines see. */
const renewMs = 10_000;
/** Without a sign of life for so long, by the clock of the file system, a process on another machine counts as gone. */
const goneMs = 60_000;

/** Tries where two jobs meet at the same moment, and both step back. */
const tries = 4;

/**
 * Takes a folder for this process alone. Every job lays down a file of its own
 * first and looks for others' afterwards: of two that come at once, at least
 * one sees the other, so that both can never think themselves alone. Files of
 * processes that are gone are removed: of this machine's at once, of others' when they have not been written anew for a
 * minute.
 *
 * @throws WorkError where another process holds it
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const me = await thisProcess();
  for (let attempt = 1; ; attempt++) {
    const mine = await layDown(folder, me);
    const other = await findOther(folder, mine);
    if (other === undefined) return heldLock(mine, me);
    await pickUp(mine);
    if (attempt === tries) throw inUse(folder, other, me);
    await delay(20 + 100 * Math.random());
  }
}

function heldLock(path: string, me: ProcessIdentity): Lock {
  // Not created anew: where it was removed, the folder is another's by now.
  const renew = async () => {
    const file = await open(path, 'r+').catch(() => undefined);
    await file?.writeFile(JSON.stringify(me)).catch(() => {});
    await file?.close();
  };
  const timer = setInterval(() => void renew(), renewMs).unref();
  return {
    isHeld: () =>
      stat(path).then(
        () => true,
        () => false,
      ),
    release() {
      clearInterval(timer);
      return pickUp(path);
    },
  };
}

/** That a folder is held by nobody. @throws WorkError as {@link lockFolder} */
export async function checkFree(folder: string): Promise<void> {
  const other = await findOther(folder, undefined);
  if (other !== undefined) throw inUse(folder, other, await thisProcess());
}

/** Who holds a folder; undefined where nobody does. */
export async function holderOf(folder: string): Promise<ProcessIdentity | undefined> {
  return findOther(folder, undefined);
}

async function layDown(folder: string, me: ProcessIdentity): Promise<string> {
  const name = `${me.pid}.${randomBytes(6).toString('hex')}`;
  const path = join(folder, `${prefix}${name}`);
  held.add(path);
  // Renamed into place, so that nobody ever reads half of it.
  const temporary = join(folder, `tmp.${name}`);
  await writeFile(temporary, JSON.stringify(me));
  await rename(temporary, path);
  return path;
}

async function pickUp(path: string): Promise<void> {
  await rm(path, { force: true });
  held.delete(path);
}

async function findOther(folder: string, mine: string | undefined): Promise<ProcessIdentity | undefined> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(prefix) || path === mine) continue;
    const owner = await readOwner(path);
    if (owner !== undefined && (await isRunning(owner)) && !(await isSilent(path, owner, mine))) return owner;
    if (mine !== undefined) await rm(path, { force: true });
  }
  return undefined;
}

/** Whether a process on another machine has given no sign of life for so long that it counts as gone. */
async function isSilent(path: string, { host }: ProcessIdentity, mine: string | undefined): Promise<boolean> {
  if (host === (await thisProcess()).host) return false;
  const written = await stat(path).catch(() => undefined);
  // The time of our own file, just made, is that of the same clock.
  const now = mine === undefined ? Date.now() : (await stat(mine)).mtimeMs;
  return written !== undefined && now - written.mtimeMs > goneMs;
}

/** Undefined where it was let go of meanwhile, or damaged by a power failure, which its job has not outlived. */
async function readOwner(path: string): Promise<ProcessIdentity | undefined> {
  try {
    const read = JSON.parse(await readFile(path, 'utf8')) as Partial<ProcessIdentity> | null;
    const { host, pid, started } = read ?? {};
    const known = typeof host === 'string' && typeof started === 'string';
    return known && Number.isSafeInteger(pid) && (pid as number) > 0
      ? { host, pid: pid as number, started }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new WorkError(`\`${path}\` cannot be read: remove it if no job is using that folder`, error);
  }
}

function inUse(folder: string, { pid, host }: ProcessIdentity, me: ProcessIdentity): NotReadyError {
  const where = host === me.host ? '' : ` on ${host}`;
  return new NotReadyError(
    `Another job, process ${pid}${where}, is painting this output: \`${folder}\` is in use` +
      (where === '' ? '' : '; if that process has ended, try again in a minute'),
  );
}
