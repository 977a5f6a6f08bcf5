import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, open, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../errors.js';

/**
 * What lies under an output's name: a file, a folder, or nothing.
 *
 * @throws {OutputError} for a link that leads nowhere, a name that is too long, and for what is neither file nor folder.
 */
export async function existingOutput(output: string): Promise<Stats | undefined> {
  const found = await stat(output).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENAMETOOLONG') return undefined;
    throw new OutputError(
      `The name of the output is too long for the file system: ${output.length} characters`,
    );
  });
  if (found) {
    if (found.isFile() || found.isDirectory()) return found;
    throw new OutputError(
      `Expected \`${output}\` to be a file, got a device, a pipe or a socket: choose a file`,
    );
  }
  const target = await readlink(output).catch(() => undefined);
  if (target === undefined || !(await lstat(output).catch(() => undefined))) return undefined;
  throw new OutputError(
    `\`${output}\` is a link to \`${target}\`, which does not exist: remove the link, or choose another output`,
  );
}

/**
 * Makes a file in a folder and removes it: not every folder that seems writable is (/proc).
 *
 * @throws the file system's own error where it cannot
 */
export async function tryFolder(folder: string): Promise<void> {
  const path = join(folder, `.nst-try-${process.pid}-${randomBytes(3).toString('hex')}`);
  await (await open(path, 'wx')).close();
  await rm(path, { force: true });
}
