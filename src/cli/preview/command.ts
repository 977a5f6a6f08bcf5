import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { previewOptions } from '../../options/preview-options.js';
import { resolveTable } from '../../options/resolve.js';
import { addOptions } from '../help/option-flags.js';

/** `nst-video preview`: renders next to their source in the browser, above a chart of how steady they are. */
export function addPreviewCommand(program: Command): void {
  const command = program
    .command('preview')
    .summary('View renders next to their source in the browser.')
    .description('View renders next to their source in the browser, above a chart of how steady they are.')
    .argument('<video...>', 'the renders: videos, or folders of pictures');
  addOptions(command, [previewOptions]);
  command.action(async (videos: [string, ...string[]], parsed: Record<string, unknown>) => {
    const options = resolveTable(previewOptions, parsed);
    if (options.source === undefined) {
      throw new UsageError('`--source` is required: name the clip that was stylized');
    }
    // Loaded only now: a mistyped option should be answered at once.
    const { runPreview } = await import('./run-preview.js');
    await runPreview(videos, options.source, options);
  });
}
