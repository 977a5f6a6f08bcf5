import { sealOf } from './fingerprint.js';
import { checkSame, differences, type EarlyFacts, type Manifest } from './manifest.js';
import { readResumePoint } from './resume-point.js';
import { lookAtWorkFolder, viewWorkFolder } from './work-folder.js';

/** What the checkpoint of a job depends on. */
export interface CheckpointJob {
  /** The work folder. */
  readonly folder: string;
  /** Where the output comes to lie: a file, or a folder of pictures. */
  readonly output: string;
  readonly facts: EarlyFacts;
  /** Names of the options that the output depends on. */
  readonly outputOptions: readonly string[];
  /** Whether what an earlier run has left is thrown away. */
  readonly restart: boolean;
  /** Whether another device may go on with it: every frame's note says what painted it. */
  readonly anyDevice?: boolean | undefined;
}

/** What an earlier run of a job has left in its work folder. */
export interface EarlierRun {
  readonly manifest: Manifest;
  /** The output is complete: only the work folder is left to be removed. */
  readonly finished: boolean;
}

/**
 * What the work folder of a job is to it: frames to go on from; `complete`, where the output is and there is nothing
 * left to do; `another's`, where a complete output is another job's, whose folder is only in the way.
 *
 * @throws WorkError where the frames were begun otherwise
 */
export async function whatIsLeft(
  { folder, output, facts, outputOptions }: CheckpointJob,
  manifest: Manifest,
): Promise<'frames' | 'complete' | "another's"> {
  if (await isComplete(manifest, output)) {
    const same = (name: string) =>
      JSON.stringify(manifest.options[name]) === JSON.stringify(facts.options[name]);
    const own = differences(manifest, facts).length === 0 && outputOptions.every(same);
    return own ? 'complete' : "another's";
  }
  checkSame(folder, manifest, facts);
  return 'frames';
}

/** Whether what a job has written down of its complete output is in its place. Never rejects. */
export async function isComplete(manifest: Manifest | undefined, output: string): Promise<boolean> {
  if (manifest?.complete === undefined) return false;
  return manifest.complete === (await sealOf(output).catch(() => undefined));
}

/**
 * Looks for what is left of an earlier run of a job, without taking it; undefined where there is nothing to go on from.
 *
 * @throws WorkError where another job holds it, or it was begun otherwise
 */
export async function lookForEarlierRun(job: CheckpointJob): Promise<EarlierRun | undefined> {
  const manifest = await lookAtWorkFolder(job.folder, job.restart);
  const left = manifest && (await whatIsLeft(job, manifest));
  // Another job's is removed before this one begins.
  return manifest && left !== "another's" ? { manifest, finished: left === 'complete' } : undefined;
}

/** How many frames of a plan are painted already, all of them looked at, and what is worth telling of them. */
export async function paintedSoFar({
  checkpoint,
  earlier,
}: {
  readonly checkpoint: CheckpointJob;
  readonly earlier: EarlierRun | undefined;
}): Promise<{ readonly frames: number; readonly notice?: string | undefined }> {
  const { folder, facts, restart } = checkpoint;
  if (earlier?.finished) return { frames: facts.selection.count };
  if (restart) return { frames: 0 };
  await using view = earlier && (await viewWorkFolder(folder, earlier.manifest));
  const { notes, notice } = await readResumePoint(folder, view);
  return { frames: notes.length, notice };
}
