/** What is looked at of a test picture as a network painted it, in [0,1] if it is one. */
export interface Look {
  readonly finite: boolean;
  readonly mean: number;
  /** Standard deviation. */
  readonly spread: number;
  /** The values that a twentieth lies below, and above. */
  readonly low: number;
  readonly high: number;
}

/** What a picture may be: painters overshoot black and white, and paint with less contrast than the source has. */
const limits = { low: -0.4, high: 1.4, darkest: 0.02, lightest: 0.98, spread: 0.025 };

/** Looks at values, whatever their order. */
export function look(values: Float32Array): Look {
  const sorted = values.toSorted();
  const finite = values.every(Number.isFinite);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  return { finite, mean, spread: Math.sqrt(square), low: at(0.05), high: at(0.95) };
}

/** Why this is no picture, to follow "taken as …,"; undefined where it may be one. */
export function fault({ finite, mean, spread, low, high }: Look): string | undefined {
  if (!finite) return 'it gives values that are not finite';
  if (spread === 0) return 'it gives one value everywhere';
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
