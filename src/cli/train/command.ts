import { basename, dirname, extname, join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { resolveTable } from '../../options/resolve.js';
import { trainOptions } from '../../options/train-options.js';
import { addOptions } from '../help/option-flags.js';
import { checkStyle } from '../jobs/check-files.js';

/** `nst-video train`: a network for one painting, which paints in one pass. */
export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .summary('Train a network for one painting.')
    .description(
      'Train a network for one painting, to be used as `--style` afterwards: it paints in one pass.',
    )
    .argument('<painting>', 'the painting');
  addOptions(command, [trainOptions]);
  command.action(async (painting: string, parsed: Record<string, unknown>) => {
    const options = resolveTable(trainOptions, parsed);
    await checkStyle(painting);
    if (options.on.length === 0) {
      throw new UsageError('`--on` is required: name clips, pictures or folders of pictures to learn from');
    }
    const name = `${basename(painting, extname(painting))}.onnx`;
    const output = options.output ?? join(dirname(painting), name);
    if (extname(output).toLowerCase() !== '.onnx') {
      throw new UsageError(`Expected the output to end in .onnx, got \`${output}\``);
    }
    // Loaded only now: a mistyped option should be answered at once.
    const { runTrain } = await import('./run-train.js');
    await runTrain(painting, output, options);
  });
}
