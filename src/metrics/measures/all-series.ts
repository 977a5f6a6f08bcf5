import type { Series } from './series.js';
import { perGap } from './shapes.js';
import { measureList } from './table.js';

/** The series of all that is measured on every frame, the most telling first. */
export function allSeries(gaps: readonly number[]): readonly Series[] {
  return measureList.flatMap(
    ([measure, { title, sentence, unit = '', factor = 1, better, floor = 0, ...more }]) => {
      const series = { measure, gap: null, id: measure, title, sentence, unit, factor, better, floor };
      if (more.sampled) return [];
      if (more.shape !== perGap) return [series];
      return gaps.map(
        (gap): Series => ({
          ...series,
          gap,
          id: `${measure}-${gap}`,
          title: gap === 1 ? title : `${title}, ${gap} frames apart`,
          sentence:
            gap === 1
              ? sentence
              : `The same over ${gap} frames: shows slow drift that neighbouring frames hide.`,
        }),
      );
    },
  );
}
