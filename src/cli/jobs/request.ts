import { areOneClip, filesOfPattern } from '../../decode/pictures/find-pictures.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';

/** What somebody wants painted, before it is known what the input is. */
export interface JobRequest {
  readonly input: string;
  /** The input was found by a pattern: it is left out where it is another job's output. */
  readonly matched: boolean;
  readonly style: string;
  readonly output: string | undefined;
  /** Folder of the output where that has no name of its own. */
  readonly outDir: string | undefined;
  readonly options: StylizeOptionsInput;
  /** Folder that the result must lie in, where a file and not the command line asks for it. */
  readonly within?: string | undefined;
}

/**
 * The inputs that a name stands for, on the command line and in job files alike. A pattern whose files are all
 * pictures is one clip, and so itself; one of other files is those, numbers by their value. `*`, `?` and `[…]` stand
 * for parts of the file's own name, not of its folders'. Any other name stands for itself, whether it exists or not.
 */
export async function expandInput(name: string): Promise<Pick<JobRequest, 'input' | 'matched'>[]> {
  const files = isUrl(name) ? undefined : await filesOfPattern(name);
  if (files === undefined || areOneClip(files)) return [{ input: name, matched: false }];
  return files.map((input) => ({ input, matched: true }));
}
