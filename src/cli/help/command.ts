import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { nearestName } from '../../nearest-name.js';

/** `nst-video help`: the help of the program, or of one of its commands. */
export function addHelpCommand(program: Command): void {
  program
    .command('help')
    .description('Print the help for a command.')
    .argument('[command...]', 'the command; if omitted, the help of the program is printed')
    .action((words: string[]) => {
      let found = program;
      for (const word of words) {
        const next = found.commands.find((command) => command.name() === word);
        if (!next) throw new UsageError(`Unknown command \`${word}\`${didYouMean(word, found)}`);
        found = next;
      }
      found.outputHelp();
    });
}

/**
 * Refuses a first word that is neither a command nor a file but reads like a
 * command. Otherwise it would be taken for the name of a clip, and the error would be about
 * whatever an input lacks.
 *
 * @throws UsageError with the command that may be meant
 */
export function refuseUnknownCommand(program: Command, word: string | undefined): void {
  if (word === undefined || !/^[a-z]+(-[a-z]+)*$/i.test(word)) return;
  if (program.commands.some((command) => command.name() === word) || existsSync(word)) return;
  if (nearestName(word, ['stylize', 'paint']) !== undefined) {
    throw new UsageError(
      `\`${word}\` is neither a command nor a file: to stylize a clip, no command is needed: \`nst-video clip.mp4 --style starry.jpg\``,
    );
  }
  throw new UsageError(`\`${word}\` is neither a command nor a file${didYouMean(word, program)}`);
}

function didYouMean(word: string, { commands }: Command): string {
  const near = nearestName(
    word,
    commands.map((command) => command.name()),
  );
  return near === undefined ? '; `nst-video help` lists the commands' : `. Did you mean \`${near}\`?`;
}
