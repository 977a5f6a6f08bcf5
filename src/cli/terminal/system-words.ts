import { dirname } from 'node:path';

/** What the system says, in words, by the code of its error. */
const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'part of its path is a file, not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is too large for the disk',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links form a loop',
  EEXIST: 'it already exists',
  ENOTEMPTY: 'the folder is not empty',
  EBUSY: 'it is in use',
  EIO: 'the disk reported an error',
  ESPIPE: 'it is a pipe, which cannot be read twice',
  EINVAL: 'the system does not allow it there',
};

/** `ENOENT: no such file or directory, open 'clip.mp4'`, as Node words a system error. */
const asNodeWords = /\b(E[A-Z0-9]{2,15}): [^,'`\n]+, (\w+)(?: '([^'\n]*)')?(?: -> '([^'\n]*)')?/g;

/**
 * A message in which what Node says of a failed system call is put in plain
 * words. Its path is named where the message does not name it already.
 */
export function inPlainWords(message: string): string {
  return message.replace(asNodeWords, (raw, code: string, call: string, path?: string, to?: string) => {
    if (call === 'uv_cwd') return 'The current folder no longer exists: change to another one';
    const plain = words[code];
    if (plain === undefined) return raw;
    if (call === 'mkdtemp' && path !== undefined) {
      return `Temporary files cannot be stored in \`${dirname(path)}\`: ${plain}; set TMPDIR to another folder`;
    }
    const named = [path, to].filter((one) => one !== undefined && !message.includes(`\`${one}\``));
    if (named.length === 0 || message.replace(raw, '').includes(String(path))) return plain;
    return `${named.map((one) => `\`${one}\``).join(' to ')}: ${plain}`;
  });
}
