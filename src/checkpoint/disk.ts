import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputError } from '../errors.js';
import { writeWholeFile } from '../files/whole-file.js';

/** Writes a small file that is either there as a whole or not at all, whenever the power fails. */
export async function writeDurably(path: string, text: string): Promise<void> {
  await writeWholeFile(path, text);
  await flushFolder(dirname(path));
}

/** Makes what was created, renamed or removed in a folder outlast a power failure. Windows needs and has no such call. */
export async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What to tell of an error of the file system met in a work folder; other errors as they are. */
export function diskError(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new OutputError(
      `The disk of the work folder \`${path}\` is full: free some space and run the same command again`,
      error,
    );
  }
  if (['EIO', 'EROFS', 'EFBIG', 'ENOENT', 'EACCES'].includes(code ?? '')) {
    return new OutputError(`The work folder \`${path}\` cannot be written to: ${message}`, error);
  }
  return error;
}
