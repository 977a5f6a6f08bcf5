import { resolve } from 'node:path';
import { UsageError } from '../../errors.js';
import type { PaintingWay } from '../../options/option.js';
import { withOptionFiles } from '../../options/option-files.js';
import {
  checkWay,
  resolveOptions,
  type StylizeOptions,
  type StylizeOptionsInput,
} from '../../options/resolve.js';
import { styleKind } from '../../stylize/style-network/style-kind.js';

/**
 * The options of a job in a style: as `resolveOptions`, with absolute paths, and none that the style has no use for.
 *
 * @throws UsageError naming the option, InputError for a style that is a network of a format that we do not read
 */
export async function optionsForStyle(
  style: string,
  given: StylizeOptionsInput = {},
): Promise<StylizeOptions> {
  const options = withOptionFiles(resolveOptions(given), (path) => resolve(path));
  const way = await wayOf(style, options);
  checkWay(options, way);
  const painted = options.region.find(({ style: own }) => own !== 'keep');
  if (painted && way === 'network') {
    throw new UsageError(
      `Expected \`--region\` with \`keep\` beside a network file as the style, which paints in one style alone, got the painting \`${painted.style}\``,
    );
  }
  return options;
}

/** How frames are painted in a style. */
export async function wayOf(style: string, { fast }: Pick<StylizeOptions, 'fast'>): Promise<PaintingWay> {
  return (await styleKind(style)) === 'network' ? 'network' : fast ? 'fast' : 'optimising';
}

/**
 * Refuses options that speak of times of a clip.
 *
 * @param got what there is instead of a clip
 * @throws UsageError naming the first
 */
export function refuseTimes(options: StylizeOptions, got: string): void {
  for (const name of ['at', 'keyframe'] as const) {
    if (options[name].length === 0) continue;
    throw new UsageError(`Expected \`--${name}\` for a clip, got ${got}: leave it out`);
  }
}
