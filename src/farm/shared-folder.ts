import { hostname } from 'node:os';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { InputError, UsageError } from '../errors.js';
import type { FolderPlace } from './queue.js';

/**
 * How a job folder is named to other machines: within `shared`, the folder that each of them has somewhere, or by its
 * absolute path where none is given.
 *
 * @throws UsageError where it is not within
 */
export function placeOf(folder: string, shared: string | undefined): FolderPlace {
  const path = resolve(folder);
  if (shared === undefined) return { path, shared: false };
  const within = relative(resolve(shared), path);
  if (isWithin(within)) return { path: within.split(sep).join('/'), shared: true };
  throw new UsageError(
    `Expected the job folder to be inside \`--shared\`, \`${shared}\`, got \`${folder}\`: name one there with \`--job\``,
  );
}

/**
 * Where a job folder is on this machine.
 *
 * @param shared where this machine has the folder that all share; no job elsewhere is touched then
 * @throws InputError where it is in no place that this machine may use
 */
export function folderHere({ path, shared: within }: FolderPlace, shared: string | undefined): string {
  const host = hostname();
  if (shared === undefined) {
    if (!within) return path;
    throw new InputError(
      `The job \`${path}\` is in a shared folder: start the worker on ${host} with \`--shared\``,
    );
  }
  const place = resolve(shared, path);
  if (isWithin(relative(resolve(shared), place))) return place;
  throw new InputError(`The job \`${path}\` is outside the shared folder \`${shared}\` of ${host}`);
}

function isWithin(path: string): boolean {
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
