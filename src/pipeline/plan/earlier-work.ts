import { finalPath } from '../../encode/output/picture-folder.js';
import type { FrameSelection } from '../../media/time/selection.js';
import type { StylizeOptions } from '../../options/resolve.js';
import { checkSame, differences, type Manifest } from '../../work/manifest.js';
import { checkPlace, lookAtWorkFolder, viewWorkFolder } from '../../work/work-folder.js';
import { type EarlyFacts, pastFrames } from '../job-facts.js';
import type { JobPaths } from '../job-paths.js';
import { missingParts, sameOutput } from '../kept-work.js';
import { isComplete, workFolderFor } from '../left-over.js';
import { readResumePoint } from '../painted-note.js';

/** What an earlier run of a job has left in its work folder. */
export interface EarlierWork {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The output is complete: only the work folder is left to be removed. */
  readonly finished: boolean;
}

/**
 * Looks for what is left of an earlier run of a job, without taking it; undefined where there is nothing to go on from.
 *
 * @throws WorkError where another job holds it, it was begun otherwise, or its folder cannot be made
 */
export async function lookForEarlierWork(
  output: string,
  options: StylizeOptions,
  facts: EarlyFacts,
): Promise<EarlierWork | undefined> {
  const folder = workFolderFor(output, options.workDir);
  // Beside the output, it is the output that cannot be written.
  if (options.workDir !== 'auto') await checkPlace(folder);
  const manifest = await lookAtWorkFolder(folder, options.restart);
  if (!manifest) return undefined;
  if (await isComplete(manifest, finalPath(output, options.preset))) {
    // Another job's is removed before this one begins.
    const own = differences(manifest, facts).length === 0 && sameOutput(manifest.options, options);
    return own ? { folder, manifest, finished: true } : undefined;
  }
  checkSame(folder, manifest, facts);
  return { folder, manifest, finished: false };
}

interface PlannedPart {
  readonly earlier: EarlierWork | undefined;
  readonly paths: JobPaths;
  readonly options: StylizeOptions;
  readonly selection: FrameSelection;
}

/** How many frames of a plan are painted already, all of them looked at, and what is worth telling of them. */
export async function paintedSoFar({
  earlier,
  paths,
  options,
  selection,
}: PlannedPart): Promise<{ readonly frames: number; readonly notice?: string | undefined }> {
  if (earlier?.finished) return { frames: selection.count };
  await using view =
    earlier && (await viewWorkFolder(earlier.folder, (manifest) => pastFrames(manifest.options)));
  const point = view && (await readResumePoint(view));
  const frames = point?.notes.length ?? 0;
  if (frames > 0 || point?.notice !== undefined || options.restart) return { frames, notice: point?.notice };
  return { frames, notice: await missingParts(workFolderFor(paths.output, options.workDir)) };
}
