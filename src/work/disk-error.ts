import { OutputError } from '../errors.js';

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
