import type { ClipSummary, GapSummary, Summary } from './summary.js';

/** How the values of a row are written. */
export type RowFormat = 'scientific' | 'decimal' | 'percent';

/** One line of a table of results: a measure, of the source and of each render. */
export interface SummaryRow {
  readonly name: string;
  readonly format: RowFormat;
  /** Undefined where the source has no such value, null where it could not be measured. */
  readonly source: number | null | undefined;
  readonly renders: readonly (number | null)[];
  readonly remark: string;
}

/** Means over the whole clip, of several renders side by side. */
export function wholeRows(wholes: readonly ClipSummary[]): SummaryRow[] {
  return [...warpingRows(wholes), ...motionRows(wholes), ...levelRows(wholes), ...distanceRows(wholes)];
}

/** The warping error of each shot at the first gap. */
export function shotRows(summaries: readonly Summary[]): SummaryRow[] {
  return (summaries[0]?.shots ?? []).map((shot, s) => ({
    name: `shot ${shot.shot + 1}, ${shot.from.toFixed(2)}–${shot.to.toFixed(2)} s`,
    format: 'scientific',
    source: shot.warping[0]?.input ?? null,
    renders: summaries.map(({ shots }) => shots[s]?.warping[0]?.output ?? null),
    remark: counted(shot.frames, 'frame'),
  }));
}

/** `1 frame`, `2 frames`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function warpingRows(wholes: readonly ClipSummary[]): SummaryRow[] {
  return (wholes[0]?.warping ?? []).map((own, g) => {
    const gaps = wholes.map(({ warping }) => warping[g] as GapSummary);
    const trusted = own.trusted === null ? '' : `, ${percent(own.trusted)} trusted`;
    return {
      ...{ name: `E_warp, gap ${own.gap}`, format: 'scientific', source: own.input },
      renders: gaps.map(({ output }) => output),
      remark: `${counted(own.pairs, 'pair')}${trusted}${times(gaps)}`,
    };
  });
}

/** How many times the source's own. */
function times(gaps: readonly GapSummary[]): string {
  const ratios = gaps.map(({ output, input }) =>
    output === null || input === null || input === 0 ? '–' : `${rounded(output / input)}×`,
  );
  return ratios.every((ratio) => ratio === '–') ? '' : `, ${ratios.join(' and ')} the source’s`;
}

function motionRows(wholes: readonly ClipSummary[]): SummaryRow[] {
  const rows: SummaryRow[] = [];
  if (wholes.some(({ tof }) => tof !== null)) {
    rows.push({
      ...{ name: 'tOF', format: 'decimal', source: undefined, remark: 'pixels' },
      renders: wholes.map(({ tof }) => tof),
    });
  }
  const flicker = wholes[0]?.flicker;
  if (flicker) {
    rows.push({
      ...{ name: 'flicker of still pixels', format: 'decimal', source: flicker.input },
      renders: wholes.map((whole) => whole.flicker?.output ?? null),
      remark: `${percent(flicker.still)} of the picture still`,
    });
  }
  return rows;
}

function levelRows(wholes: readonly ClipSummary[]): SummaryRow[] {
  return (['luminance', 'chroma', 'sharpness'] as const).flatMap((name): SummaryRow[] => [
    {
      ...{ name, format: 'decimal', source: wholes[0]?.[name].input ?? null, remark: '' },
      renders: wholes.map((whole) => whole[name].output),
    },
    {
      ...{ name: '  drift', format: 'percent', source: undefined, remark: 'per second' },
      renders: wholes.map((whole) => whole[name].drift?.perSecond ?? null),
    },
  ]);
}

function distanceRows(wholes: readonly ClipSummary[]): SummaryRow[] {
  const rows: SummaryRow[] = [];
  if (wholes.some(({ contentDistance }) => contentDistance !== null)) {
    rows.push({
      ...{ name: 'content distance', format: 'decimal', source: 0, remark: '' },
      renders: wholes.map(({ contentDistance }) => contentDistance),
    });
  }
  const style = wholes[0]?.styleDistance;
  if (!style) return rows;
  rows.push({
    ...{ name: 'style distance', format: 'decimal', source: 1, remark: '' },
    renders: wholes.map(({ styleDistance }) => styleDistance?.value ?? null),
  });
  for (const [l, { layer }] of style.layers.entries()) {
    rows.push({
      ...{ name: `  at ${layer}`, format: 'decimal', source: 1, remark: '' },
      renders: wholes.map(({ styleDistance }) => styleDistance?.layers[l]?.value ?? null),
    });
  }
  return rows;
}

/** Three digits, but no power of ten. */
function rounded(ratio: number): string {
  return ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(3);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
