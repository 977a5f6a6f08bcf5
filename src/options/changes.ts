import { UsageError } from '../errors.js';
import { didYouMean } from '../nearest-name.js';
import { libraryOptions } from './library-options.js';
import { flagOf, type OptionTable, rejection } from './option.js';
import type { Change } from './timed-types.js';

/** The options that `--at` can change. */
const changingOptions: readonly string[] = Object.entries(libraryOptions as OptionTable)
  .filter(([, { changes }]) => changes !== undefined)
  .map(([name]) => name);

/** Options that are given again, of which `--at` changes each by its number. */
const numberedOptions = { blend: 'whose share', region: 'whose strength' } as const;

type NumberedOption = keyof typeof numberedOptions;

/** What `--at` calls a value: `styleWeight`, or `blend2` for the second `--blend`. */
export interface ChangedName {
  readonly option: string;
  /** Counted from 1, of an option that may be given again; absent where only one is given. */
  readonly number?: number | undefined;
}

/** Whether `--at` changes each of several that an option gives. */
export function isNumbered(option: string): option is NumberedOption {
  return Object.hasOwn(numberedOptions, option);
}

/** `blend2` is the second `--blend`; any other name is an option's own. */
export function readChangedName(name: string): ChangedName {
  const [, option = '', number] = /^([a-zA-Z-]+)([1-9]\d{0,3})$/.exec(name) ?? [];
  return isNumbered(option) ? { option, number: Number(number) } : { option: name };
}

/** Whether `--at` changes an option, or one of several that it gives. */
export function isChanged(option: string, changes: readonly Change[]): boolean {
  return changes.some(({ values }) =>
    Object.keys(values).some((name) => readChangedName(name).option === option),
  );
}

/**
 * That changes speak of numbers of the look that there are, and give each one that it can have.
 *
 * @throws UsageError naming the first that does not
 */
export function checkChanges(
  options: Readonly<Record<NumberedOption, readonly unknown[]>>,
  changes: readonly Change[],
): void {
  const table: OptionTable = libraryOptions;
  for (const [name, value] of changes.flatMap(({ values }) => Object.entries(values))) {
    const flag = flagOf(name).slice(2);
    const { option, number } = readChangedName(name);
    if (!changingOptions.includes(option)) {
      const flags = changingOptions.map((one) => flagOf(one).slice(2));
      const known = Object.hasOwn(table, option);
      throw new UsageError(
        `Expected \`--at\` to change one of ${flags.join(', ')}, got \`${flag}\`${known ? ', which is the same for all frames' : didYouMean(flag, flags)}`,
      );
    }
    if (isNumbered(option)) checkNumber(option, number, options[option].length);
    const { type: own, changesAs: type = own } = table[option]!;
    if (!type.accepts(value)) throw new UsageError(rejection(`--at … ${flag}`, type, value));
  }
}

/** @param there how many of the option are given */
function checkNumber(option: NumberedOption, number: number | undefined, there: number): void {
  if (number === undefined ? there === 1 : number <= there) return;
  const what = `\`--${option}\`, ${numberedOptions[option]} \`--at\` is to change`;
  if (there === 0) throw new UsageError(`Expected a ${what}, got none`);
  const names = there === 1 ? `\`${option}\`` : `\`${option}1\` to \`${option}${there}\`, in the order given`;
  throw new UsageError(
    `Expected ${names}, as there ${there === 1 ? 'is one' : `are ${there}`} ${what}, got \`${option}${number ?? ''}\``,
  );
}
