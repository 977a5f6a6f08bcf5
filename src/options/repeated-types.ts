import type { OptionType } from './option.js';

/** Texts that are not empty, one each time the option is given: paths, names. */
export function texts(placeholder: string, expected: string): OptionType<readonly string[]> {
  return {
    expected,
    placeholder: `<${placeholder}>`,
    parse: (given) => [given],
    accepts: (value) =>
      Array.isArray(value) &&
      value.every((entry) => typeof entry === 'string' && entry.length > 0 && !entry.includes('\0')),
    format: (values) => values.join(', '),
    join: (before, value) => [...before, ...value],
  };
}
