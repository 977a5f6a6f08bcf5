import { areOneClip, filesOfPattern } from '../../decode/pictures/find-pictures.js';

/**
 * The inputs that a name stands for, on the command line and in job files alike. A pattern whose files are all
 * pictures is one clip, and so itself; one of other files is those, numbers by their value. `*`, `?` and `[…]` stand
 * for parts of the file's own name, not of its folders'. Any other name stands for itself, whether it exists or not.
 */
export async function expandInput(name: string): Promise<string[]> {
  const files = await filesOfPattern(name);
  return files === undefined || areOneClip(files) ? [name] : files;
}
