import { counted, percent } from '../../number-format.js';
import type { StyleMetrics } from './distances.js';
import { type DriftSummary, DriftTally } from './drift.js';
import type { FlickerMetrics } from './flicker.js';
import type { OutputInput } from './picture-statistics.js';
import type { Cell, RowFormat, Shape, SummaryRow } from './shape.js';
import type { PairMetrics } from './warping-error.js';

/** Warping error at one gap: means over pairs. Null where there was none. */
export interface GapSummary {
  readonly gap: number;
  readonly pairs: number;
  readonly output: number | null;
  readonly input: number | null;
  readonly trusted: number | null;
}

/** A picture measure: its mean over frames, and its drift. */
export interface TrendSummary extends OutputInput {
  /** Null where the source is too dark, grey or flat to be compared with, or there are fewer than three frames. */
  readonly drift: DriftSummary | null;
}

/** Flicker: means over pairs. */
export interface FlickerSummary extends FlickerMetrics {
  readonly pairs: number;
}

/** A number for each frame, or null. */
export const plainNumber: Shape<number | null, number | null> = {
  tally() {
    const means = new RunningMeans<'value'>();
    return {
      add: (value) => value !== null && means.add({ value }),
      mean: () => means.values?.value ?? null,
    };
  },
  rows: ({ label, unit = '', sourceValue }, means) =>
    means.every((mean) => mean === null) ? [] : [row(label, 'decimal', sourceValue, means, unit)],
  cells: (column, value) => [[column, value]],
};

/** For each gap, a value of the render and of the source. */
export const perGap: Shape<readonly PairMetrics[], readonly GapSummary[]> = {
  tally() {
    const gaps = new Map<number, RunningMeans<'output' | 'input' | 'trusted'>>();
    return {
      add(pairs) {
        for (const { gap, output, input, trusted } of pairs) {
          const means = gaps.get(gap) ?? new RunningMeans();
          gaps.set(gap, means);
          if (output !== null && input !== null) means.add({ output, input, trusted });
        }
      },
      mean: () =>
        Array.from(gaps, ([gap, { count: pairs, values }]) => ({
          gap,
          pairs,
          output: values?.output ?? null,
          input: values?.input ?? null,
          trusted: values?.trusted ?? null,
        })),
    };
  },
  rows({ label }, means) {
    return (means[0] ?? []).map(({ gap, input, pairs, trusted }, g) => {
      const gaps = means.map((ofRender) => ofRender[g] as GapSummary);
      const share = trusted === null ? '' : `, ${percent(trusted)} trusted`;
      const remark = `${counted(pairs, 'pair')}${share}${timesTheSource(gaps)}`;
      const outputs = gaps.map(({ output }) => output);
      return row(`${label}, gap ${gap}`, 'scientific', input, outputs, remark);
    });
  },
  cells: (column, pairs) =>
    pairs.flatMap(({ gap, output, input, trusted }) => [
      [`${column}_${gap}`, output],
      [`${column}_${gap}_source`, input],
      [`trusted_${gap}`, output === null ? null : trusted],
    ]),
};

/** A value of the still part of the picture, or null where nothing is still. */
export const ofStillPixels: Shape<FlickerMetrics | null, FlickerSummary | null> = {
  tally() {
    const means = new RunningMeans<'output' | 'input' | 'still'>();
    return {
      add: (value) => value !== null && means.add({ ...value }),
      mean: () => means.values && { ...means.values, pairs: means.count },
    };
  },
  rows({ label }, means) {
    const [first] = means;
    if (!first) return [];
    const outputs = means.map((mean) => mean?.output ?? null);
    return [row(label, 'decimal', first.input, outputs, `${percent(first.still)} of the picture still`)];
  },
  cells: (column, value) => [
    [column, value?.output],
    [`${column}_source`, value?.input],
    ['still', value?.still],
  ],
};

/** A level of the picture that should keep to the source's, with its drift. */
export const level: Shape<OutputInput, TrendSummary> = {
  tally({ floor = 0 }) {
    const means = new RunningMeans<'output' | 'input'>();
    const drift = new DriftTally(floor);
    return {
      add(value, { shot, time }) {
        means.add({ ...value });
        drift.add(shot, time, value);
      },
      mean: () => ({ output: 0, input: 0, ...means.values, drift: drift.summary() }),
    };
  },
  rows({ label }, means) {
    const outputs = means.map(({ output }) => output);
    const drifts = means.map(({ drift }) => drift?.perSecond ?? null);
    return [
      row(label, 'decimal', means[0]?.input ?? null, outputs),
      row('  drift', 'percent', undefined, drifts, 'per second'),
    ];
  },
  cells: (column, { output, input }) => [
    [column, output],
    [`${column}_source`, input],
  ],
};

/** A number with the values of the layers that it is the mean of, or null. */
export const perLayer: Shape<StyleMetrics | null, StyleMetrics | null> = {
  tally() {
    const whole = new RunningMeans<'value'>();
    const ofLayers = new RunningMeans<string>();
    return {
      add(metrics) {
        if (metrics === null) return;
        whole.add({ value: metrics.value });
        ofLayers.add(Object.fromEntries(metrics.layers.map(({ layer, value }) => [layer, value])));
      },
      mean() {
        const layers = Object.entries(ofLayers.values ?? {}).map(([layer, value]) => ({ layer, value }));
        return whole.values && { ...whole.values, layers };
      },
    };
  },
  rows({ label, sourceValue }, means) {
    const [first] = means;
    if (!first) return [];
    const read = (value: (mean: StyleMetrics) => number | undefined) =>
      means.map((mean) => (mean && value(mean)) ?? null);
    return [
      row(
        label,
        'decimal',
        sourceValue,
        read(({ value }) => value),
      ),
      ...first.layers.map(({ layer }, l) =>
        row(
          `  at ${layer}`,
          'decimal',
          sourceValue,
          read(({ layers }) => layers[l]?.value),
        ),
      ),
    ];
  },
  cells: (column, metrics) => [
    [column, metrics?.value],
    ...(metrics?.layers ?? []).map(({ layer, value }): Cell => [`${column}_${layer}`, value]),
  ],
};

/** Means of records of numbers, under way. */
class RunningMeans<Key extends string> {
  count = 0;
  readonly #sums = new Map<Key, number>();

  add(record: Readonly<Record<Key, number>>): void {
    this.count++;
    for (const key of Object.keys(record) as Key[]) {
      this.#sums.set(key, (this.#sums.get(key) ?? 0) + record[key]);
    }
  }

  /** Null of nothing. */
  get values(): Readonly<Record<Key, number>> | null {
    if (this.count === 0) return null;
    const means = Array.from(this.#sums, ([key, sum]) => [key, sum / this.count]);
    return Object.fromEntries(means) as Record<Key, number>;
  }
}

function row(
  name: string,
  format: RowFormat,
  source: number | null | undefined,
  renders: readonly (number | null)[],
  remark = '',
): SummaryRow {
  return { name, format, source, renders, remark };
}

/** How many times the source's own. */
function timesTheSource(gaps: readonly GapSummary[]): string {
  const ratios = gaps.map(({ output, input }) =>
    output === null || input === null || input === 0 ? '–' : `${threeDigits(output / input)}×`,
  );
  return ratios.every((ratio) => ratio === '–') ? '' : `, ${ratios.join(' and ')} the source’s`;
}

/** Three digits, but no power of ten. */
function threeDigits(ratio: number): string {
  return ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(3);
}
