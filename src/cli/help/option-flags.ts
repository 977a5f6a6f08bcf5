import { type Command, Option } from 'commander';
import { cliOptions } from '../../options/cli-options.js';
import { libraryOptions } from '../../options/library-options.js';
import {
  defaultInWords,
  flagOf,
  type OptionDefinition,
  type OptionTable,
  optionGroups,
} from '../../options/option.js';
import { type CliOptions, readTyped, resolveTable, type StylizeOptionsInput } from '../../options/resolve.js';

/**
 * Gives a command every option of the tables, under their headings. If some are everyday ones, `--help` leaves out
 * the others.
 */
export function addOptions(command: Command, tables: readonly OptionTable[]): void {
  const entries = tables.flatMap((table) => Object.entries(table));
  const leavesOut = entries.some(([, { everyday }]) => everyday);
  for (const group of optionGroups) {
    for (const [name, definition] of entries) {
      if (definition.group !== group) continue;
      command.addOption(commanderOption(name, definition).hideHelp(leavesOut && !definition.everyday));
      // What is on by default may be asked for all the same.
      if (definition.default === true) command.addOption(new Option(flagOf(name)).hideHelp());
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
export function optionsIn(
  table: OptionTable,
  parsed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => name in table));
}

function commanderOption(name: string, definition: OptionDefinition<unknown>): Option {
  const { type, short, group } = definition;
  const long = [flagOf(name, definition.default), type.placeholder].filter(Boolean).join(' ');
  const added = new Option(short ? `-${short}, ${long}` : long, helpText(definition));
  added.helpGroup(`${group}:`);
  if (type.placeholder === '') return added;
  return added.argParser((text: string, before: unknown) => {
    const value = readTyped(name, definition, text);
    return before !== undefined && type.join ? type.join(before, value) : value;
  });
}

/** The line of `--help`: what it does, and in brackets what it takes and its default. */
function helpText(definition: OptionDefinition<unknown>): string {
  const { type, doc, unit } = definition;
  if (type.placeholder === '') return doc.replaceAll('`', '');
  const facts: string[] = [];
  if (type.placeholder === '<word>') facts.push(type.expected.replace(/^one of /, ''));
  if (unit !== undefined) facts.push(unit);
  const shown = defaultInWords(definition).replaceAll('`', '');
  facts.push(shown === 'required' ? shown : `default: ${shown}`);
  return `${doc.replaceAll('`', '').replace(/\.$/, '')} (${facts.join('; ')})`;
}
