/** What a job will do, in units of work of the caller's choice: evaluations × pixels, say. */
export interface WorkPlan {
  /** Frames to come; null where unknown. */
  readonly frames: number | null;
  /** Expected work of a shot's first frame. */
  readonly firstWork: number;
  /** Expected work of a frame that follows another in its shot. */
  readonly laterWork: number;
}

/** Times of a job, all in seconds. */
export interface TimeEstimate {
  /** Frames finished. */
  readonly done: number;
  /** Of a frame that follows another in its shot. */
  readonly secondsPerFrame: number;
  /** From the beginning of the job; null where the number of frames is not known. */
  readonly totalSeconds: number | null;
  readonly leftSeconds: number | null;
}

/** Reports of work that the pace is taken from, and the fewest that make one. */
const recentReports = 64;
const fewestReports = 3;

/** Later frames that the mean is taken over: enough to cover repeated frames, few enough to follow the clip. */
const recentFrames = 48;

/**
 * Predicts how long a job takes from what it took so far. A shot's first frame
 * costs many times a later one, so the two are kept apart: before the first
 * frame is done, both are planned work at the pace measured; a later frame is
 * planned work until two of them were timed, then their recent mean. Cuts to
 * come are expected at the rate of the cuts met so far.
 *
 * The clock is the caller's: every `at` is in seconds since the job began.
 */
export class TimeEstimator {
  readonly #plan: WorkPlan;
  #done = 0;
  #shots = 0;
  #firstSeconds = 0;
  #later: number[] = [];
  #paces: number[] = [];
  #workInFrame = 0;
  #frameBegan: number;
  #lastWork: number;

  /** `at`: when the first frame's work begins. */
  constructor(plan: WorkPlan, at: number) {
    this.#plan = plan;
    this.#frameBegan = at;
    this.#lastWork = at;
  }

  /** Some work of the frame in hand was done, in the plan's units. */
  worked(units: number, at: number): void {
    this.#workInFrame += units;
    this.#paces.push((at - this.#lastWork) / units);
    if (this.#paces.length > recentReports) this.#paces.shift();
    this.#lastWork = at;
  }

  /** A frame is done; `first`: it was the first of its shot. */
  frameDone(first: boolean, at: number): void {
    const seconds = at - this.#frameBegan;
    this.#done++;
    if (first) {
      this.#shots++;
      this.#firstSeconds += seconds;
    } else {
      this.#later.push(seconds);
      if (this.#later.length > recentFrames) this.#later.shift();
    }
    this.#frameBegan = at;
    this.#lastWork = at;
    this.#workInFrame = 0;
  }

  /** The prediction, or undefined before enough was measured. */
  estimate(at: number): TimeEstimate | undefined {
    // After a resume there may be frames, but no pace yet.
    if (this.#paces.length < fewestReports && this.#later.length < 2) return undefined;
    const pace = median(this.#paces);
    const later = this.#later.length >= 2 ? mean(this.#later) : pace * this.#plan.laterWork;
    const first = this.#shots > 0 ? this.#firstSeconds / this.#shots : pace * this.#plan.firstWork;
    const { frames } = this.#plan;
    if (frames === null) {
      return { done: this.#done, secondsPerFrame: later, totalSeconds: null, leftSeconds: null };
    }
    const left = Math.max(0, frames - this.#done);
    const inHand = left === 0 ? 0 : this.#inHand(first, later, pace, at);
    const rest = Math.max(0, left - 1);
    const cutsPerFrame = this.#done > 1 ? (this.#shots - 1) / (this.#done - 1) : 0;
    const leftSeconds = inHand + rest * (later + cutsPerFrame * Math.max(0, first - later));
    return { done: this.#done, secondsPerFrame: later, totalSeconds: at + leftSeconds, leftSeconds };
  }

  /** Seconds left of the frame in hand. */
  #inHand(first: number, later: number, pace: number, at: number): number {
    if (this.#done === 0) return Math.max(0, this.#plan.firstWork - this.#workInFrame) * pace;
    // More work than a later frame takes: this one opens a shot.
    const whole = this.#workInFrame > 1.5 * this.#plan.laterWork ? first : later;
    return Math.max(0, whole - (at - this.#frameBegan));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
