import { type Command, Help, type HelpConfiguration, Option } from 'commander';

/** The heading of what is about help itself. */
export const helpGroup = 'Help:';
/** Where there is less room than this beside the names, descriptions stand below them. */
const fewestColumns = 36;

/** Columns that help may fill: the terminal's, or `COLUMNS` where there is none, but no more than are easily read. */
export function helpColumns(): number {
  const columns = process.stdout.columns || Number(process.env.COLUMNS) || 100;
  return Math.max(40, Math.min(columns, 110));
}

/** How help is laid out, for every command: no line is longer than `columns`. */
export function helpLayout(columns: number): HelpConfiguration {
  const plain = new Help();
  return {
    helpWidth: columns,
    commandUsage: (command) => wrappedUsage(plain.commandUsage(command), columns),
    formatItem(term, termWidth, description, helper) {
      const beside = columns - termWidth - 4;
      if (description === '') return `  ${term}`;
      if (beside < fewestColumns) {
        return `  ${term}\n${indented(helper.boxWrap(description, columns - 6), 6)}`;
      }
      const text = indented(helper.boxWrap(description, beside), termWidth + 4);
      return `  ${term.padEnd(termWidth + 2)}${text.trimStart()}`;
    },
    boxWrap: wrapped,
  };
}

/** Gives a command `--help-all`, where it has options that `--help` leaves out, and a hint for its errors. */
export function addHelpAll(command: Command, call: string): void {
  command.showHelpAfterError(`(${call} --help lists the options)`);
  // Other names of options are never shown, and so have no description.
  const all = command.options.filter(({ description }) => description !== '');
  const leftOut = all.filter(({ hidden }) => hidden);
  if (leftOut.length === 0) return;
  const option = new Option('--help-all', `Print all ${all.length} options.`);
  command.addOption(option.helpGroup(helpGroup));
  // Told while the command line is read, so that nothing else has to be right, as with --help.
  command.on('option:help-all', () => {
    for (const one of leftOut) one.hidden = false;
    command.help();
  });
}

/** Text in lines of at most `columns`, broken at spaces; line breaks of its own stay. */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      const lines: string[] = [];
      const words = line.trim().split(/ +/);
      // A list without a space in it breaks after its commas, where it would not fit otherwise.
      for (const word of words.flatMap((one) => (one.length > columns ? one.split(/(?<=,)/) : one))) {
        const last = lines.at(-1);
        const joined = last === undefined ? undefined : `${last} ${word}`;
        if (joined !== undefined && joined.length <= columns) lines[lines.length - 1] = joined;
        else lines.push(`${indent}${word}`);
      }
      return lines;
    })
    .join('\n');
}

/** Each line of a usage, its continuations further in than the next one's beginning. */
function wrappedUsage(usage: string, columns: number): string {
  const under = 'Usage: '.length;
  return usage
    .split('\n')
    .map((line) => wrapped(line.trim(), columns - under - 4).replaceAll('\n', `\n${' '.repeat(under + 4)}`))
    .join(`\n${' '.repeat(under)}`);
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(by));
}
