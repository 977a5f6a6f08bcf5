import type { Rational } from '../info.js';

/** A ratio in lowest terms; both must be integers, `den` > 0. */
export function rational(num: number, den: number): Rational {
  let a = Math.abs(num);
  let b = den;
  while (b > 0) [a, b] = [b, a % b];
  const divisor = a || 1;
  return { num: num / divisor, den: den / divisor };
}

/** Reads FFmpeg's `30000/1001`, `128:117` or `25`; `undefined` for anything else and for x/0 or 0/x. */
export function parseRational(text: string | undefined): Rational | undefined {
  const match = /^(\d+)(?:[/:](\d+))?$/.exec(text ?? '');
  if (!match) return undefined;
  const num = Number(match[1]);
  const den = Number(match[2] ?? 1);
  return num > 0 && den > 0 ? rational(num, den) : undefined;
}

/** As a floating-point number, for displays and estimates only. */
export function toNumber(value: Rational): number {
  return value.num / value.den;
}

/** `30000/1001`, as FFmpeg's command line reads it. */
export function formatRational(value: Rational): string {
  return `${value.num}/${value.den}`;
}

/**
 * A frame rate as people write it: `25`, `30000/1001`, `12.5`; the rounded names
 * 23.976, 29.97 and 59.94 mean the exact rates. `undefined` for anything else.
 */
export function parseRate(value: unknown): Rational | undefined {
  const text = String(value).trim();
  const decimal = /^\d{1,4}\.\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  const whole = Math.ceil(decimal);
  if ([24, 30, 48, 60, 120].includes(whole) && Math.abs(decimal - (whole * 1000) / 1001) < 0.0051)
    return rational(whole * 1000, 1001);
  const rate = Number.isNaN(decimal) ? parseRational(text) : rational(Math.round(decimal * 1000), 1000);
  return rate && toNumber(rate) >= 0.01 && toNumber(rate) <= 1000 ? rate : undefined;
}
