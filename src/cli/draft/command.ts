import type { Command } from 'commander';
import { checkFile } from '../../encode/output/may-write.js';
import { UsageError } from '../../errors.js';
import { draftOptions } from '../../options/draft-options.js';
import { libraryOptions } from '../../options/library-options.js';
import { parseOptionSet } from '../../options/option-set.js';
import { resolveOptions, resolveTable, type StylizeOptionsInput } from '../../options/resolve.js';
import { addOptions, optionsIn } from '../help/option-flags.js';
import { checkInput, checkStyle } from '../jobs/check-files.js';
import { jobCommandLine } from '../jobs/command-line.js';

type Parsed = Readonly<Record<string, unknown>>;

/** `nst-video draft`: paintings and options tried on a few seconds of a clip, before the hours that it takes. */
export function addDraftCommand(program: Command): void {
  const command = program
    .command('draft')
    .summary('Try paintings and options on short windows of a clip.')
    .description(
      'Try paintings and options on short windows of a clip, and predict how long the job would take.',
    )
    .argument('<input>', 'the clip');
  addOptions(command, [draftOptions, libraryOptions]);
  command.action(async (input: string, parsed: Parsed) => {
    const cli = resolveTable(draftOptions, optionsIn(draftOptions, parsed));
    const options: StylizeOptionsInput = optionsIn(libraryOptions, parsed);
    if (cli.style.length === 0) {
      throw new UsageError('`--style` is required: name at least one painting to try');
    }
    const typed = cli.set.length > 0 ? cli.set : [''];
    const sets = typed.map((label) => ({ label, options: label === '' ? {} : parseOptionSet(label) }));
    for (const set of sets) resolveOptions({ ...options, ...set.options });
    await checkInput(input, options.allowUrl ?? false);
    for (const style of cli.style) await checkStyle(style);
    if (cli.html !== undefined) await checkFile(cli.html, { overwrite: true });
    // Loaded only now: a mistyped option should be answered at once.
    const { runDraft } = await import('./run-draft.js');
    const command = (style: string, chosen: StylizeOptionsInput) => jobCommandLine({ input, style }, chosen);
    const { style: styles, windows, windowLength, draftSize: size, draftQuality: quality } = cli;
    await runDraft({ input, styles, options, sets, windows, command, windowLength, size, quality }, cli);
  });
}
