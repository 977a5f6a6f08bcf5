import { Command } from 'commander';
import { addOptions } from '../../src/cli/help/option-flags.js';
import { UsageError } from '../../src/errors.js';
import { libraryOptions } from '../../src/options/library-options.js';
import { flagOf, type OptionTable } from '../../src/options/option.js';
import { resolveOptions, type StylizeOptions } from '../../src/options/resolve.js';
import { DEFAULT_DATA } from './data.js';
import { choosePairs, type Pair } from './pairs.js';

/** What the benchmark was asked for. */
export interface PicturesArguments {
  readonly data: string;
  readonly out: string;
  readonly pairs: readonly Pair[];
  readonly full: boolean;
  readonly onePass: boolean;
  readonly beside: string | undefined;
  readonly anyBuild: boolean;
  readonly options: StylizeOptions;
}

/** Options of the job that a still picture has a use for; pictures were published at 512 pixels. */
const table: OptionTable = {
  size: { ...libraryOptions.size, default: 512 },
  ...Object.fromEntries(
    Object.entries(libraryOptions).filter(
      ([, { group }]) => group !== 'Input and output' && group !== 'Steadiness',
    ),
  ),
};

/** Those options as one would type them. */
export function typedOptions(options: StylizeOptions): string {
  return Object.entries(table)
    .map(([name, { type }]) => `${flagOf(name)} ${type.format(options[name as keyof StylizeOptions])}`)
    .join(' ');
}

/** Reads the command line; leaves the process after `--help`, or with code 2 and a sentence where something is wrong. */
export function readArguments(args: readonly string[]): PicturesArguments {
  const command = new Command('pictures')
    .description('Paints pairs of a content and a style, measures them and lays them side by side on a page.')
    .option('--data <folder>', 'Photos, paintings and networks.', DEFAULT_DATA)
    .option('--out <folder>', 'Where the page goes; what is painted there already is kept.', 'out/pictures')
    .option('--pairs <n>', 'Only so many pairs, from the first on.', countOf)
    .option('--only <a,b>', 'Only pairs whose names have one of these parts in them.', (text) =>
      text.split(','),
    )
    .option('--full', 'Paint by full VGG-16 too: ten times the time.', false)
    .option('--one-pass', 'Paint by --fast too, as it is and fine-tuned to the painting.', false)
    .option('--beside <folder>', 'Show what another program has painted, named <pair>.png there.')
    .option('--any-build', 'Keep pictures that another build of the code has painted.', false);
  addOptions(command, [table]);
  for (const option of command.options) option.hidden = false;
  try {
    command.parse(args, { from: 'user' });
    const { data, out, pairs, only = [], full, onePass, beside, anyBuild, ...given } = command.opts();
    const options = resolveOptions({ size: 512, ...given });
    return { data, out, pairs: choosePairs(only, pairs), full, onePass, beside, anyBuild, options };
  } catch (error) {
    return command.error((error as Error).message, { exitCode: 2 });
  }
}

function countOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text))
    throw new UsageError(`Expected \`--pairs\` to be an integer ≥ 1, got \`${text}\``);
  return Number(text);
}
