import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint } from '../work/fingerprint.js';

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
