import uPlot from 'uplot';
import type { ChartContent } from './chart-content.js';

/** Least and largest value that the y axis must hold. */
export function extent({ lines }: ChartContent): [number, number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values, background } of lines) {
    for (const value of background ? [] : values) {
      if (value === null) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return min <= max ? [min, max] : [0, 1];
}

/** The value where it is a whole power of ten, else nothing: the lines between them would be a fence. */
export function powerOfTen(value: number): number | null {
  const exponent = Math.log10(value);
  return Math.abs(exponent - Math.round(exponent)) < 1e-6 ? value : null;
}

/** Whole powers of ten; values that are not > 0 are not shown. */
export function logRange(min: number, max: number): [number, number] {
  const top = max > 0 ? max : 1;
  return uPlot.rangeLog(min > 0 ? min : top / 1000, top, 10, false) as [number, number];
}

/** From 0 where the values reach near it, else with a little air on both sides. */
export function linearRange(min: number, max: number): [number, number] {
  const air = (max - min || Math.abs(max) || 1) * 0.08;
  return [min >= 0 && min < 0.6 * max ? 0 : min - air, max + air];
}
