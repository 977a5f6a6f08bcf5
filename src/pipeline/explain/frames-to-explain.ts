import { extname } from 'node:path';
import { checkFile } from '../../encode/output/may-write.js';
import { UsageError } from '../../errors.js';
import type { StylizeOptions } from '../../options/resolve.js';

/** The frames that are explained: those asked for, or the first, the middle and the last. */
export function framesToExplain({ explainFrames }: StylizeOptions, count: number): number[] {
  if (explainFrames !== 'auto') return [...explainFrames];
  return [...new Set([0, Math.floor((count - 1) / 2), count - 1])];
}

/**
 * That the frames to be explained are there, and that the page can be written.
 *
 * @param inputs files that the job reads, and must not replace
 * @throws UsageError, OutputError
 */
export async function checkExplain(
  options: StylizeOptions,
  count: number,
  inputs: readonly string[],
  foldersToCome: readonly string[] | undefined,
): Promise<void> {
  const { explain, explainFrames, overwrite } = options;
  const beyond = explainFrames === 'auto' ? undefined : explainFrames.find((frame) => frame >= count);
  if (beyond !== undefined) {
    throw new UsageError(
      `Expected \`--explain-frames\` to name frames from 0 to ${count - 1} of those that are painted, got ${beyond}`,
    );
  }
  if (explain === undefined) return;
  if (!/^\.html?$/i.test(extname(explain))) {
    throw new UsageError(`Expected \`--explain\` to end in .html, got \`${explain}\``);
  }
  await checkFile(explain, { overwrite, inputs, foldersToCome });
}
