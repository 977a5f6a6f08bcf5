import assert from 'node:assert/strict';
import PQueue from 'p-queue';
import { diskError } from './disk.js';
import { type CheckpointJob, whatIsLeft } from './earlier-run.js';
import { sealOf } from './fingerprint.js';
import { packFrame, unpackFrame } from './frame-record.js';
import { checkSame, type JobFacts, type Manifest } from './manifest.js';
import { type FrameNote, type ResumePoint, readResumePoint } from './resume-point.js';
import {
  createWorkFolder,
  discardWorkFolder,
  openWorkFolder,
  type WorkFolder,
  type WorkView,
} from './work-folder.js';

/** A painted frame as the encoder gets it. Must not change any more. */
export interface FrameBytes {
  /** Interleaved. */
  readonly rgb24: Uint8Array;
  /** Opacity, one byte a pixel; undefined where the frame is opaque. */
  readonly alpha: Uint8Array | undefined;
}

/** A painted frame, to be kept. */
export interface KeptFrame extends FrameBytes {
  /** What the report says of it, and what a later run must know; plain JSON. */
  readonly note: FrameNote;
  /** What the next frame goes on from; undefined where it needs nothing. */
  readonly state: readonly Uint8Array[] | undefined;
}

/** A painted frame from the disk. @throws WorkError where it is damaged */
export async function readFrame(
  { frames, manifest }: Pick<WorkView, 'frames' | 'manifest'>,
  index: number,
): Promise<FrameBytes> {
  const bytes = await unpackFrame(await frames.read(index));
  const colours = 3 * manifest.size.width * manifest.size.height;
  const alpha = bytes.length > colours ? bytes.subarray(colours) : undefined;
  return { rgb24: bytes.subarray(0, colours), alpha };
}

/** The newest frames that are held in memory for whoever follows. */
const remembered = 3;

/**
 * All that is kept of a job until its output is complete: what an earlier run has left, and what this one adds.
 *
 * - `open` finds the frames of an earlier run: `point` says where this one goes on.
 * - `keep` stores a painted frame in the background, its state before it, so that the newest complete frame always has
 *   one. The work folder is made for the first frame, and not before.
 * - `follow` hands every frame to the encoder, those of the earlier run first: from memory where it keeps up and from
 *   the disk where it does not.
 *
 * Disposing of it waits until all that was painted is on the disk.
 */
export class Checkpoint implements AsyncDisposable {
  /** The output is complete already: nothing is to be painted. */
  readonly finished: boolean;
  /** Where this run goes on, or begins. */
  readonly point: ResumePoint;
  readonly #job: CheckpointJob;
  readonly #onFailure: (error: unknown) => void;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #newest = new Map<number, FrameBytes>();
  readonly #waiting = new Set<() => void>();
  #facts: JobFacts | undefined;
  #painter: Uint8Array | undefined;
  #folder: WorkFolder | undefined;
  #given: number;
  #failure: { readonly error: unknown } | undefined;

  private constructor(
    job: CheckpointJob,
    folder: WorkFolder | undefined,
    point: ResumePoint,
    finished: boolean,
    onFailure: (error: unknown) => void,
  ) {
    this.#job = job;
    this.#folder = folder;
    this.#given = folder?.frames.count ?? 0;
    this.#onFailure = onFailure;
    this.point = point;
    this.finished = finished;
  }

