import { type Command, Option } from 'commander';
import { UsageError } from '../errors.js';
import { cliOptions } from '../options/cli-options.js';
import { libraryOptions } from '../options/library-options.js';
import { flagOf, type OptionDefinition, optionGroups } from '../options/option.js';
import { type CliOptions, rejection, resolveTable, type StylizeOptionsInput } from '../options/resolve.js';
import { markEveryday } from './help-layout.js';

type Table = Readonly<Record<string, OptionDefinition<unknown>>>;

/** Gives a command every option of the tables, under their headings. */
export function addOptions(command: Command, tables: readonly Table[]): void {
  const entries = tables.flatMap((table) => Object.entries(table));
  for (const group of optionGroups) {
    for (const [name, definition] of entries) {
      if (definition.group === group) command.addOption(commanderOption(name, definition));
    }
  }
}

/** Sorts what commander parsed into options of the library, not yet resolved, and of the command line. */
export function splitOptions(parsed: Readonly<Record<string, unknown>>): {
  readonly job: StylizeOptionsInput;
  readonly cli: CliOptions;
} {
  const cli = resolveTable(cliOptions, optionsIn(cliOptions, parsed));
  return { job: optionsIn(libraryOptions, parsed), cli };
}

/** Those of the options that commander parsed that a table holds. */
export function optionsIn(table: Table, parsed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => name in table));
}

function commanderOption(name: string, definition: OptionDefinition<unknown>): Option {
  const { type, short, group } = definition;
  const long = [flagOf(name, definition.default), type.placeholder].filter(Boolean).join(' ');
  const added = new Option(short ? `-${short}, ${long}` : long, helpText(definition));
  added.helpGroup(`${group}:`);
  if (definition.everyday) markEveryday(added);
  if (type.placeholder === '') return added;
  return added.argParser((text: string, before: unknown) => {
    const value = type.parse(text);
    if (!type.accepts(value)) throw new UsageError(rejection(name, definition, text));
    return before !== undefined && type.join ? type.join(before, value) : value;
  });
}

/** The line of `--help`: what it does, and in brackets what it takes and its default. */
function helpText({ type, doc, unit, defaultText, default: value }: OptionDefinition<unknown>): string {
  if (type.placeholder === '') return doc.replaceAll('`', '');
  const facts: string[] = [];
  if (type.placeholder === '<word>') facts.push(type.expected.replace(/^one of /, ''));
  if (unit !== undefined) facts.push(unit);
  const shown = (defaultText ?? type.format(value)).replaceAll('`', '');
  facts.push(shown === 'required' ? shown : `default: ${shown}`);
  return `${doc.replaceAll('`', '').replace(/\.$/, '')} (${facts.join('; ')})`;
}
