import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import type { ChartLine } from '../../page/line-chart.js';

/** One thing that is measured of every frame, as the page shows it. */
export interface Measure {
  readonly id: string;
  readonly name: string;
  /** What it means, in a sentence; and which way is better. */
  readonly meaning: string;
  /** What values are multiplied by to be shown, and how that is written. */
  readonly factor: number;
  readonly unit: string;
  /** Whether a large value points at trouble: then the largest are worth a look. */
  readonly worstIsLargest: boolean;
  /** Of the render and, where it has its own, of the source; null where there is none. */
  readonly of: (frame: FrameMetrics) => { readonly output: number | null; readonly input: number | null };
}

/** All that is measured with the given gaps, the most telling first. */
export function measuresOf(gaps: readonly number[]): readonly Measure[] {
  const warping = gaps.map(
    (gap, i): Measure => ({
      ...{ id: `warping-${gap}`, factor: 1000, unit: '× 10⁻³', worstIsLargest: true },
      name: gap === 1 ? 'Warping error' : `Warping error, ${gap} frames apart`,
      meaning:
        gap === 1
          ? 'How much a frame differs from the previous one, moved along the flow of the source. Lower is steadier.'
          : `The same over ${gap} frames: shows slow drift that neighbouring frames hide.`,
      of: ({ warping }) => ({ output: warping[i]?.output ?? null, input: warping[i]?.input ?? null }),
    }),
  );
  return [
    ...warping,
    {
      ...{ id: 'flicker', name: 'Flicker in still areas', factor: 1000, unit: '× 10⁻³' },
      meaning:
        'Mean difference from the previous frame where nothing moves in the source. Lower is steadier.',
      worstIsLargest: true,
      of: ({ flicker }) => ({ output: flicker?.output ?? null, input: flicker?.input ?? null }),
    },
    {
      ...{ id: 'tof', name: 'Motion difference (tOF)', factor: 1, unit: 'pixels' },
      meaning:
        'How far the motion seen in the render is from the motion in the source. Lower is more faithful.',
      worstIsLargest: true,
      of: ({ tof }) => ({ output: tof, input: null }),
    },
    level('luminance', 'Luminance', 'Mean brightness: should follow the source and not drift.'),
    level('chroma', 'Colourfulness', 'Mean strength of colour: should neither fade nor grow over time.'),
    {
      ...level('sharpness', 'Sharpness', 'Mean gradient energy: drops where strokes blur.'),
      ...{ factor: 1000, unit: '× 10⁻³' },
    },
  ];
}

/** Those that have a value on some frame. */
export function presentMeasures(
  all: readonly Measure[],
  frames: readonly FrameMetrics[],
): readonly Measure[] {
  return all.filter(({ of }) => frames.some((frame) => of(frame).output !== null));
}

/** Means over frames that have a value; null where none has. */
export function meansOf(
  measure: Measure,
  frames: readonly FrameMetrics[],
): { readonly output: number | null; readonly input: number | null } {
  const mean = (side: 'output' | 'input') => {
    let [sum, count] = [0, 0];
    for (const frame of frames) {
      const value = measure.of(frame)[side];
      if (value === null) continue;
      sum += value;
      count++;
    }
    return count === 0 ? null : sum / count;
  };
  return { output: mean('output'), input: mean('input') };
}

/** Indices of the frames with the largest values, largest first, no two within `apart` frames. */
export function worstFrames(
  measure: Measure,
  frames: readonly FrameMetrics[],
  count: number,
  apart: number,
): readonly { readonly index: number; readonly value: number }[] {
  const ranked = frames
    .map((frame, index) => ({ index, value: measure.of(frame).output ?? Number.NEGATIVE_INFINITY }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => b.value - a.value);
  const found: { index: number; value: number }[] = [];
  for (const candidate of ranked) {
    if (found.length === count) break;
    if (found.every(({ index }) => Math.abs(index - candidate.index) >= apart)) found.push(candidate);
  }
  return found;
}

/** The curves of a measure: the render on the stage over its source and, faint, the other renders. */
export function linesOf(
  { of, factor }: Measure,
  measured: readonly (readonly FrameMetrics[])[],
  render: number,
  names: readonly string[],
): readonly ChartLine[] {
  const values = (frames: readonly FrameMetrics[], side: 'output' | 'input') =>
    frames.map((frame) => {
      const value = of(frame)[side];
      return value === null ? null : value * factor;
    });
  const own = measured[render] ?? [];
  const input = values(own, 'input');
  const lines: ChartLine[] = measured.flatMap((frames, r) =>
    r === render
      ? []
      : [
          {
            label: names[r] as string,
            colour: '--other',
            width: 1,
            background: true,
            values: values(frames, 'output'),
          },
        ],
  );
  if (input.some((value) => value !== null)) {
    lines.push({ label: 'source', colour: '--ink-soft', dashed: true, width: 1.25, values: input });
  }
  lines.push({ label: 'render', colour: '--accent', width: 1.75, values: values(own, 'output') });
  return lines;
}

function level(id: 'luminance' | 'chroma' | 'sharpness', name: string, meaning: string): Measure {
  return {
    ...{ id, name, meaning, factor: 1, unit: '', worstIsLargest: false },
    of: (frame) => frame[id],
  };
}
