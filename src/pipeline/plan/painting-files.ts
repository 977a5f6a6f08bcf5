import { optionFiles } from '../../options/option-files.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import type { JobPaths } from './job-plan.js';

/** The files that a job reads besides its input, and must not replace: the style, and those that its options name. */
export function paintingFiles({ style }: Pick<JobPaths, 'style'>, options: StylizeOptionsInput): string[] {
  return [style, ...optionFiles(options)];
}
