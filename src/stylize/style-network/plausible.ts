/** What is looked at of a test picture as a network painted it, in [0,1] if it is one. */
export interface Look {
  readonly finite: boolean;
  readonly mean: number;
  /** Standard deviation within each plane, as the root of the mean variance. */
  readonly spread: number;
  /** The values that a twentieth lies below, and above. */
  readonly low: number;
  readonly high: number;
}

/** What a picture may be: painters overshoot black and white, and paint with less contrast than the source has. */
const limits = { low: -0.4, high: 1.4, darkest: 0.02, lightest: 0.98, spread: 0.025 };

/** Looks at the values of three planes. */
export function look(values: Float32Array): Look {
  const sorted = values.toSorted();
  const finite = values.every(Number.isFinite);
  const pixels = values.length / 3;
  const planes = [0, 1, 2].map((c) => values.subarray(c * pixels, (c + 1) * pixels));
  const means = planes.map((plane) => plane.reduce((sum, value) => sum + value, 0) / pixels);
  const variances = planes.map(
    (plane, c) => plane.reduce((sum, value) => sum + (value - means[c]!) ** 2, 0) / pixels,
  );
  const average = ([r, g, b]: readonly number[]) => (r! + g! + b!) / 3;
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  const spread = Math.sqrt(average(variances));
  return { finite, mean: average(means), spread, low: at(0.05), high: at(0.95) };
}

/** Why this is no picture, to follow "taken as …,"; undefined where it may be one. */
export function fault({ finite, mean, spread, low, high }: Look): string | undefined {
  if (!finite) return 'it gives values that are not finite';
  if (spread < 1e-6) return 'it gives one value everywhere';
  if (low < limits.low || high > limits.high) {
    return `it gives values far outside of that range (most from ${shown(low)} to ${shown(high)}, with black at 0 and white at 1)`;
  }
  if (spread < limits.spread)
    return `it gives next to no contrast (a standard deviation of ${shown(spread)})`;
  if (mean < limits.darkest || mean > limits.lightest) {
    return `it gives all but ${mean < 0.5 ? 'black' : 'white'} (a mean of ${shown(mean)})`;
  }
  return undefined;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(2)));
}
