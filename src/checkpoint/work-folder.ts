import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NotReadyError, WorkError } from '../errors.js';
import { makeFolder } from '../files/make-folder.js';
import { tryFolder } from '../files/whole-file.js';
import { diskError, flushFolder } from './disk.js';
import { FrameLog } from './frame-log.js';
import { checkFree, type Lock, lockFolder } from './lock.js';
import { type JobFacts, type Manifest, readManifest, rewriteManifest, writeManifest } from './manifest.js';
import { painterFile, readPainter, writePainter } from './painter-file.js';
import { StateSlots } from './states.js';

/** What of a work folder can be looked at without taking it. */
export interface WorkView {
  readonly path: string;
  readonly manifest: Manifest;
  readonly frames: FrameLog;
  readonly states: StateSlots;
  /** What the painter was before the first frame; undefined where nothing was kept, or it is damaged. */
  painter(): Promise<Uint8Array | undefined>;
}

/** A work folder in use: locked, its files open. Disposing of it keeps it for the next time. */
export interface WorkFolder extends WorkView, AsyncDisposable {
  /** @throws NotReadyError where another process has taken it over, since this one gave no sign of life */
  checkHeld(): Promise<void>;
  /** Writes down what the complete output looks like, before it is put in its place; undefined takes it back. */
  markComplete(seal: string | undefined): Promise<void>;
  /** Removes it, the manifest last: what a crash leaves then still tells that the output is complete. */
  remove(): Promise<void>;
}

/**
 * Opens the work folder of an earlier run; undefined where there is none.
 *
 * @throws WorkError where another job holds the folder, or it cannot be read
 */
export async function openWorkFolder(path: string): Promise<WorkFolder | undefined> {
  if (!(await isFolder(path))) return undefined;
  await checkEntries(path);
  let lock: Lock | undefined;
  try {
    lock = await lockFolder(path);
    const manifest = await readManifest(path);
    if (manifest) return await inUse(path, manifest, lock);
    await lock.release();
    return undefined;
  } catch (error) {
    await lock?.release();
    throw unreadable(error, path);
  }
}

/**
 * The manifest of the work folder of an earlier run; undefined where there is none, or it is to be thrown away.
 * Changes nothing.
 *
 * @throws WorkError where another job holds the folder, or it cannot be read
 */
export async function lookAtWorkFolder(path: string, restart: boolean): Promise<Manifest | undefined> {
  if (!(await isFolder(path))) return undefined;
  const wrong = await checkEntries(path).catch((error: unknown) => error);
  if (wrong && restart) return undefined;
  if (wrong) throw wrong;
  try {
    await checkFree(path);
    return restart ? undefined : await readManifest(path);
  } catch (error) {
    throw unreadable(error, path);
  }
}

/**
 * Looks into a work folder that `lookAtWorkFolder` has found; undefined where it holds no frames. Changes nothing.
 *
 * @throws WorkError where it cannot be read
 */
export async function viewWorkFolder(
  path: string,
  manifest: Manifest,
): Promise<(WorkView & AsyncDisposable) | undefined> {
  const log = join(path, 'frames.log');
  if (!existsSync(log)) return undefined;
  const frames = await FrameLog.open(log, manifest.id, { readOnly: true }).catch((error: unknown) => {
    throw unreadable(error, path);
  });
  const states = new StateSlots(path, manifest);
  const close = () => frames[Symbol.asyncDispose]();
  const painter = () => readPainter(path, manifest);
  return { path, manifest, frames, states, painter, [Symbol.asyncDispose]: close };
}

/**
 * Checks that a work folder could be made, before anything is painted for it.
 *
 * @throws WorkError where it could not
 */
export async function checkPlace(path: string): Promise<void> {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const folder = await isFolder(place);
  const writable =
    folder &&
    (await tryFolder(place).then(
      () => true,
      () => false,
    ));
  if (writable) return;
  throw new WorkError(
    `The work folder \`${path}\` cannot be created: \`${place}\` ${folder ? 'is not writable' : 'is not a folder'}; ` +
      'choose another place with `--work-dir`',
  );
}

/**
 * Makes a work folder. What lies there already, begun by a job that never came
 * to its manifest, is cleared away.
 *
 * @param painter all frames are painted with this
 * @throws WorkError where another job has made it meanwhile, or it cannot be made
 */
export async function createWorkFolder(
  path: string,
  facts: JobFacts,
  painter?: Uint8Array,
): Promise<WorkFolder> {
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
      throw new NotReadyError(
        `Another job has started painting this output in the meantime: its work is in \`${path}\``,
      );
    }
    await clear(path);
    const manifest = await writeManifest(path, facts);
    if (painter) await writePainter(path, manifest, painter);
    return await inUse(path, manifest, lock);
  } catch (error) {
    // Half made, it would be in the way of nothing, but it would lie there.
    if (!(error instanceof WorkError)) await rm(path, { recursive: true, force: true });
    await lock.release();
    throw diskError(error, path);
  }
}

/**
 * Throws the work folder of an earlier run away, where there is any.
 *
 * @throws WorkError where another job holds it
 */
export async function discardWorkFolder(path: string): Promise<void> {
  if (!(await isFolder(path))) return;
  try {
    // No job made these, and reading one as a lock could hang.
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (!entry.isFile()) await rm(join(path, entry.name), { recursive: true, force: true });
    }
    const lock = await lockFolder(path);
    await removeFolder(path, lock);
  } catch (error) {
    throw unreadable(error, path);
  }
}

async function inUse(path: string, manifest: Manifest, lock: Lock): Promise<WorkFolder> {
  const frames = await FrameLog.open(join(path, 'frames.log'), manifest.id);
  const states = new StateSlots(path, manifest);
  await flushFolder(path);
  let inHand = true;
  const close = async () => {
    inHand = false;
    await frames[Symbol.asyncDispose]();
  };
  return {
    path,
    manifest,
    frames,
    states,
    painter: () => readPainter(path, manifest),
    async checkHeld() {
      // Where the whole folder is gone, whoever writes to it tells.
      if ((await lock.isHeld()) || !(await isFolder(path))) return;
      throw new NotReadyError(
        `Another process has taken over \`${path}\`, because this one gave no sign of life`,
      );
    },
    async markComplete(complete) {
      const { complete: before, ...rest } = manifest;
      if (complete === before) return;
      await rewriteManifest(path, complete === undefined ? rest : { ...rest, complete });
    },
    async remove() {
      await close();
      await clear(path);
      await removeFolder(path, lock);
    },
    async [Symbol.asyncDispose]() {
      if (!inHand) return;
      await close();
      await lock.release();
    },
  };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
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

/** What to tell of an error met while a folder is opened: nothing can be painted there as it is. */
function unreadable(error: unknown, path: string): unknown {
  if (typeof (error as NodeJS.ErrnoException).syscall !== 'string') return error;
  const text = `The work folder \`${path}\` cannot be used: ${(error as Error).message}`;
  return new WorkError(`${text}; fix this, or choose another place with \`--work-dir\``, error);
}

/** Removes frames and states. */
async function clear(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (name === 'frames.log' || name === painterFile || name.startsWith('state-'))
      await rm(join(path, name), { force: true });
  }
}

/** Removes the manifest first, so that whatever a crash leaves is no work folder any more; then all else. */
async function removeFolder(path: string, lock: Lock): Promise<void> {
  await rm(join(path, 'manifest.json'), { force: true });
  await rm(path, { recursive: true, force: true });
  await lock.release();
}
