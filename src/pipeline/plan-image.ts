import { probe } from '../decode/probe/probe.js';
import { fitSize } from '../decode/size.js';
import { checkStillFormat } from '../encode/picture/still.js';
import { UsageError } from '../errors.js';
import { resolveOptions, type StylizeOptionsInput } from '../options/resolve.js';
import { outputSizeOf } from './enlarge-frames.js';

/**
 * Looks at a picture as `stylizeImage` would, and foresees what would go wrong.
 *
 * @throws UsageError, InputError for what would
 */
export async function planImage(
  input: string,
  output: string,
  options: StylizeOptionsInput = {},
): Promise<void> {
  const resolved = resolveOptions(options);
  const info = await probe(input, resolved);
  if (info.kind !== 'image') {
    throw new UsageError(`Expected \`${input}\` to be a picture, got a clip: use stylizeVideo instead`);
  }
  checkStillFormat(output, outputSizeOf(info, fitSize(info, resolved.size), resolved));
}
