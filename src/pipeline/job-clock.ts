import type { OnStylizeProgress, StageSeconds } from '../progress.js';
import type { EvaluationEvent } from '../stylize/meter.js';
import type { Course } from '../stylize/scales.js';
import { TimeEstimator } from '../time-estimate.js';
import type { ClockReading, PaintedNote } from './painted-note.js';

/** Evaluations of a course that early stopping usually leaves, by experience; only the first prediction needs it. */
const usualShare = 0.9;

/** Measures a job: seconds by stage, pace, and from them how long it will take. Nothing else looks at the clock. */
export class JobClock {
  readonly seconds = { decode: 0, flow: 0, optimise: 0, encode: 0 };
  /** Of the frames that follow another in their shot. */
  readonly #later: { seconds: number[]; evaluations: number[] } = { seconds: [], evaluations: [] };
  readonly #began: number;
  readonly #estimator: TimeEstimator;
  readonly #frames: number | null;
  readonly #onProgress: OnStylizeProgress | undefined;
  #frameBegan: number;
  #announced = 0;

  /** @param painted frames of earlier runs: the clock goes on where it stood after the last of them */
  constructor(
    frames: number | null,
    courses: { readonly first: Course; readonly later: Course },
    onProgress: OnStylizeProgress | undefined,
    painted: readonly PaintedNote[] = [],
  ) {
    const work = (course: Course) =>
      usualShare *
      course.reduce((sum, { width, height, evaluations }) => sum + width * height * evaluations, 0);
    this.#frames = frames;
    this.#onProgress = onProgress;
    const last = painted.at(-1)?.clock;
    this.#began = performance.now() - 1000 * (last?.elapsed ?? 0);
    const plan = { frames, firstWork: work(courses.first), laterWork: work(courses.later) };
    this.#estimator = new TimeEstimator(plan, 0);
    if (last) this.add(last.stages);
    let shot: number | undefined;
    this.#frameBegan = 0;
    for (const { frame, clock } of painted) {
      this.#count(frame.shot !== shot, frame.evaluations, clock.elapsed);
      shot = frame.shot;
    }
  }

  /** Seconds since the job began. */
  get elapsed(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Where it stands, for a later run to go on from. */
  get reading(): ClockReading {
    return { elapsed: this.elapsed, stages: { ...this.seconds } };
  }

  add(seconds: Partial<StageSeconds>): void {
    for (const [stage, value] of Object.entries(seconds)) this.seconds[stage as keyof StageSeconds] += value;
  }

  evaluated(event: EvaluationEvent, course: Course): void {
    const scale = course[event.scale];
    if (scale) this.#estimator.worked(scale.width * scale.height, this.elapsed);
    if (this.elapsed - this.#announced > 1) this.#announce();
  }

  frameDone(startsShot: boolean, evaluations: number): void {
    this.#count(startsShot, evaluations, this.elapsed);
    this.#announce();
  }

  /** @param at seconds since the job began */
  #count(startsShot: boolean, evaluations: number, at: number): void {
    if (!startsShot) {
      this.#later.seconds.push(at - this.#frameBegan);
      this.#later.evaluations.push(evaluations);
    }
    this.#frameBegan = at;
    this.#estimator.frameDone(startsShot, at);
  }

  /** The medians of the later frames; null where there was none. */
  laterMedians(): { seconds: number; evaluations: number } | null {
    if (this.#later.seconds.length === 0) return null;
    return { seconds: median(this.#later.seconds), evaluations: median(this.#later.evaluations) };
  }

  #announce(): void {
    this.#announced = this.elapsed;
    const estimate = this.#estimator.estimate(this.elapsed);
    if (estimate) this.#onProgress?.({ type: 'estimate', frames: this.#frames, ...estimate });
  }
}

/** The middle value, the lower one of two; 0 of nothing. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
