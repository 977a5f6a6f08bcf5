import type { TemporalPrior } from './loss/prior.js';
import type { Look, StylizerSettings } from './settings.js';

/** What decides how settled paint looks, and may change from frame to frame: by name. */
export type SettledLook = Readonly<Record<string, number>>;

/** Of the way to a new look, what a frame goes: as many frames as new paint takes to converge. */
const perFrame = 1 / 8;
/** How much of the paint is opened by a look that has moved away from it by a factor of e. */
const opening = 2;
/** A weight of 0 is as far from 1 as that of a hundredth. */
const leastWeight = 0.01;
/** Of a painting's share: as far from 0 to 1 as from one weight to one e² times as large. */
const ofShare = 2;
/** A look that is nearer to the paint's than this (a factor, less 1) is the same. */
const same = 0.01;

/** What of settings and look paint settles into. */
type LookSettings = Pick<StylizerSettings, 'contentWeight' | 'styleWeight' | 'tvWeight'> & Look;

/** The look of a frame, as far as paint settles into it: what each term weighs, the shares of paintings, the size of strokes. */
function lookOf({
  contentWeight,
  styleWeight,
  tvWeight,
  blend = [],
  enlarged = 1,
  regions = [],
}: LookSettings): SettledLook {
  const logarithm = (weight: number) => Math.log(weight + leastWeight);
  return {
    content: logarithm(contentWeight),
    style: logarithm(styleWeight),
    tv: logarithm(tvWeight),
    strokes: Math.log(enlarged),
    ...Object.fromEntries(blend.map((share, i) => [`blend ${i}`, ofShare * share])),
    ...Object.fromEntries(regions.map((strength, i) => [`region ${i}`, ofShare * strength])),
  };
}

/** The look that paint has after a frame: a part of the way from the one that it had. */
export function settledAfter(before: SettledLook | undefined, settings: LookSettings): SettledLook {
  const now = lookOf(settings);
  if (before === undefined) return now;
  const names = Object.entries(now);
  return Object.fromEntries(
    names.map(([name, value]) => [name, before[name]! + perFrame * (value - before[name]!)]),
  );
}

/**
 * How far paint is from the look that it is to have, in [0,1]: 1 − e^(−2d), with d the largest of the logarithms of the
 * factors between what each setting is and what the paint has settled into. 0 where nothing has changed.
 */
export function lagOf(settled: SettledLook | undefined, settings: LookSettings): number {
  if (settled === undefined) return 0;
  const distances = Object.entries(lookOf(settings)).map(([name, value]) => Math.abs(value - settled[name]!));
  const farthest = Math.max(...distances);
  return farthest < same ? 0 : 1 - Math.exp(-opening * farthest);
}

/**
 * The past of a frame whose look has changed since: as if its paint had converged less, by the lag. So the temporal loss lets
 * the change through, coarse scales take part in it, and what has settled is held again.
 */
export function reopened(prior: TemporalPrior, lag: number): TemporalPrior {
  if (lag === 0) return prior;
  return { ...prior, convergence: prior.convergence.map((share) => (1 - lag) * share) };
}
