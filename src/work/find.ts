import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { countFrames } from './frame-log.js';
import { workSuffix } from './location.js';
import { holderOf } from './lock.js';
import { type Manifest, readManifest } from './manifest.js';

/** A job that is not complete. */
export interface UnfinishedJob {
  /** Its work folder, absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Frames that are complete. */
  readonly done: number;
  /** The process that is at work on it, if one is. */
  readonly pid: number | undefined;
}

/**
 * Reads a work folder; undefined where there is none.
 *
 * @throws WorkError where it is damaged or another version's
 */
export async function readUnfinished(folder: string): Promise<UnfinishedJob | undefined> {
  const path = resolve(folder);
  const manifest = await readManifest(path);
  if (!manifest) return undefined;
  const holder = await holderOf(path);
  return {
    folder: path,
    manifest,
    done: await countFrames(join(path, 'frames.log'), manifest.id),
    pid: holder?.pid,
  };
}

/** Work folders under a folder, however deep; folders that may not be read, links and `node_modules` are passed over. */
export async function* findWorkFolders(folder: string): AsyncGenerator<string, void, undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory() || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.name.endsWith(workSuffix)) yield resolve(path);
    else if (!entry.name.startsWith('.')) yield* findWorkFolders(path);
  }
}
