import type { StylizerSettings } from './settings.js';

/** One step of the coarse-to-fine course: a picture size and the most evaluations spent on it. */
export interface Scale {
  readonly width: number;
  readonly height: number;
  readonly evaluations: number;
}

/** The course of a frame, coarsest scale first; the last one has the frame's own size. */
export type Course = readonly Scale[];

/** Evaluations by scale, finest first: each entry is half the size of the one before. */
interface Budget {
  readonly first: readonly number[];
  readonly later: readonly number[];
}

const budgets: Readonly<Record<StylizerSettings['quality'], Budget>> = {
  draft: { first: [30, 40, 60], later: [5, 6, 8] },
  normal: { first: [80, 80, 100], later: [8, 10, 16] },
  high: { first: [200, 150, 150, 150], later: [25, 25, 30] },
};

/** Below this shorter side the deepest layers have no positions left to measure. */
const smallestSide = 48;

/**
 * The course of a shot's first frame and of the later ones, which start from
 * their warped predecessor.
 *
 * @param iterations cap at the finest scale of any frame; absent: by quality
 */
export function planCourses(
  width: number,
  height: number,
  quality: StylizerSettings['quality'],
  iterations?: number,
): { first: Course; later: Course } {
  const course = (evaluations: readonly number[]): Course =>
    evaluations
      .map((count, halvings) => ({
        width: Math.max(1, Math.round(width / 2 ** halvings)),
        height: Math.max(1, Math.round(height / 2 ** halvings)),
        evaluations: halvings === 0 && iterations !== undefined ? Math.min(count, iterations) : count,
      }))
      .filter((scale, halvings) => halvings === 0 || Math.min(scale.width, scale.height) >= smallestSide)
      .reverse();
  const { first, later } = budgets[quality];
  return {
    first: course(iterations === undefined ? first : [iterations, ...first.slice(1)]),
    later: course(later),
  };
}
