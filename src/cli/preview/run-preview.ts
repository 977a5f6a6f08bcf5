import { mkdtemp, rm } from 'node:fs/promises';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { alignClips } from '../../metrics/align/align-clips.js';
import { measures } from '../../metrics/measures/table.js';
import type { PreviewOptions } from '../../options/resolve.js';
import { createClipsPage } from '../../preview/clips-page-content.js';
import { servePage } from '../browser/serve-page.js';
import { Interrupted } from '../process/exit-codes.js';
import { watchInterrupts } from '../process/interrupts.js';
import { printAside, printError } from '../terminal/print.js';

/** Serves the page until Ctrl-C, which ends it in order. */
export async function runPreview(
  videos: readonly [string, ...string[]],
  source: string,
  options: PreviewOptions,
): Promise<void> {
  using interrupts = watchInterrupts();
  const { signal } = interrupts;
  const { start, end, duration, startNumber, size, gaps, copies } = options;
  const folder = await mkdtemp(join(tmpdir(), 'nst-video-preview-'));
  try {
    const alignment = await alignClips(videos, source, {
      start,
      end,
      duration,
      startNumber,
      size: size === 'own' ? 'source' : size,
      signal,
    });
    for (const notice of alignment.notices) printAside(`note: ${notice}`);
    const definitions = [measures.warping.definition, measures.flicker.definition];
    await using content = await createClipsPage(alignment, { gaps, folder, copies, definitions, signal });
    await servePage(content, options.open, 'Press Ctrl-C to close the page.', signal, async () => {
      lowerPriority();
      await content.measure().catch((error: unknown) => {
        signal.throwIfAborted();
        // What cannot be measured can still be looked at.
        printError(error, false);
      });
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Measuring should not make the page slow: what starts from now on, flow and FFmpeg, has less of a claim to the cores. */
function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // not every system lets us; then it competes as an equal
  }
}
