import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../errors.js';
import { bothEnds } from '../media/time/selection.js';
import type { cliOptions } from './cli-options.js';
import { libraryOptions } from './library-options.js';
import type { metricsOptions } from './metrics-options.js';
import { flagOf, type OptionDefinition } from './option.js';

/** The values that a table of options holds. */
export type ValuesOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionDefinition<infer T> ? T : never;
};

/** Every option of a job, each with a value: what `resolveOptions` returns. */
export type StylizeOptions = ValuesOf<typeof libraryOptions>;

/** The options of a job as a caller gives them: all optional, see docs/options.md. */
export type StylizeOptionsInput = Partial<StylizeOptions>;

/** The values of the options that only the command line knows. */
export type CliOptions = ValuesOf<typeof cliOptions>;

/** The values of the options of `nst-video metrics`. */
export type MetricsOptions = ValuesOf<typeof metricsOptions>;

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
  if (options.fast) checkOnePass(options);
  return options;
}

/** What speaks of optimising says nothing to a network that paints in one pass. */
function checkOnePass(options: StylizeOptions): void {
  const table: Readonly<Record<string, OptionDefinition<unknown>>> = libraryOptions;
  for (const [name, value] of Object.entries(options)) {
    const { optimises, default: otherwise } = table[name]!;
    if (!optimises || isDeepStrictEqual(value, otherwise)) continue;
    throw new UsageError(
      `Expected \`${flagOf(name)}\` without \`--fast\`, which paints in one pass and optimises nothing: leave one of them out`,
    );
  }
}

/** Defaults and checks of any table of options; the result is frozen. */
export function resolveTable<Table extends Readonly<Record<string, OptionDefinition<unknown>>>>(
  table: Table,
  input: Partial<ValuesOf<Table>>,
): ValuesOf<Table> {
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(table, name)) throw new UsageError(`Unknown option \`${name}\`; see docs/options.md`);
  }
  const given = input as Readonly<Record<string, unknown>>;
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(table)) {
    const value = given[name] === undefined ? definition.default : given[name];
    if (!definition.type.accepts(value)) throw new UsageError(rejection(name, definition, value));
    values[name] = value;
  }
  return Object.freeze(values) as ValuesOf<Table>;
}

/** What to say of a value that an option does not take. */
export function rejection(
  name: string,
  { type }: Pick<OptionDefinition<unknown>, 'type'>,
  value: unknown,
): string {
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `Expected \`${flagOf(name)}\` to be ${type.expected}, got \`${shown}\``;
}
