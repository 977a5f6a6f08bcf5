import type { FrameTiming, Rational } from '../../../media/info.js';
import { rational, toNumber } from '../../../media/time/rational.js';

/** A frame rate and how well the frames keep to it. */
export interface RateEstimate {
  readonly rate: Rational;
  readonly timing: FrameTiming;
}

const COMMON_RATES: readonly Rational[] = [24, 25, 30, 50, 60, 48, 12, 15, 10, 20, 100, 120]
  .flatMap((fps) => [rational(fps, 1), rational(fps * 1000, 1001)])
  .filter(({ num, den }) => den === 1 || [24000, 30000, 60000, 48000, 120000, 15000, 12000].includes(num));

/**
 * The exact rate of frames at the given times, and whether they are constant.
 *
 * A rate fits when every frame lies within one tick of its place on the rate's
 * grid (containers round: Matroska to milliseconds). Tried in this order: what
 * the container declares, one frame every `n` ticks, common rates.
 *
 * @param ticks strictly ascending times
 * @param timeBase seconds of one tick
 * @param declared rates that the container declares, best first
 */
export function estimateRate(
  ticks: Float64Array,
  timeBase: Rational,
  declared: readonly (Rational | undefined)[],
): RateEstimate {
  const given = declared.filter((rate) => rate !== undefined);
  const count = ticks.length;
  if (count < 2) return { rate: given[0] ?? rational(25, 1), timing: 'constant' };
  const span = (ticks[count - 1] as number) - (ticks[0] as number);
  const average = rational((count - 1) * timeBase.den, span * timeBase.num);
  const smallest = smallestDelta(ticks);
  const candidates = [...given, rational(timeBase.den, smallest * timeBase.num), ...COMMON_RATES, average];
  const constant = candidates.find((rate) => fits(ticks, timeBase, rate, false));
  if (constant) return { rate: constant, timing: 'constant' };
  // A grid on which most places are empty would fit anything.
  const gappy = candidates.find((rate) => {
    const step = timeBase.den / (timeBase.num * toNumber(rate));
    return step > 4 && count > (0.55 * span) / step && fits(ticks, timeBase, rate, true);
  });
  return gappy ? { rate: gappy, timing: 'gaps' } : { rate: average, timing: 'variable' };
}

/** Whether every frame is within one tick of its place on the grid; with gaps, of any place. */
function fits(ticks: Float64Array, timeBase: Rational, rate: Rational, gaps: boolean): boolean {
  const step = (timeBase.den * rate.den) / (timeBase.num * rate.num);
  const first = ticks[0] as number;
  for (let i = 1; i < ticks.length; i++) {
    const offset = (ticks[i] as number) - first;
    const n = gaps ? Math.round(offset / step) : i;
    if (Math.abs(offset - n * step) > 1) return false;
  }
  return true;
}

function smallestDelta(ticks: Float64Array): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < ticks.length; i++) {
    smallest = Math.min(smallest, (ticks[i] as number) - (ticks[i - 1] as number));
  }
  return smallest;
}
