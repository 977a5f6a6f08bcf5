import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WorkError } from '../errors.js';
import { isRunning, type ProcessIdentity, thisProcess } from './process-identity.js';

/** A work folder held by this process. */
export interface Lock {
  /** Lets go of it. May be called more than once. */
  release(): Promise<void>;
}

const prefix = 'lock.';
const held = new Set<string>();
process.on('exit', () => {
  for (const path of held) rmSync(path, { force: true });
});

/** Tries where two jobs meet at the same moment, and both step back. */
const tries = 4;

/**
 * Takes a folder for this process alone. Every job lays down a file of its own
 * first and looks for others' afterwards: of two that come at once, at least
 * one sees the other, so that both can never think themselves alone. Files of
 * processes that are gone are removed.
 *
 * @throws WorkError where another process holds it
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const me = await thisProcess();
  for (let attempt = 1; ; attempt++) {
    const mine = await layDown(folder, me);
    const other = await findOther(folder, mine);
    if (other === undefined) return { release: () => pickUp(mine) };
    await pickUp(mine);
    if (attempt === tries) throw inUse(folder, other, me);
    await delay(20 + 100 * Math.random());
  }
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
    if (owner !== undefined && (await isRunning(owner))) return owner;
    if (mine !== undefined) await rm(path, { force: true });
  }
  return undefined;
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

function inUse(folder: string, { pid, host }: ProcessIdentity, me: ProcessIdentity): WorkError {
  const where = host === me.host ? '' : ` on ${host}`;
  return new WorkError(
    `Another job, process ${pid}${where}, is painting this output: \`${folder}\` is in use` +
      (where === '' ? '' : `; if that process has ended, remove the file \`${prefix}${pid}.*\` there`),
  );
}
