import { UsageError } from '../errors.js';
import { didYouMean } from '../nearest-name.js';
import { libraryOptions } from './library-options.js';
import { flagOf, type OptionTable, rejection } from './option.js';
import type { Change } from './timed-types.js';

/** The options that `--at` can change. */
const changingOptions: readonly string[] = Object.entries(libraryOptions as OptionTable)
  .filter(([, { changes }]) => changes !== undefined)
  .map(([name]) => name);

/**
 * That changes speak of numbers of the look, and give each one that it can have.
 *
 * @throws UsageError naming the first that does not
 */
export function checkChanges(changes: readonly Change[]): void {
  const table: OptionTable = libraryOptions;
  for (const [name, value] of changes.flatMap(({ values }) => Object.entries(values))) {
    const flag = flagOf(name);
    if (!changingOptions.includes(name)) {
      const flags = changingOptions.map((option) => flagOf(option).slice(2));
      const known = Object.hasOwn(table, name);
      throw new UsageError(
        `Expected \`--at\` to change one of ${flags.join(', ')}, got \`${flag.slice(2)}\`${known ? ', which is the same for all frames' : didYouMean(flag.slice(2), flags)}`,
      );
    }
    const { type: own, changesAs: type = own } = table[name]!;
    if (!type.accepts(value)) throw new UsageError(rejection(`--at … ${flag.slice(2)}`, type, value));
  }
}
