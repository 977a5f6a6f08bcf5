import { constants, existsSync } from 'node:fs';
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WorkError } from '../errors.js';
import { diskError } from './disk-error.js';
import { flushFolder } from './durable.js';
import { FrameLog } from './frame-log.js';
import { type Lock, lockFolder } from './lock.js';
import { type JobFacts, type Manifest, readManifest, writeManifest } from './manifest.js';
import { StateSlots } from './state-slots.js';

/** A work folder in use: locked, its files open. Disposing of it keeps it for the next time. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
  readonly manifest: Manifest;
  readonly frames: FrameLog;
  readonly states: StateSlots;
  /** Removes it, the manifest first: what a crash leaves then is no work folder any more. */
  remove(): Promise<void>;
}

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
  const lock = await lockFolder(path);
  try {
    const manifest = await readManifest(path);
    if (manifest) return await inUse(path, manifest, states(manifest), lock);
    await lock.release();
    return undefined;
  } catch (error) {
    await lock.release();
    throw error;
  }
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
  const writable = await access(place, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (folder && writable) return;
  throw new WorkError(
    `The work folder \`${path}\` cannot be made: \`${place}\` ${folder ? 'may not be written to' : 'is no folder'}; ` +
      'name another place with `--work-dir`',
  );
}

/**
 * Makes a work folder. What lies there already, begun by a job that never came
 * to its manifest, is cleared away.
 *
 * @throws WorkError where another job has made it meanwhile, or it cannot be made
 */
export async function createWorkFolder(path: string, facts: JobFacts, states: number): Promise<WorkFolder> {
  await mkdir(path, { recursive: true }).catch((error: Error) => {
    throw new WorkError(
      `The work folder \`${path}\` cannot be made (${error.message}): name another place with \`--work-dir\``,
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
        `Another job has begun to paint this output meanwhile: its work lies in \`${path}\``,
      );
    }
    await clear(path);
    await writeManifest(path, facts);
    return await inUse(path, { schema: 1, ...facts }, states, lock);
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
  const lock = await lockFolder(path);
  await rm(join(path, 'manifest.json'), { force: true });
  await rm(path, { recursive: true, force: true });
  await lock.release();
}

async function inUse(path: string, manifest: Manifest, states: number, lock: Lock): Promise<WorkFolder> {
  const frames = await FrameLog.open(join(path, 'frames.log'));
  const slots = new StateSlots(path, states);
  await flushFolder(path);
  const close = async () => {
    await frames[Symbol.asyncDispose]();
    await slots[Symbol.asyncDispose]();
  };
  let open = true;
  return {
    ...{ path, manifest, frames, states: slots },
    async remove() {
      open = false;
      await close();
      await rm(join(path, 'manifest.json'), { force: true });
      await rm(path, { recursive: true, force: true });
      await lock.release();
    },
    async [Symbol.asyncDispose]() {
      if (!open) return;
      open = false;
      await close();
      await lock.release();
    },
  };
}

/** Removes frames and states, which mean nothing without the manifest that was to be. */
async function clear(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (name === 'frames.log' || name.startsWith('state-')) await rm(join(path, name), { force: true });
  }
}
