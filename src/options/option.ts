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
  /** The value of an option of this type that has no default of its own. */
  readonly none?: T;
  /** What an option that is given again makes of both values; absent: the last one holds. */
  join?(before: T, value: T): T;
  /** Of an option that may be given again: the text of each time. */
  each?(value: T): readonly string[];
  /** The value with every path in it put through `to`; absent where a value names no files. */
  withPaths?(value: T, to: (path: string) => string): T;
}

/** Headings of `--help` and of the options table, in order. */
export const optionGroups = Object.freeze([
  'Input and output',
  'Look',
  'Finish',
  'Steadiness',
  'Effort',
  'Network and device',
  'Reporting',
] as const);

/** One of the headings under which options are listed. */
export type OptionGroup = (typeof optionGroups)[number];

/** How a frame is painted: by optimising it, by `--fast` from any painting, or by a network file as the style. */
export type PaintingWay = 'optimising' | 'fast' | 'network';

/** One option as its table has it: everything that the checks, `--help` and the docs say about it. */
interface OptionEntry<T> {
  readonly type: OptionType<T>;
  /** The value where none is given; left out where that is the type's `none`. */
  readonly default?: NoInfer<T>;
  /** In words, where the default's own spelling would not explain itself. */
  readonly defaultText?: string;
  /** `seconds`, `pixels`, …; absent where the value has none. */
  readonly unit?: string;
  /** A one-letter flag without its dash. */
  readonly short?: string;
  /** One sentence, without the default and the range. */
  readonly doc: string;
  /** One of the few that `--help` shows; `--help-all` shows the rest, too. */
  readonly everyday?: boolean;
  /** The ways of painting that look at it; the others have no use for it, and refuse it. Absent: all do. */
  readonly ways?: readonly PaintingWay[];
  /** Of a number of the look: the ways of painting in which `--at` may change it from frame to frame. Absent: in none. */
  readonly changes?: readonly PaintingWay[];
  /** What `--at` gives it, where that is not a value of its own type. */
  readonly changesAs?: OptionType<number>;
  /** Painted frames do not depend on it: an unfinished job may be continued with another value. */
  readonly keepsFrames?: boolean;
}

/** One option with its heading. */
export interface OptionDefinition<T> extends OptionEntry<T> {
  readonly group: OptionGroup;
  readonly default: NoInfer<T>;
}

/** Options by their names in a program. */
export type OptionTable = Readonly<Record<string, OptionDefinition<unknown>>>;

/** The values that a table of options holds. */
export type ValuesOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionDefinition<infer T> ? T : never;
};

/** The part of a table that stands under one heading. Checks every default against its own type, and freezes all. */
export function optionsUnder<Values>(
  group: OptionGroup,
  entries: { readonly [Name in keyof Values]: OptionEntry<Values[Name]> },
): { readonly [Name in keyof Values]: OptionDefinition<Values[Name]> } {
  const table: Record<string, OptionDefinition<unknown>> = {};
  for (const [name, entry] of Object.entries<OptionEntry<unknown>>(entries)) {
    const { type, default: value = type.none } = entry;
    if (!type.accepts(value)) {
      throw new TypeError(`The default of \`${name}\`, ${String(value)}, is outside its own range`);
    }
    table[name] = Object.freeze({ ...entry, default: Object.freeze(value), group });
  }
  return table as { readonly [Name in keyof Values]: OptionDefinition<Values[Name]> };
}

/** The flag of an option: `styleWeight` is `--style-weight`; one that is on by default is `--no-…`. */
export function flagOf(name: string, defaultValue?: unknown): string {
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return defaultValue === true ? `--no-${kebab}` : `--${kebab}`;
}

/** An option's name in a program, from that or from its flag without dashes: `style-weight` is `styleWeight`. */
export function nameOf(written: string): string {
  return written.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The value where none is given, in words. */
export function defaultInWords({ type, default: value, defaultText }: OptionDefinition<unknown>): string {
  const typed = type.format(value);
  return defaultText ?? (typed === '' ? 'none' : `\`${typed}\``);
}

/** What to say of a value that an option does not take. */
export function rejection(option: string, type: OptionType<unknown>, value: unknown): string {
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `Expected \`${option}\` to be ${type.expected}, got \`${shown}\``;
}
