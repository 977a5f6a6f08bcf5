import { UsageError } from '../../errors.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import type { JobPaths } from '../../pipeline/plan/job-plan.js';
import { optionsForStyle } from '../../pipeline/plan/style-options.js';
import { checkInput, checkStyle, inputKind } from './check-files.js';
import { defaultOutput, videoExtension } from './output-name.js';

/**
 * Checks what a job of a clip reads, and names its output where it has no name.
 *
 * @throws UsageError, InputError for the first thing that will not do
 */
export async function clipOutput(
  input: string,
  style: string | undefined,
  output: string | undefined,
  options: StylizeOptionsInput,
): Promise<JobPaths> {
  if (style === undefined) {
    throw new UsageError('`--style` is required: name the painting whose style to apply');
  }
  await checkInput(input, false);
  await checkStyle(style);
  const resolved = await optionsForStyle(style, options);
  if ((await inputKind(input)) === 'image') {
    throw new UsageError(`Expected a clip, got the picture \`${input}\`: paint it with \`nst-video\` itself`);
  }
  return { input, style, output: output ?? defaultOutput(input, style, videoExtension(input, resolved)) };
}
