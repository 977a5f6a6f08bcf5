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

/** Later frames that the mean is taken over: few enough to follow the clip. */
const recentFrames = 48;

/** The longest run of spared frames at the beginning that is taken for a lead-in. */
const longestLeadIn = 240;

/** Cuts, and frames that they were met in, that are put to those of the clip, so that one early cut foretells no hundred. */
const expectedCuts = { cuts: 0.25, frames: 50 };

/**
 * Predicts how long a job takes from what it took so far. A shot's first frame
 * costs many times a later one, so the two are kept apart: before the first
 * frame is done, both are planned work at the pace measured; a later frame is
 * planned work until two of them were timed, then their recent mean. Cuts to
 * come are expected at the rate of the cuts met so far.
 *
 * Frames that were spared work (repeated ones) are timed apart and expected as
 * often as they were met. A clip that begins with them (black, a title) says
 * nothing about what follows: they count from the first worked frame on.
 *
 * The clock is the caller's: every `at` is in seconds since the job began.
 */
export class TimeEstimator {
  readonly #plan: WorkPlan;
  #done = 0;
  readonly #firsts = new RecentMean();
  readonly #later = new RecentMean();
  readonly #spared = new RecentMean();
  /** Since the lead-in. */
  #counted = { frames: 0, spared: 0, cuts: 0 };
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

  /** A frame is done; `first`: it was the first of its shot; `spared`: it took next to none of its planned work. */
  frameDone(first: boolean, at: number, spared = false): void {
    const seconds = at - this.#frameBegan;
    const leadIn = this.#later.count === 0 && this.#counted.spared < longestLeadIn;
    this.#done++;
    if (spared) this.#spared.add(seconds);
    else if (first) this.#firsts.add(seconds);
    else {
      this.#later.add(seconds);
      if (leadIn) this.#counted = { frames: 0, spared: 0, cuts: 0 };
    }
    this.#counted.frames++;
    if (spared) this.#counted.spared++;
    if (first && this.#done > 1) this.#counted.cuts++;
    this.#frameBegan = at;
    this.#lastWork = at;
    this.#workInFrame = 0;
  }

  /** The prediction, or undefined before enough was measured. */
  estimate(at: number): TimeEstimate | undefined {
    // After a resume there may be frames, but no pace yet.
    if (this.#paces.length < fewestReports && this.#later.count < 2) return undefined;
    const pace = median(this.#paces);
    const worked = this.#later.count >= 2 ? this.#later.value : pace * this.#plan.laterWork;
    const first = this.#firsts.count > 0 ? this.#firsts.value : pace * this.#plan.firstWork;
    const share = this.#sparedShare();
    const later = (1 - share) * worked + share * this.#spared.value;
    const { frames } = this.#plan;
    if (frames === null) {
      return { done: this.#done, secondsPerFrame: later, totalSeconds: null, leftSeconds: null };
    }
    const left = Math.max(0, frames - this.#done);
    const inHand = left === 0 ? 0 : this.#inHand(first, worked, pace, at);
    const rest = Math.max(0, left - 1);
    const { cuts, frames: counted } = this.#counted;
    const cutsPerFrame = (cuts + expectedCuts.cuts) / (counted + expectedCuts.frames);
    const leftSeconds = inHand + rest * (later + cutsPerFrame * Math.max(0, first - later));
    return { done: this.#done, secondsPerFrame: later, totalSeconds: at + leftSeconds, leftSeconds };
  }

  /** The share of spared frames that is expected of those to come. */
  #sparedShare(): number {
    const { frames, spared } = this.#counted;
    if (this.#later.count === 0 && spared < longestLeadIn) return 0;
    return frames === 0 ? 0 : spared / frames;
  }

  /** Seconds left of the frame in hand. */
  #inHand(first: number, later: number, pace: number, at: number): number {
    if (this.#done === 0) return Math.max(0, this.#plan.firstWork - this.#workInFrame) * pace;
    // More work than a later frame takes: this one opens a shot.
    const whole = this.#workInFrame > 1.5 * this.#plan.laterWork ? first : later;
    return Math.max(0, whole - (at - this.#frameBegan));
  }
}

/** The mean of the newest values. */
class RecentMean {
  readonly #values: number[] = [];
  count = 0;

  add(value: number): void {
    this.count++;
    this.#values.push(value);
    if (this.#values.length > recentFrames) this.#values.shift();
  }

  /** 0 of nothing. */
  get value(): number {
    return this.#values.reduce((sum, value) => sum + value, 0) / Math.max(1, this.#values.length);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
