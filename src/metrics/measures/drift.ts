import type { OutputInput } from './picture-statistics.js';

/** How drift is defined here; to be printed beside every value. */
export const DRIFT_DEFINITION =
  'drift: least-squares slope over time of output/input, a line for each shot with the slope in common, ' +
  'divided by the mean of output/input; frames whose source is too dark, grey or flat are left out';

/** How a measure of the render changes over time in relation to the source's. */
export interface DriftSummary {
  /** Change a second, as a share of the mean: −0.01 loses a hundredth every second. */
  readonly perSecond: number;
  /** What the line makes of it from the first frame to the last of the longest shot: end / beginning; 1 is no drift. */
  readonly ratio: number;
}

/** Sums for a line q = a + b·t, t counted from the shot's first frame. */
interface Sums {
  readonly shot: number;
  readonly start: number;
  end: number;
  n: number;
  t: number;
  q: number;
  tt: number;
  tq: number;
}

/** Fits lines to output/input of one measure, with a level of its own for every shot and one slope for all. */
export class DriftTally {
  readonly #floor: number;
  readonly #shots: Sums[] = [];

  /** @param floor below this value of the source nothing can be said of a ratio to it */
  constructor(floor: number) {
    this.#floor = floor;
  }

  add(shot: number, time: number, { output, input }: OutputInput): void {
    if (input < this.#floor) return;
    let sums = this.#shots.at(-1);
    if (sums?.shot !== shot) {
      sums = { shot, start: time, end: time, n: 0, t: 0, q: 0, tt: 0, tq: 0 };
      this.#shots.push(sums);
    }
    const t = time - sums.start;
    const q = output / input;
    sums.end = time;
    sums.n++;
    sums.t += t;
    sums.q += q;
    sums.tt += t * t;
    sums.tq += t * q;
  }

  summary(): DriftSummary | null {
    let [covariance, variance, total, n, longest] = [0, 0, 0, 0, 0];
    for (const sums of this.#shots) {
      if (sums.n < 3) continue;
      covariance += sums.tq - (sums.t * sums.q) / sums.n;
      variance += sums.tt - (sums.t * sums.t) / sums.n;
      total += sums.q;
      n += sums.n;
      longest = Math.max(longest, sums.end - sums.start);
    }
    if (n === 0 || variance <= 0 || total <= 0) return null;
    const perSecond = covariance / variance / (total / n);
    // About its mean the line is 1 ± half the change; it must not fall below 0.
    const half = Math.min(Math.max((perSecond * longest) / 2, -0.999), 0.999);
    return { perSecond, ratio: (1 + half) / (1 - half) };
  }
}
