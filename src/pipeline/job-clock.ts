import type { ClockReading, FrameNote } from '../checkpoint/resume-point.js';
import type { StylizeOptions } from '../options/resolve.js';
import type { EvaluationProgress, OnStylizeProgress, StageSeconds } from '../progress.js';
import type { Scale, Schedule } from '../stylize/scales.js';
import { TimeEstimator, type WorkPlan } from '../time-estimate.js';

/**
 * What frames usually take of their schedule at the pace of a first frame's evaluations, by experience; only the
 * first predictions need it. Later frames: a sixth more evaluations for what is uncovered, and three tenths for what
 * they do beside (flow and storing on the same cores, warping, getting each scale ready).
 */
const usualShare = { first: 1.1, later: 1.5 };

/** What an evaluation costs besides its pixels, in pixels. */
const evaluationItself = 2000;

/** A frame that took less than this share of its planned evaluations was spared them: it repeats its predecessor. */
const sparedBelow = 0.25;

/** The schedules that the frames of a job take, one after the other. */
export interface PlannedSchedules {
  readonly first: readonly Schedule[];
  readonly later: readonly Schedule[];
}

/**
 * The schedules of a job's frames: a shot's first frame of a clip is painted on once as if it followed
 * itself; without regard to the past every frame is a first one.
 */
export function plannedSchedules(
  { first, later }: { readonly first: Schedule; readonly later: Schedule },
  { temporal, initNext }: Pick<StylizeOptions, 'temporal' | 'initNext'>,
): PlannedSchedules {
  if (temporal && initNext === 'previous') return { first: [first, later], later: [later] };
  return { first: [first], later: [first] };
}

/** Most evaluations of courses. */
export function evaluationsOf(schedules: readonly Schedule[]): number {
  return schedules.flat().reduce((sum, { evaluations }) => sum + evaluations, 0);
}

function workOf(schedules: readonly Schedule[]): number {
  return schedules.flat().reduce((sum, scale) => sum + unitsOf(scale) * scale.evaluations, 0);
}

function unitsOf({ width, height }: Scale): number {
  return width * height + evaluationItself;
}

/** Measures a job: seconds by stage, pace, and from them how long it will take. Nothing else looks at the clock. */
export class JobClock {
  readonly seconds = { decode: 0, flow: 0, optimise: 0, encode: 0 };
  /** Of the frames that follow another in their shot. */
  readonly #later: { seconds: number[]; evaluations: number[] } = { seconds: [], evaluations: [] };
  readonly #began: number;
  readonly #plan: WorkPlan;
  #estimator: TimeEstimator;
  readonly #frames: number;
  readonly #onProgress: OnStylizeProgress | undefined;
  readonly #schedules: PlannedSchedules;
  readonly #together: number;
  /** When the frames before the next one were done, as many as are painted at a time. */
  #frameBegan: number[];
  #announced = 0;

  /**
   * @param painted frames of earlier runs: the clock goes on where it stood after the last of them
   * @param together frames that are painted at a time, and may be done at once: each is timed by the mean of so many
   */
  constructor(
    frames: number,
    schedules: PlannedSchedules,
    onProgress: OnStylizeProgress | undefined,
    painted: readonly FrameNote[] = [],
    together = 1,
  ) {
    this.#frames = frames;
    this.#together = together;
    this.#schedules = schedules;
    this.#onProgress = onProgress;
    const last = painted.at(-1)?.clock;
    this.#began = performance.now() - 1000 * (last?.elapsed ?? 0);
    this.#plan = {
      frames,
      firstWork: usualShare.first * workOf(schedules.first),
      laterWork: usualShare.later * workOf(schedules.later),
    };
    this.#estimator = new TimeEstimator(this.#plan, 0);
    if (last) this.add(last.stages);
    let shot: number | undefined;
    this.#frameBegan = [0];
    for (const { frame, clock } of painted) {
      this.#count(frame.shot !== shot, frame.evaluations, clock.elapsed);
      shot = frame.shot;
    }
  }

  /** Seconds since the job began. */
  get elapsed(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** The first frame begins only now: what was done so far, with none painted yet, was for all of them. */
  firstFrameBegins(): void {
    this.#estimator = new TimeEstimator(this.#plan, this.elapsed);
    this.#frameBegan = [this.elapsed];
  }

  /** Where it stands, for a later run to go on from. */
  get reading(): ClockReading {
    return { elapsed: this.elapsed, stages: { ...this.seconds } };
  }

  add(seconds: Partial<StageSeconds>): void {
    for (const [stage, value] of Object.entries(seconds)) this.seconds[stage as keyof StageSeconds] += value;
  }

  /** @param schedule one that ends at the same scale as that of the event */
  evaluated(event: Pick<EvaluationProgress, 'scale' | 'scales'>, schedule: Schedule): void {
    // Schedules differ in how coarse they begin: scales are told from the finest.
    const scale = schedule.at(event.scale - event.scales);
    if (scale) this.#estimator.worked(unitsOf(scale), this.elapsed);
    if (this.elapsed - this.#announced > 1) this.#announce();
  }

  frameDone(startsShot: boolean, evaluations: number): void {
    this.#count(startsShot, evaluations, this.elapsed);
    this.#announce();
  }

  /** @param at seconds since the job began */
  #count(startsShot: boolean, evaluations: number, at: number): void {
    if (!startsShot) {
      this.#later.seconds.push((at - this.#frameBegan[0]!) / this.#frameBegan.length);
      this.#later.evaluations.push(evaluations);
    }
    this.#frameBegan = [...this.#frameBegan, at].slice(-this.#together);
    const planned = evaluationsOf(startsShot ? this.#schedules.first : this.#schedules.later);
    this.#estimator.frameDone(startsShot, at, evaluations < sparedBelow * planned);
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
