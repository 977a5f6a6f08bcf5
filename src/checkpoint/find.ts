import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { countFrames } from './frame-log.js';
import { holderOf } from './lock.js';
import { type Manifest, readManifest } from './manifest.js';

/** What every work folder's name ends in. */
const suffix = '.nst-work';
const longestName = 255;

/**
 * Where the work folder of an output lies: hidden beside it, or in `workDir`,
 * where the name also tells apart outputs of the same name in different folders.
 */
export function workFolderOf(output: string, workDir?: string): string {
  const path = resolve(output);
  const tag = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const stem = (more: string) => {
    const room = longestName - Buffer.byteLength(`.${more}${suffix}`);
    const name = basename(path);
    return Buffer.byteLength(name) <= room ? name : undefined;
  };
  if (workDir !== undefined) {
    const name = stem(`.${tag}`);
    return join(resolve(workDir), `${name === undefined ? '' : `${name}.`}${tag}${suffix}`);
  }
  return join(dirname(path), `.${stem('') ?? tag}${suffix}`);
}

/** Work folders under a folder, however deep; folders that may not be read, links and `node_modules` are passed over. */
export async function* findWorkFolders(folder: string): AsyncGenerator<string, void, undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory() || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.name.endsWith(suffix)) yield resolve(path);
    else if (!entry.name.startsWith('.')) yield* findWorkFolders(path);
  }
}

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
  const done = await countFrames(join(path, 'frames.log'), manifest.id);
  return { folder: path, manifest, done, pid: holder?.pid };
}
