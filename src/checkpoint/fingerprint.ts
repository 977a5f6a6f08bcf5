import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What a large file is known by again, without reading all of it. */
export interface Fingerprint {
  readonly bytes: number;
  /** Milliseconds since 1970, as the file system has it. */
  readonly modified: number;
  /** SHA-256, in hex, of its sampled blocks. */
  readonly sample: string;
}

const blocks = 16;
const blockBytes = 64 * 1024;

/** The fingerprint of a file: size, time, and sixteen blocks of 64 KiB spread evenly, the first and the last among them. */
export async function fingerprint(path: string): Promise<Fingerprint> {
  const { size, mtimeMs } = await stat(path);
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const block = Buffer.alloc(blockBytes);
    const last = Math.max(0, size - blockBytes);
    const starts = new Set(Array.from({ length: blocks }, (_, i) => Math.floor((last * i) / (blocks - 1))));
    for (const start of starts) {
      const { bytesRead } = await file.read(block, 0, blockBytes, start);
      hash.update(block.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return { bytes: size, modified: mtimeMs, sample: hash.digest('hex') };
}

/** One fingerprint of many files: their sizes and times, and sampled blocks of sixteen of them. */
export async function fingerprintOfFiles(paths: readonly string[]): Promise<Fingerprint> {
  const hash = createHash('sha256');
  let [bytes, modified] = [0, 0];
  for (const path of paths) {
    const { size, mtimeMs } = await stat(path);
    bytes += size;
    modified = Math.max(modified, mtimeMs);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  for (const i of spread(paths.length)) hash.update((await fingerprint(paths[i] as string)).sample);
  return { bytes, modified, sample: hash.digest('hex') };
}

/** What files in sequence are known by again wherever they lie: names, sizes, and sampled blocks of sixteen of them. */
export async function contentOfFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${basename(path)}\0${(await stat(path)).size}\n`);
  for (const i of spread(paths.length)) hash.update((await fingerprint(paths[i] as string)).sample);
  return hash.digest('hex');
}

/** Sixteen numbers below `count`, evenly spread, or all of them. */
function spread(count: number): Set<number> {
  return new Set(Array.from({ length: blocks }, (_, i) => Math.floor(((count - 1) * i) / (blocks - 1))));
}

/** SHA-256 of a whole file, in hex. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * What a complete output, a file or a folder of pictures, is known by again: its sizes and a sample of its content.
 * It stays the same when the output is moved into its place. Rejects where there is none.
 */
export async function sealOf(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isDirectory()) {
    const { bytes, sample } = await fingerprint(path);
    return `${bytes} ${sample}`;
  }
  const hash = createHash('sha256');
  for (const name of (await readdir(path)).toSorted()) {
    const { bytes, sample } = await fingerprint(join(path, name));
    hash.update(`${name}\0${bytes}\0${sample}\n`);
  }
  return hash.digest('hex');
}
