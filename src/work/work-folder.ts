import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WorkError } from '../errors.js';
import { tryFolder } from '../files/whole-file.js';
import { diskError } from './disk-error.js';
import { flushFolder } from './durable.js';
import { FrameLog } from './frame-log.js';
import { checkFree, type Lock, lockFolder } from './lock.js';
import { makeFolder } from './make-folder.js';
import { type JobFacts, type Manifest, readManifest, rewriteManifest, writeManifest } from './manifest.js';
import { StateSlots } from './state-slots.js';

/** A work folder in use: locked, its files open. Disposing of it keeps it for the next time. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
  readonly manifest: Manifest;
  readonly frames: FrameLog;
  readonly states: StateSlots;
  /** Writes down what the complete output looks like, before it is put in its place; undefined takes it back. */
  markComplete(seal: string | undefined): Promise<void>;
  /** Removes it, the manifest last: what a crash leaves then still tells that the output is complete. */
  remove(): Promise<void>;
}

/** What of a work folder can be looked at without taking it. */
export type WorkView = Pick<WorkFolder, 'path' | 'manifest' | 'frames' | 'states'>;

/**
 * Opens the unfinished work of an earlier run; undefined where there is none.
 *
 * @param states how many past states a frame needs, by the manifest
 * @throws WorkError where another job holds the folder, or it cannot be read
 */
export async function openWorkFolder(
  path: string,
  states: (manifest: Manifest) => number,
): Promise<WorkFolder | undefined> {
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) return undefined;
  await checkEntries(path);
  const lock = await lockFolder(path).catch((error: unknown) => {
    throw unreadable(error, path);
  });
  try {
    const manifest = await readManifest(path);
    if (manifest) return await inUse(path, manifest, states(manifest), lock);
    await lock.release();
    return undefined;
  } catch (error) {
    await lock.release();
    throw unreadable(error, path);
  }
}

/**
 * The manifest of the unfinished work of an earlier run; undefined where there is none, or it is to be thrown away.
 * Changes nothing.
 *
 * @throws WorkError where another job holds the folder, or it cannot be read
 */
export async function lookAtWorkFolder(path: string, restart: boolean): Promise<Manifest | undefined> {
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) return undefined;
  const readable = await checkEntries(path).then(
    () => true,
    (error: unknown) => {
      if (!restart) throw error;
      return false;
    },
  );
  try {
    if (readable) await checkFree(path);
    return restart ? undefined : await readManifest(path);
  } catch (error) {
    throw unreadable(error, path);
  }
}

/**
 * Looks at the unfinished work of an earlier run, which nobody may be at work on; undefined where there is none.
 * Changes nothing.
 *
 * @param states as for `openWorkFolder`
 * @throws WorkError where it cannot be read
 */
export async function viewWorkFolder(
  path: string,
  states: (manifest: Manifest) => number,
): Promise<(WorkView & AsyncDisposable) | undefined> {
  await checkEntries(path);
  const manifest = await readManifest(path);
  if (!manifest) return undefined;
  try {
    const log = join(path, 'frames.log');
    if (!existsSync(log)) return undefined;
    const frames = await FrameLog.open(log, manifest.id, { readOnly: true });
    return {
      ...{ path, manifest, frames, states: new StateSlots(path, manifest.id, states(manifest)) },
      [Symbol.asyncDispose]: () => frames[Symbol.asyncDispose](),
    };
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** That there are only files in it: opening a pipe would wait for ever. */
async function checkEntries(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const wrong = entries.find((entry) => !entry.isFile());
  if (!wrong) return;
  throw new WorkError(
    `The work folder \`${path}\` cannot be used: \`${wrong.name}\` in it is not a file. Remove it, or start over with \`--restart\``,
  );
}

/**
 * Checks that a work folder could be made, before anything is painted for it.
 *
 * @throws WorkError where it could not
 */
export async function checkPlace(path: string): Promise<void> {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const folder = (await stat(place)).isDirectory();
  const writable =
    folder &&
    (await tryFolder(place).then(
      () => true,
      () => false,
    ));
  if (folder && writable) return;
  throw new WorkError(
    `The work folder \`${path}\` cannot be created: \`${place}\` ${folder ? 'is not writable' : 'is not a folder'}; ` +
      'choose another place with `--work-dir`',
  );
}

/**
 * Makes a work folder. What lies there already, begun by a job that never came
 * to its manifest, is cleared away.
 *
 * @throws WorkError where another job has made it meanwhile, or it cannot be made
 */
export async function createWorkFolder(path: string, facts: JobFacts, states: number): Promise<WorkFolder> {
  await makeFolder(path).catch((error: Error) => {
    throw new WorkError(
      `The work folder \`${path}\` cannot be created (${error.message}): choose another place with \`--work-dir\``,
      error,
    );
  });
  await flushFolder(dirname(path));
  const lock = await lockFolder(path).catch((error: unknown) => {
    throw diskError(error, path);
  });
  try {
    if (await readManifest(path)) {
      throw new WorkError(
        `Another job has started painting this output in the meantime: its work is in \`${path}\``,
      );
    }
    await clear(path);
    return await inUse(path, await writeManifest(path, facts), states, lock);
  } catch (error) {
    // Half made, it would be in the way of nothing, but it would lie there.
    if (!(error instanceof WorkError)) await rm(path, { recursive: true, force: true });
    await lock.release();
    throw diskError(error, path);
  }
}

/**
 * Throws the work of an earlier run away, where there is any.
 *
 * @throws WorkError where another job holds it
 */
export async function discardWorkFolder(path: string): Promise<void> {
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) return;
  try {
    // No job made these, and reading one as a lock could hang.
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (!entry.isFile()) await rm(join(path, entry.name), { recursive: true, force: true });
    }
    const lock = await lockFolder(path);
    await rm(join(path, 'manifest.json'), { force: true });
    await rm(path, { recursive: true, force: true });
    await lock.release();
  } catch (error) {
    throw unreadable(error, path);
  }
}

async function inUse(path: string, manifest: Manifest, states: number, lock: Lock): Promise<WorkFolder> {
  const frames = await FrameLog.open(join(path, 'frames.log'), manifest.id);
  const slots = new StateSlots(path, manifest.id, states);
  await flushFolder(path);
  const close = async () => {
    await frames[Symbol.asyncDispose]();
    await slots[Symbol.asyncDispose]();
  };
  let inHand = true;
  return {
    ...{ path, manifest, frames, states: slots },
    async markComplete(complete) {
      const { complete: before, ...rest } = manifest;
      if (complete !== before)
        await rewriteManifest(path, complete === undefined ? rest : { ...rest, complete });
    },
    async remove() {
      inHand = false;
      await close();
      await clear(path);
      await rm(join(path, 'manifest.json'), { force: true });
      await rm(path, { recursive: true, force: true });
      await lock.release();
    },
    async [Symbol.asyncDispose]() {
      if (!inHand) return;
      inHand = false;
      await close();
      await lock.release();
    },
  };
}

/** What to tell of an error met while a folder is opened: nothing can be painted there as it is. */
function unreadable(error: unknown, path: string): unknown {
  if (typeof (error as NodeJS.ErrnoException).syscall !== 'string') return error;
  const text = `The work folder \`${path}\` cannot be used: ${(error as Error).message}`;
  return new WorkError(`${text}; fix this, or choose another place with \`--work-dir\``, error);
}

/** Removes frames and states. */
async function clear(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (name === 'frames.log' || name.startsWith('state-')) await rm(join(path, name), { force: true });
  }
}
