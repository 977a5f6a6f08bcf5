import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';

/** What every work folder's name ends in. */
export const workSuffix = '.nst-work';
const longestName = 255;

/**
 * Where the unfinished work on an output lies: hidden beside it, or in
 * `workDir`, where the name also tells apart outputs of the same name in
 * different folders.
 */
export function workFolderOf(output: string, workDir?: string): string {
  const path = resolve(output);
  const tag = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const stem = (more: string) => {
    const room = longestName - Buffer.byteLength(`.${more}${workSuffix}`);
    const name = basename(path);
    return Buffer.byteLength(name) <= room ? name : undefined;
  };
  if (workDir !== undefined) {
    const name = stem(`.${tag}`);
    return join(resolve(workDir), `${name === undefined ? '' : `${name}.`}${tag}${workSuffix}`);
  }
  return join(dirname(path), `.${stem('') ?? tag}${workSuffix}`);
}
