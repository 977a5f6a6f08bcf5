/**
 * The kind of value an option takes: how it is read from the command line,
 * what is allowed, and how it is shown.
 */
export interface OptionType<T> {
  /** What a value must be, to follow "to be": `an integer ≥ 1`. */
  readonly expected: string;
  /** What `--help` shows after the flag: `<n>`; '' for a flag without a value. */
  readonly placeholder: string;
  /** The value that a command-line text stands for; a text that cannot be read comes back as it is. */
  readonly parse: (text: string) => unknown;
  /** Whether a value, from the command line or from a program, is allowed. */
  readonly accepts: (value: unknown) => boolean;
  /** The value as one would type it. */
  format(value: T): string;
  /** What an option that is given again makes of both values; absent: the last one holds. */
  join?(before: T, value: T): T;
}

/** Headings of `--help` and of the options table, in order. */
export const optionGroups = Object.freeze([
  'Input and output',
  'Look',
  'Steadiness',
  'Effort',
  'Network and device',
  'Reporting',
] as const);

/** One of the headings under which options are listed. */
export type OptionGroup = (typeof optionGroups)[number];

/** One option of the job: everything that the checks, `--help` and the docs say about it. */
export interface OptionDefinition<T> {
  readonly type: OptionType<T>;
  /** The value where none is given. */
  readonly default: NoInfer<T>;
  /** In words, where the default's own spelling would not explain itself. */
  readonly defaultText?: string;
  /** `seconds`, `pixels`, …; absent where the value has none. */
  readonly unit?: string;
  /** A one-letter flag without its dash. */
  readonly short?: string;
  readonly group: OptionGroup;
  /** One sentence, without the default and the range. */
  readonly doc: string;
  /** One of the few that `--help` shows; `--help-all` shows the rest, too. */
  readonly everyday?: boolean;
  /** It speaks of optimising: painting in one pass has no use for it, and refuses it. */
  readonly optimises?: boolean;
  /** Painted frames do not depend on it: an unfinished job may be continued with another value. */
  readonly keepsFrames?: boolean;
}

/** Checks an entry's default against its own type, and freezes it. */
export function option<T>(definition: OptionDefinition<T>): OptionDefinition<T> {
  if (definition.default !== undefined && !definition.type.accepts(definition.default)) {
    throw new TypeError(`An option's default, ${String(definition.default)}, is outside its own range`);
  }
  Object.freeze(definition.default);
  return Object.freeze(definition);
}

/** The flag of an option: `styleWeight` is `--style-weight`; one that is on by default is `--no-…`. */
export function flagOf(name: string, defaultValue?: unknown): string {
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return defaultValue === true ? `--no-${kebab}` : `--${kebab}`;
}
