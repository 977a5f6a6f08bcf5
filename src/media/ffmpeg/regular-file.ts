import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { InputError } from '../../errors.js';

/**
 * That an input is a file: what can be read only once, such as a pipe, standard
 * input or a process substitution, would hang or come out empty.
 *
 * @throws {InputError} for anything else that exists
 */
export function checkRegular(path: string, found: Stats): void {
  if (found.isFile()) return;
  const what = found.isDirectory()
    ? 'a folder'
    : found.isFIFO() || found.isSocket()
      ? 'a pipe'
      : found.isCharacterDevice() || found.isBlockDevice()
        ? 'a device'
        : 'not a file';
  const way = found.isDirectory() ? '' : '. Save its contents to a file first';
  throw new InputError(
    `\`${path}\` is ${what}: expected a file, because the input is read several times${way}`,
  );
}

/** What to say to somebody who names standard input. */
export function noStandardInput(what: string): string {
  return `Expected ${what} to be a file, got \`-\`: standard input is not supported, because the input is read several times. Save it to a file first`;
}

/** {@link checkRegular} for a path, which may be missing: that is for others to say. */
export async function checkRegularPath(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found) checkRegular(path, found);
}
