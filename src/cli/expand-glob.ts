import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * The files that a pattern stands for, in the order of their names, numbers by
 * their value. `*` and `?` stand for parts of the file's own name, not of its
 * folders'. A name without them stands for itself, whether it exists or not.
 */
export async function expandGlob(pattern: string): Promise<string[]> {
  const name = basename(pattern);
  if (!/[*?]/.test(name)) return [pattern];
  const matches = new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's', // a line break is a character like others
  );
  const folder = dirname(pattern);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && matches.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort(new Intl.Collator('en', { numeric: true }).compare);
}
