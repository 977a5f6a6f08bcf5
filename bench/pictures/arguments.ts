import { Command } from 'commander';
import { addOptions } from '../../src/cli/option-flags.js';
import { libraryOptions } from '../../src/options/library-options.js';
import type { OptionDefinition } from '../../src/options/option.js';
import { resolveOptions, type StylizeOptions } from '../../src/options/resolve.js';
import { DEFAULT_DATA } from './data.js';

/** What the benchmark was asked for. */
export interface PicturesArguments {
  readonly data: string;
  readonly out: string;
  readonly pairs: number | undefined;
  readonly only: readonly string[];
  readonly full: boolean;
  readonly anyBuild: boolean;
  readonly options: StylizeOptions;
}

/** Options of the command line that a still picture has a use for. */
const table: Readonly<Record<string, OptionDefinition<unknown>>> = Object.fromEntries(
  Object.entries(libraryOptions).filter(
    ([name, { group }]) => name === 'size' || !['Input and output', 'Steadiness'].includes(group),
  ),
);

/** Reads the command line; leaves the process with its help, or with code 1 where something is wrong. */
export function readArguments(args: readonly string[]): PicturesArguments {
  const command = new Command('pictures')
    .description('Paints pairs of a content and a style, measures them and lays them side by side on a page.')
    .option('--data <folder>', 'Photos, paintings and networks.', DEFAULT_DATA)
    .option('--out <folder>', 'Where the page goes; what is painted there already is kept.', 'out/pictures')
    .option('--pairs <n>', 'Only so many pairs, from the first on.', Number)
    .option('--only <a,b>', 'Only pairs whose names have one of these parts in them.', (text) =>
      text.split(','),
    )
    .option('--full', 'Paint by full VGG-16 too: ten times the time.', false)
    .option('--any-build', 'Keep pictures that another build of the code has painted.', false);
  addOptions(command, [table]);
  command.parse(args, { from: 'user' });
  const { data, out, pairs, only = [], full, anyBuild, ...given } = command.opts();
  if (pairs !== undefined && !(Number.isInteger(pairs) && pairs >= 1)) {
    command.error('Expected `--pairs` to be an integer ≥ 1');
  }
  // Pictures were published at 512 pixels.
  const options = resolveOptions({ size: 512, ...given });
  return { data, out, pairs, only, full, anyBuild, options };
}
