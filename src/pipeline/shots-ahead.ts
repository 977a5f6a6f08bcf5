import assert from 'node:assert/strict';
import type { CutDetector } from '../flow/cuts.js';
import { lookAhead } from '../look-ahead.js';
import { type MeasuredShot, measuredShots, type ShotMeasurer } from './measured-shots.js';
import { decodedFrames, framesToPaint, openCuts, type VideoRun } from './video-run.js';

/** Shots that are held: the one being painted, the one being prepared, and the one before. */
const held = 3;
/** Frames from which on it is worth saying that the first one is not painted at once. */
const longClip = 1500;

/**
 * The shots of a clip, each measured: a decoder of its own is up to a shot ahead, from the beginning of what is painted, so that
 * a job that is continued finds the same shots.
 */
export class ShotsAhead<Statistics> implements AsyncDisposable {
  readonly #cuts: CutDetector;
  /** Ends the look ahead as soon as the shots are not asked for any more. */
  readonly #ending = new AbortController();
  readonly #shots: AsyncGenerator<MeasuredShot<Statistics>, void, undefined>;
  #known: readonly MeasuredShot<Statistics>[] = [];
  #last: Promise<unknown> = Promise.resolve();

  private constructor(run: VideoRun, painter: ShotMeasurer<Statistics>, cuts: CutDetector) {
    const { plan, area, shot } = run;
    const { size } = plan;
    const signal = AbortSignal.any([run.signal, this.#ending.signal]);
    const { first } = framesToPaint(run);
    const frames = decodedFrames({ ...run, signal }, first);
    const begin = { number: shot?.number ?? 0, first };
    this.#cuts = cuts;
    this.#shots = lookAhead(measuredShots(frames, { begin, area, size, cuts, painter, signal }), 1);
  }

  /** Tells where that keeps the first frame waiting for long. */
  static async of<Statistics>(
    run: VideoRun,
    painter: ShotMeasurer<Statistics>,
  ): Promise<ShotsAhead<Statistics>> {
    if (framesToPaint(run).count > longClip) {
      const text = 'A shot is looked through before it is painted: the first frame takes a while.';
      run.onProgress?.({ type: 'notice', text });
    }
    return new ShotsAhead(run, painter, await openCuts(run));
  }

  /** The shot that a frame belongs to. Frames are asked for in order, give or take a few. */
  at(index: number): Promise<MeasuredShot<Statistics>> {
    const found = this.#last.then(() => this.#find(index));
    this.#last = found.catch(() => {});
    return found;
  }

  async #find(index: number): Promise<MeasuredShot<Statistics>> {
    for (;;) {
      const shot = this.#known.find(({ first, count }) => index >= first && index < first + count);
      if (shot) return shot;
      const next = await this.#shots.next();
      assert(!next.done, 'every frame belongs to a shot');
      this.#known = [...this.#known, next.value].slice(-held);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#shots.return();
    await this.#cuts[Symbol.asyncDispose]();
  }
}
