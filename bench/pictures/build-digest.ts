import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What of the compiled sources decides how a picture is painted. */
const decisive = /^(stylize|pipeline)\/.*\.(js|wasm)$|^image(-resize)?\.js$/;

/** SHA-256 of the code that paints, as it was built. */
export async function buildDigest(): Promise<string> {
  const folder = new URL('../../src/', import.meta.url);
  const names = (await readdir(fileURLToPath(folder), { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => decisive.test(name))
    .sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\0`).update(await readFile(new URL(name, folder)));
  return hash.digest('hex');
}
