import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import { resolveOptions, resolveTable } from '../../options/resolve.js';
import { stillJobOptions, stillOptions } from '../../options/still-options.js';
import { addOptions, optionsIn } from '../help/option-flags.js';
import { checkInput, checkStyle } from '../jobs/check-files.js';
import { defaultOutput } from '../jobs/output-name.js';

/** `nst-video still`: one frame of a clip, painted as well as can be. */
export function addStillCommand(program: Command): void {
  const command = program
    .command('still')
    .summary('Paint one frame of a clip, to start a key frame from.')
    .description(
      'Paint one frame of a clip as a picture, at the size that a job paints and at quality high. Paint over it, and give it to the job with `--keyframe` (docs/control.md).',
    )
    .argument('<input>', 'the clip');
  addOptions(command, [stillOptions, stillJobOptions]);
  command.action(async (input: string, parsed: Record<string, unknown>) => {
    const cli = resolveTable(stillOptions, optionsIn(stillOptions, parsed));
    const options: StylizeOptionsInput = optionsIn(stillJobOptions, parsed);
    const { style, at } = cli;
    if (style === undefined) {
      throw new UsageError('`--style` is required: name the painting whose style to apply');
    }
    if (at === undefined) {
      throw new UsageError('`--at` is required: name the frame to paint, such as `--at 120f` or `--at 5.2`');
    }
    if (cli.quiet && cli.verbose) throw new UsageError('Expected either `--quiet` or `--verbose`, got both');
    resolveOptions(options);
    await checkInput(input, options.allowUrl ?? false);
    await checkStyle(style);
    const time = String(at).replaceAll(/[:;]/g, '-');
    const output = cli.output ?? defaultOutput(input, style, `.${time}.png`);
    // Loaded only now: a mistyped option should be answered at once.
    const { runStill } = await import('./run-still.js');
    await runStill({ input, style, output }, at, options, cli);
  });
}
