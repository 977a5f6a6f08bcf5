import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../errors.js';
import { filterFault } from '../formats/picture-filters.js';
import { bothEnds } from '../media/time/selection.js';
import { didYouMean } from '../nearest-name.js';
import { checkChanges, isNumbered, readChangedName } from './changes.js';
import type { cliOptions } from './cli-options.js';
import { libraryOptions } from './library-options.js';
import type { metricsOptions } from './metrics-options.js';
import {
  flagOf,
  type OptionDefinition,
  type OptionTable,
  type PaintingWay,
  rejection,
  type ValuesOf,
} from './option.js';
import type { previewOptions } from './preview-options.js';
import type { trainOptions } from './train-options.js';

/** Every option of a job, each with a value: what `resolveOptions` returns. */
export type StylizeOptions = ValuesOf<typeof libraryOptions>;

/** The options of a job as a caller gives them: all optional, see docs/options.md. */
export type StylizeOptionsInput = Partial<StylizeOptions>;

/** The values of the options that only the command line knows. */
export type CliOptions = ValuesOf<typeof cliOptions>;

/** The values of the options of `nst-video metrics`. */
export type MetricsOptions = ValuesOf<typeof metricsOptions>;

/** The values of the options of `nst-video train`. */
export type TrainOptions = ValuesOf<typeof trainOptions>;

/** The values of the options of `nst-video preview`. */
export type PreviewOptions = ValuesOf<typeof previewOptions>;

/**
 * Fills in the defaults and checks every value, before any work starts.
 *
 * @throws UsageError naming the option, what was expected and what came.
 */
export function resolveOptions(input: StylizeOptionsInput = {}): StylizeOptions {
  const options = resolveTable(libraryOptions, input);
  const { end, duration } = options;
  if (end !== 'rest' && duration !== 'rest') throw new UsageError(bothEnds(end, duration));
  if (options.contentWeight === 0 && options.styleWeight === 0 && options.tvWeight === 0) {
    throw new UsageError(
      'Expected `--content-weight`, `--style-weight` or `--tv-weight` to be above 0, got 0 for all three: nothing would be painted',
    );
  }
  const shares = options.blend.reduce((sum, { share }) => sum + share, 0);
  if (shares > 1 + 1e-9) {
    throw new UsageError(
      `Expected the shares of \`--blend\` to be at most 1 together, as \`--style\` has what is left, got ${Number(shares.toFixed(6))}`,
    );
  }
  checkStrokes(options);
  checkFinish(options);
  checkChanges(options, options.at);
  if (options.fast) checkWay(options, 'fast');
  for (const name of ['at', 'keyframe'] as const) {
    if (options[name].length === 0 || !options.fast || options.flowFused) continue;
    // Paintings and regions are laid over each other frame by frame.
    const isOfPictures = ({ values }: (typeof options.at)[number]) =>
      Object.keys(values).every((one) => isNumbered(readChangedName(one).option));
    if (name === 'at' && options.at.every(isOfPictures)) continue;
    throw new UsageError(
      `Expected \`--${name}\` without \`--no-flow-fused\`: with it, \`--fast\` paints every frame alike, but for shares of \`--blend\` and strengths of \`--region\`, and follows no flow`,
    );
  }
  if (options.fast && options.hold !== 'auto' && !options.flowFused) {
    throw new UsageError(
      'Expected `--hold` without `--no-flow-fused`: with it, `--fast` does not look at the previous frame',
    );
  }
  if (!options.flowFused && !options.fast) {
    throw new UsageError(
      'Expected `--no-flow-fused` together with `--fast`: what else does without the flow is `--no-temporal`',
    );
  }
  if (!options.fast && options.fineTune !== 'auto') {
    throw new UsageError(
      'Expected `--fine-tune` together with `--fast`: optimising a frame has no network to train',
    );
  }
  return options;
}

function checkStrokes({ strokes, styleScale }: StylizeOptions): void {
  if (strokes === 'medium' || styleScale === libraryOptions.styleScale.default) return;
  throw new UsageError(
    `Expected \`--strokes\` or \`--style-scale\`, got ${strokes} and ${styleScale}: both say how large the painting is seen`,
  );
}

function checkFinish({ grain, grainMoves, filter }: StylizeOptions): void {
  if (grainMoves && grain === 0) {
    throw new UsageError(
      'Expected `--grain-moves` together with `--grain`, such as 0.2: there is none to move',
    );
  }
  const fault = filter === undefined ? undefined : filterFault(filter, didYouMean);
  if (fault !== undefined) throw new UsageError(`Expected \`--filter\` to be ${fault}`);
}

/** What is said of an option that a way of painting does not look at. */
const refusals: Readonly<Record<PaintingWay, string>> = {
  optimising: 'with a network file as the style (`--style candy.onnx`), got a picture: leave it out',
  fast: 'without `--fast`, which paints in one pass and optimises nothing: leave one of them out',
  network:
    'with a picture as the style, got a network file, which paints in one pass by itself: leave it out',
};

/**
 * Refuses options that a way of painting does not look at, unless they have their default.
 *
 * @throws UsageError naming the first of them
 */
export function checkWay(options: StylizeOptions, way: PaintingWay): void {
  const table: Readonly<Record<string, OptionDefinition<unknown>>> = libraryOptions;
  for (const [name, value] of Object.entries(options)) {
    const { ways, default: otherwise } = table[name]!;
    if (ways === undefined || ways.includes(way) || isDeepStrictEqual(value, otherwise)) continue;
    throw new UsageError(`Expected \`${flagOf(name, otherwise)}\` ${refusals[way]}`);
  }
  if (way === 'network' && options.colors === 'matched') {
    throw new UsageError(
      'Expected `--colors` to be style or source with a network file as the style, got `matched`: its colours are in its weights, and there is no painting to move',
    );
  }
  for (const name of options.at.flatMap(({ values }) => Object.keys(values))) {
    const { option } = readChangedName(name);
    if (!table[option]?.changes?.includes(way))
      throw new UsageError(`Expected \`--at\` to change \`${flagOf(option)}\` only ${refusals[way]}`);
  }
}

/** Defaults and checks of any table of options; the result is frozen. */
export function resolveTable<Table extends OptionTable>(
  table: Table,
  input: Partial<ValuesOf<Table>>,
): ValuesOf<Table> {
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(table, name)) throw new UsageError(`Unknown option \`${name}\`; see docs/options.md`);
  }
  const given = input as Readonly<Record<string, unknown>>;
  const values: Record<string, unknown> = {};
  for (const [name, { type, default: otherwise }] of Object.entries(table)) {
    const value = given[name] === undefined ? otherwise : given[name];
    if (!type.accepts(value)) throw new UsageError(rejection(flagOf(name), type, value));
    values[name] = value;
  }
  return Object.freeze(values) as ValuesOf<Table>;
}

/**
 * The value of an option from a text as it is typed.
 *
 * @throws UsageError as `resolveOptions`
 */
export function readTyped<T>(name: string, { type }: OptionDefinition<T>, typed: string): T {
  const value = type.parse(typed);
  if (!type.accepts(value)) throw new UsageError(rejection(flagOf(name), type, typed));
  return value as T;
}
