import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { metricsOptions } from '../../options/metrics-options.js';
import { resolveTable } from '../../options/resolve.js';
import { addOptions } from '../help/option-flags.js';
import { checkPainting } from '../jobs/check-files.js';

/** `nst-video metrics`: how steady a render is, in numbers and pictures. */
export function addMetricsCommand(program: Command): void {
  const command = program
    .command('metrics')
    .summary('Measure how steady a render is.')
    .description('Measure how steady a render is, compared with the clip it was made from.')
    .argument('<video>', 'the render: a video, or a folder of pictures');
  addOptions(command, [metricsOptions]);
  command.action(async (video: string, parsed: Record<string, unknown>) => {
    const options = resolveTable(metricsOptions, parsed);
    const { source, style } = options;
    if (source === undefined) {
      throw new UsageError('`--source` is required: name the clip that the render was made from');
    }
    if (style !== undefined) {
      if (!options.distances) throw new UsageError('Expected either `--style` or `--no-distances`, got both');
      await checkPainting(style);
    }
    // Loaded only now: a mistyped option should be answered at once.
    const { runMetrics } = await import('./run-metrics.js');
    await runMetrics(video, source, options);
  });
}
