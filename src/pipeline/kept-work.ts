import { readdir } from 'node:fs/promises';
import { finalPath } from '../encode/output/picture-folder.js';
import type { OnStylizeProgress } from '../progress.js';
import { FrameKeeper } from '../work/frame-keeper.js';
import { checkSame, differences, type JobFacts, type Manifest } from '../work/manifest.js';
import {
  checkPlace,
  createWorkFolder,
  discardWorkFolder,
  openWorkFolder,
  type WorkFolder,
} from '../work/work-folder.js';
import { type EarlyFacts, outputOptions, pastFrames } from './job-facts.js';
import { isComplete, workFolderFor } from './left-over.js';
import { sealOf } from './output-seal.js';
import { type PaintedNote, type ResumePoint, readResumePoint } from './painted-note.js';

/** What a job's work folder depends on. */
export interface KeptWorkOptions {
  readonly output: string;
  /** Folder of work folders; `auto`: beside the output. */
  readonly workDir: string;
  readonly restart: boolean;
  readonly preset: string;
  readonly facts: EarlyFacts;
  /** As they were resolved. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Told of the first failure to store a frame. */
  onFailure(error: unknown): void;
}

/**
 * The work of a job that outlives it: what an earlier run has left, and what
 * this one adds. Disposing of it waits until all that was painted is on the disk.
 */
export class KeptWork implements AsyncDisposable {
  readonly path: string;
  readonly #options: KeptWorkOptions;
  #folder: WorkFolder | undefined;
  #keeper: FrameKeeper | undefined;
  #point: ResumePoint | undefined;
  #finished: readonly PaintedNote[] | undefined;
  #notice: string | undefined;

  private constructor(path: string, options: KeptWorkOptions) {
    this.path = path;
    this.#options = options;
  }

  /**
   * Looks for the work of an earlier run. Makes nothing yet. What is left over
   * of a complete output and cannot be this job's is removed.
   *
   * @throws WorkError where another job holds it, or it was begun otherwise
   */
  static async open(options: KeptWorkOptions): Promise<KeptWork> {
    const work = new KeptWork(workFolderFor(options.output, options.workDir), options);
    // Beside the output, it is the output that cannot be written, which the encoder tells.
    if (options.workDir !== 'auto') await checkPlace(work.path);
    if (options.restart) await discardWorkFolder(work.path);
    work.#folder = await openWorkFolder(work.path, (manifest) => pastFrames(manifest.options));
    try {
      if (
        work.#folder &&
        (await isComplete(work.#folder.manifest, finalPath(options.output, options.preset)))
      ) {
        await work.#lookAtFinished(work.#folder);
      } else if (work.#folder) {
        checkSame(work.path, work.#folder.manifest, options.facts);
        const point = await readResumePoint(work.#folder);
        work.#notice = point?.notice;
        if (point && point.notes.length > 0) work.#point = point;
        work.#keep(work.#folder);
      }
    } catch (error) {
      await work[Symbol.asyncDispose]();
      throw error;
    }
    if (!work.#point && !work.#finished) work.#notice ??= await missingParts(work.path);
    return work;
  }

  /** Worth telling of what an earlier run has left. */
  get notice(): string | undefined {
    return this.#notice;
  }

  async #lookAtFinished(folder: WorkFolder): Promise<void> {
    const { facts, options } = this.#options;
    const { manifest, frames } = folder;
    if (differences(manifest, facts).length === 0 && sameOutput(manifest.options, options)) {
      this.#finished = frames.notes() as PaintedNote[];
      return;
    }
    await folder.remove();
    this.#folder = undefined;
  }

  /** Where the output is complete already, what was kept of its frames: all of them, or none; undefined where it is not. */
  get finished(): readonly PaintedNote[] | undefined {
    return this.#finished;
  }

  /**
   * Writes down what the complete output, still under its temporary name, looks like: it is about to be put in its
   * place, and the work to be removed. Undefined where the work is to stay: it is nobody's left-over.
   */
  async sealOutput(temporary: string | undefined): Promise<void> {
    await this.#folder?.markComplete(temporary === undefined ? undefined : await sealOf(temporary));
  }

  /** Where this run goes on; undefined where it begins. */
  get point(): ResumePoint | undefined {
    return this.#point;
  }

  /** What was known of the clip and the device when the job began; undefined where it begins now. */
  get begun(): Manifest | undefined {
    return this.#folder?.manifest;
  }

  /** Stores frames; undefined as long as there is none. */
  get keeper(): FrameKeeper | undefined {
    return this.#keeper;
  }

  /** Frames that are complete on the disk. */
  get complete(): number {
    return this.#folder?.frames.count ?? 0;
  }

  /** Makes the work folder if there is none: called when the first frame is painted, and not before. */
  async begin(facts: JobFacts): Promise<FrameKeeper> {
    if (this.#keeper) return this.#keeper;
    this.#folder = await createWorkFolder(this.path, facts, pastFrames(facts.options));
    return this.#keep(this.#folder);
  }

  #keep(folder: WorkFolder): FrameKeeper {
    const { selection } = folder.manifest;
    this.#keeper = new FrameKeeper(folder, selection.count, this.#options.onFailure);
    return this.#keeper;
  }

  /** Tells where a job that ends early can go on. Waits until all that was painted is on the disk. */
  async tellKept(onProgress: OnStylizeProgress | undefined): Promise<void> {
    await this.#keeper?.stored().catch(() => {}); // its failure has been told
    if (!this.#folder || this.complete === 0) return;
    const { count: frames } = this.#folder.manifest.selection;
    onProgress?.({ type: 'kept', folder: this.path, done: this.complete, frames });
  }

  /** Removes all of it: the output is complete. */
  async remove(): Promise<void> {
    await this.#folder?.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keeper?.stored().catch(() => {}); // its failure has been told
    await this.#folder?.[Symbol.asyncDispose]();
  }
}

/** Whether two sets of options make the same output. */
export function sameOutput(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): boolean {
  return outputOptions.every((name) => JSON.stringify(before[name]) === JSON.stringify(now[name]));
}

/** What to tell of a folder without frames that holds states of later frames than the first: more than one was complete. */
export async function missingParts(path: string): Promise<string | undefined> {
  const names = await readdir(path).catch(() => []);
  if (!names.some((name) => /^state-[1-9]/.test(name))) return undefined;
  return `The saved work in \`${path}\` cannot be used because parts of it are missing: all frames are painted again.`;
}
