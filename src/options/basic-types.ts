import type { OptionType } from './option.js';

/** Bounds of a number, both included. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A whole number in a range. */
export function integer(range: Range = {}): OptionType<number> {
  return {
    expected: `an integer${describe(range)}`,
    placeholder: '<n>',
    parse: (text) => (/^[+-]?\d+$/.test(text.trim()) ? Number(text) : text),
    accepts: (value) => Number.isSafeInteger(value) && within(value as number, range),
    format: String,
  };
}

/** A finite number in a range. */
export function number(range: Range = {}): OptionType<number> {
  return {
    expected: `a number${describe(range)}`,
    placeholder: '<x>',
    parse: (text) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text),
    accepts: (value) => Number.isFinite(value) && within(value as number, range),
    format: String,
  };
}

/** One of a few words. */
export function choice<const C extends readonly string[]>(...choices: C): OptionType<C[number]> {
  return {
    expected: `one of ${choices.join(', ')}`,
    placeholder: '<word>',
    parse: (text) => text,
    accepts: (value) => choices.some((word) => word === value),
    format: String,
  };
}

/** On or off; off where nothing else is said. */
export function flag(): OptionType<boolean> {
  return {
    expected: 'true or false',
    placeholder: '',
    parse: (text) => (text === 'true' ? true : text === 'false' ? false : text),
    accepts: (value) => typeof value === 'boolean',
    format: String,
    none: false,
  };
}

/** A text that is not empty: a path, a name. */
export function text(placeholder: string, expected: string): OptionType<string> {
  return {
    expected,
    placeholder: `<${placeholder}>`,
    parse: (given) => given,
    accepts: (value) => typeof value === 'string' && value.length > 0 && !value.includes('\0'),
    format: String,
  };
}

/** Values of one type, one each time the option is given. */
export function listOf<T>(one: OptionType<T>): OptionType<readonly T[]> {
  const { withPaths } = one;
  return {
    expected: one.expected,
    placeholder: one.placeholder,
    parse: (given) => [one.parse(given)],
    accepts: (value) => Array.isArray(value) && value.every(one.accepts),
    format: (values) => values.map(one.format).join(', '),
    none: [],
    join: (before, value) => [...before, ...value],
    each: (values) => values.map(one.format),
    ...(withPaths && { withPaths: (values, to) => values.map((value) => withPaths(value, to)) }),
  };
}

/** Texts that are not empty, one each time the option is given: paths, names. */
export function texts(placeholder: string, expected: string): OptionType<readonly string[]> {
  return listOf(text(placeholder, expected));
}

/** The given type, or one word that stands for a choice made later: `auto`, `source`, `rest`. */
export function orWord<T, const W extends string>(type: OptionType<T>, word: W): OptionType<T | W> {
  return {
    expected: `${type.expected}, or ${word}`,
    placeholder: type.placeholder.replace(/>$/, `|${word}>`),
    parse: (given) => (given === word ? word : type.parse(given)),
    accepts: (value) => value === word || type.accepts(value),
    format: (value) => (value === word ? word : type.format(value as T)),
  };
}

/** The given type, or nothing: an option without a default. */
export function optional<T>(type: OptionType<T>): OptionType<T | undefined> {
  return {
    ...type,
    accepts: (value) => value === undefined || type.accepts(value),
    format: (value) => (value === undefined ? '' : type.format(value)),
  };
}

function within(value: number, { min = -Infinity, max = Infinity }: Range): boolean {
  return value >= min && value <= max;
}

function describe({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` ≥ ${min}`;
  return max === undefined ? '' : ` ≤ ${max}`;
}