  /**
   * Takes over what an earlier run has left. Makes nothing yet. What is left over
   * of a complete output and cannot be this job's is removed.
   *
   * @param onFailure told at once of the first failure to store a frame, which also rejects all later calls
   * @throws WorkError where another job holds it, or it was begun otherwise
   */
  static async open(job: CheckpointJob, onFailure: (error: unknown) => void): Promise<Checkpoint> {
    if (job.restart) await discardWorkFolder(job.folder);
    const folder = await openWorkFolder(job.folder);
    try {
      const left = folder && (await whatIsLeft(job, folder.manifest));
      if (folder && left === 'complete') {
        const notes = folder.frames.notes() as FrameNote[];
        return new Checkpoint(job, folder, { notes, states: [], notice: undefined }, true, onFailure);
      }
      if (left === "another's") await folder?.remove();
      const own = left === 'frames' ? folder : undefined;
      return new Checkpoint(job, own, await readResumePoint(job.folder, own), false, onFailure);
    } catch (error) {
      await folder?.[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What was known of the clip and the device when the job began; undefined where it begins now. */
  get begun(): Manifest | undefined {
    return this.#folder?.manifest;
  }

  /** Frames that are complete on the disk. */
  get complete(): number {
    return this.#folder?.frames.count ?? 0;
  }

  /**
   * Takes on what is known of a job only when it is about to paint; before the first `keep`.
   *
   * @throws WorkError where it was begun on another device
   */
  describe({ area, device }: Pick<JobFacts, 'area' | 'device'>): void {
    if (this.begun && !this.#job.anyDevice) checkSame(this.#job.folder, this.begun, { device });
    this.#facts = { ...this.#job.facts, area, device };
  }

  /** What the painter of an earlier run had learnt before its first frame; undefined where there is nothing whole. */
  async painter(): Promise<Uint8Array | undefined> {
    return this.#folder?.painter();
  }

  /** Takes over what the painter has learnt, to be stored with the first frame. */
  keepPainter(painter: Uint8Array): void {
    this.#painter = painter;
  }

  /**
   * Takes over the next frame; resolves when the one before is on the disk, so that never more than one
   * is lost. Rejects once storing has failed.
   */
  async keep(frame: KeptFrame): Promise<void> {
    assert(this.#facts, 'a job is described before its first frame');
    this.#folder ??= await createWorkFolder(this.#job.folder, this.#facts, this.#painter);
    const folder = this.#folder;
    const index = this.#given++;
    this.#newest.set(index, { rgb24: frame.rgb24, alpha: frame.alpha });
    this.#newest.delete(index - remembered);
    void this.#queue.add(() => this.#store(folder, index, frame));
    await this.#queue.onSizeLessThan(1);
    this.#throwFailure();
  }

  /** Resolves when all that was handed in is on the disk. */
  async stored(): Promise<void> {
    await this.#queue.onIdle();
    this.#throwFailure();
  }

  /** All frames of the job from the first on, as they come to be stored. */
  async *follow(signal?: AbortSignal): AsyncGenerator<FrameBytes, void, undefined> {
    for (let index = 0; index < this.#job.facts.selection.count; index++) {
      signal?.throwIfAborted();
      while (index >= this.complete) await this.#change(signal);
      yield this.#newest.get(index) ?? (await readFrame(this.#folder as WorkFolder, index));
    }
  }

  /**
   * Writes down what the complete output, still under its temporary name, looks like: it is about to be put in its
   * place, and the work folder to be removed. Undefined where the folder is to stay: it is nobody's left-over.
   */
  async seal(temporary: string | undefined): Promise<void> {
    await this.#folder?.markComplete(temporary === undefined ? undefined : await sealOf(temporary));
  }

  /** Removes all of it: the output is complete. */
  async remove(): Promise<void> {
    await this.#folder?.remove();
  }

  /** Never rejects: the failure must be known before the next frame is begun, whose state would be written over one still needed. */
  async #store(folder: WorkFolder, index: number, { note, rgb24, alpha, state }: KeptFrame): Promise<void> {
    if (this.#failure) return;
    try {
      const bytes = alpha ? Buffer.concat([rgb24, alpha]) : rgb24;
      const packed = await packFrame(bytes, 3 * folder.manifest.size.width);
      await folder.checkHeld();
      if (state) await folder.states.write(index, state);
      await folder.frames.append(note, packed);
    } catch (error) {
      const told = diskError(error, folder.path);
      this.#failure = { error: told };
      this.#onFailure(told);
    }
    for (const wake of this.#waiting) wake();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits for a frame to be stored, or for the end of waiting. */
  async #change(signal: AbortSignal | undefined): Promise<void> {
    this.#throwFailure();
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
    signal?.throwIfAborted();
    this.#throwFailure();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.onIdle();
    await this.#folder?.[Symbol.asyncDispose]();
  }
}
