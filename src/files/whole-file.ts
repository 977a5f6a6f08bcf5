import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a small file so that it is there as a whole or not at all: under another name beside it, flushed, renamed.
 * Rejects with the file system's own error, and leaves nothing behind.
 */
export async function writeWholeFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Waits until a file's content is on the disk. */
export async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Makes a file in a folder and removes it: not every folder that seems writable is (/proc).
 *
 * @throws the file system's own error where it cannot
 */
export async function tryFolder(folder: string): Promise<void> {
  const path = join(folder, `.nst-try-${process.pid}-${randomBytes(3).toString('hex')}`);
  // At once: nothing is left where the process is killed meanwhile.
  closeSync(openSync(path, 'wx'));
  rmSync(path, { force: true });
}
