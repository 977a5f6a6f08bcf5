import { counted, percent } from '../../number-format.js';
import type { StyleMetrics } from './distances.js';
import { type DriftSummary, DriftTally } from './drift.js';
import type { FlickerMetrics } from './flicker.js';
import type { OutputInput } from './picture-statistics.js';
import { RunningMean, type Shape } from './shape.js';
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
    const mean = new RunningMean();
    return {
      add: (value) => value !== null && mean.add(value),
      get mean() {
        return mean.value;
      },
    };
  },
  rows({ label, unit = '', sourceValue }, means) {
    if (means.every((mean) => mean === null)) return [];
    return [{ name: label, format: 'decimal', source: sourceValue, renders: means, remark: unit }];
  },
  columns: (column) => [column],
  cells: (value) => [value],
};

/** For each gap, a value of the render and of the source. */
export const perGap: Shape<readonly PairMetrics[], readonly GapSummary[]> = {
  tally() {
    const sums = new Map<number, { output: RunningMean; input: RunningMean; trusted: RunningMean }>();
    return {
      add(pairs) {
        for (const { gap, output, input, trusted } of pairs) {
          const means = sums.get(gap) ?? newMeans();
          sums.set(gap, means);
          if (output === null || input === null) continue;
          means.output.add(output);
          means.input.add(input);
          means.trusted.add(trusted);
        }
      },
      get mean() {
        return [...sums].map(([gap, { output, input, trusted }]) => ({
          gap,
          pairs: output.count,
          output: output.value,
          input: input.value,
          trusted: trusted.value,
        }));
      },
    };
  },
  rows({ label }, means) {
    return (means[0] ?? []).map(({ gap, input, pairs, trusted }, g) => {
      const gaps = means.map((ofRender) => ofRender[g] as GapSummary);
      const share = trusted === null ? '' : `, ${percent(trusted)} trusted`;
      return {
        name: `${label}, gap ${gap}`,
        format: 'scientific',
        source: input,
        renders: gaps.map(({ output }) => output),
        remark: `${counted(pairs, 'pair')}${share}${timesTheSource(gaps)}`,
      };
    });
  },
  columns: (column, gaps) =>
    gaps.flatMap((gap) => [`${column}_${gap}`, `${column}_${gap}_source`, `trusted_${gap}`]),
  cells: (pairs) =>
    pairs.flatMap(({ output, input, trusted }) => [output, input, output === null ? null : trusted]),
};

/** A value of the still part of the picture, or null where nothing is still. */
export const ofStillPixels: Shape<FlickerMetrics | null, FlickerSummary | null> = {
  tally() {
    const { output, input, trusted: still } = newMeans();
    return {
      add(value) {
        if (value === null) return;
        output.add(value.output);
        input.add(value.input);
        still.add(value.still);
      },
      get mean() {
        if (output.value === null || input.value === null || still.value === null) return null;
        return { output: output.value, input: input.value, still: still.value, pairs: output.count };
      },
    };
  },
  rows({ label }, means) {
    const [first] = means;
    if (!first) return [];
    return [
      {
        name: label,
        format: 'decimal',
        source: first.input,
        renders: means.map((mean) => mean?.output ?? null),
        remark: `${percent(first.still)} of the picture still`,
      },
    ];
  },
  columns: (column) => [column, `${column}_source`, 'still'],
  cells: (value) => [value?.output, value?.input, value?.still],
};

/** A level of the picture that should keep to the source's, with its drift. */
export const level: Shape<OutputInput, TrendSummary> = {
  tally({ floor = 0 }) {
    const [output, input, drift] = [new RunningMean(), new RunningMean(), new DriftTally(floor)];
    return {
      add(value, { shot, time }) {
        output.add(value.output);
        input.add(value.input);
        drift.add(shot, time, value);
      },
      get mean() {
        return { output: output.value ?? 0, input: input.value ?? 0, drift: drift.summary() };
      },
    };
  },
  rows: ({ label }, means) => [
    {
      name: label,
      format: 'decimal',
      source: means[0]?.input ?? null,
      renders: means.map(({ output }) => output),
      remark: '',
    },
    {
      name: '  drift',
      format: 'percent',
      source: undefined,
      renders: means.map(({ drift }) => drift?.perSecond ?? null),
      remark: 'per second',
    },
  ],
  columns: (column) => [column, `${column}_source`],
  cells: ({ output, input }) => [output, input],
};

/** A number with the values of the layers that it is the mean of, or null. */
export const perLayer: Shape<StyleMetrics | null, StyleMetrics | null> = {
  tally() {
    const whole = new RunningMean();
    const sums = new Map<string, RunningMean>();
    return {
      add(value) {
        if (value === null) return;
        whole.add(value.value);
        for (const { layer, value: ofLayer } of value.layers) {
          const mean = sums.get(layer) ?? new RunningMean();
          sums.set(layer, mean);
          mean.add(ofLayer);
        }
      },
      get mean() {
        if (whole.value === null) return null;
        const layers = [...sums].map(([layer, { value }]) => ({ layer, value: value ?? 0 }));
        return { value: whole.value, layers };
      },
    };
  },
  rows({ label, sourceValue }, means) {
    const row = (name: string, read: (mean: StyleMetrics) => number | undefined) => ({
      name,
      format: 'decimal' as const,
      source: sourceValue,
      renders: means.map((mean) => (mean && read(mean)) ?? null),
      remark: '',
    });
    const [first] = means;
    if (!first) return [];
    return [
      row(label, ({ value }) => value),
      ...first.layers.map(({ layer }, l) => row(`  at ${layer}`, ({ layers }) => layers[l]?.value)),
    ];
  },
  columns: (column, _gaps, example) => [
    column,
    ...(example?.layers ?? []).map(({ layer }) => `${column}_${layer}`),
  ],
  cells: (value) => (value ? [value.value, ...value.layers.map((layer) => layer.value)] : []),
};

function newMeans() {
  return { output: new RunningMean(), input: new RunningMean(), trusted: new RunningMean() };
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
