import { lstat, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Links that are followed before one is taken for a ring. */
const mostLinks = 40;

/** Where a file that is written to `path` really comes to lie, whether or not it or its folders exist: links are followed, dangling ones too. */
export async function realTarget(path: string, links = 0): Promise<string> {
  const absolute = resolve(path);
  const found = await realpath(absolute).catch(() => undefined);
  if (found !== undefined) return found;
  const entry = await lstat(absolute).catch(() => undefined);
  if (entry?.isSymbolicLink() && links < mostLinks) {
    return realTarget(resolve(dirname(absolute), await readlink(absolute)), links + 1);
  }
  const folder = dirname(absolute);
  return folder === absolute ? absolute : join(await realTarget(folder, links), basename(absolute));
}

/** Whether what is written to `path` comes to lie in `folder`, or deeper. */
export async function liesIn(path: string, folder: string): Promise<boolean> {
  const between = relative(await realTarget(folder), await realTarget(path));
  return between !== '..' && !between.startsWith(`..${sep}`) && !isAbsolute(between);
}
