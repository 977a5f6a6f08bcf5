import { basename } from 'node:path';
import type { Measurement, RenderMeasurement } from '../../metrics/measurement.js';
import type { ClipSummary, GapSummary } from '../../metrics/summary.js';
import { duration } from './wording.js';

/** One line of the table: what it says of the source, of each render, and besides. */
interface Row {
  readonly name: string;
  readonly source: string;
  readonly renders: readonly string[];
  readonly remark: string;
}

/** The result of a measurement as lines for a terminal. */
export function metricsTable(measurement: Measurement): string[] {
  const { source, width, height, frames, renders, notices, definitions, tools } = measurement;
  const wholes = renders.map(({ summary }) => summary.whole);
  const [first] = wholes;
  if (first === undefined) return [];
  const shots = renders[0]?.summary.shots.length ?? 0;
  const what = `${counted(frames, 'frame')} of ${width}×${height} in ${counted(shots, 'shot')} (${duration(first.to - first.from)})`;
  return [
    `${renders.map(({ path }) => path).join(', ')} against ${source}: ${what}`,
    ...notices.map((text) => `note: ${text}`),
    '',
    ...columns(['', 'source', ...names(renders), ''], rowsOf(wholes)),
    ...(shots > 1 ? ['', ...shotLines(renders)] : []),
    '',
    ...definitions.map((text) => `  ${text}.`),
    `  Flow: ${tools.flow}, of the source.${tools.network === null ? '' : ` Distances: ${tools.network}.`}`,
  ];
}

function rowsOf(wholes: readonly ClipSummary[]): Row[] {
  const first = wholes[0] as ClipSummary;
  const rows: Row[] = first.warping.map((own, g) => {
    const gaps = wholes.map(({ warping }) => warping[g] as GapSummary);
    const trusted = own.trusted === null ? '' : `, ${percent(own.trusted)} trusted`;
    return {
      name: `E_warp, gap ${own.gap}`,
      source: scientific(own.input),
      renders: gaps.map(({ output }) => scientific(output)),
      remark: `${counted(own.pairs, 'pair')}${trusted}${times(gaps)}`,
    };
  });
  if (wholes.some(({ tof }) => tof !== null)) {
    rows.push({
      name: 'tOF (px)',
      source: '',
      renders: wholes.map(({ tof }) => decimal(tof)),
      remark: '',
    });
  }
  const { flicker } = first;
  if (flicker) {
    rows.push({
      name: 'flicker of still pixels',
      source: decimal(flicker.input),
      renders: wholes.map((whole) => decimal(whole.flicker?.output ?? null)),
      remark: `${percent(flicker.still)} of the picture still`,
    });
  }
  for (const name of ['luminance', 'chroma', 'sharpness'] as const) {
    const trends = wholes.map((whole) => whole[name]);
    rows.push({
      name,
      source: decimal(first[name].input),
      renders: trends.map(({ output }) => decimal(output)),
      remark: `drift ${trends.map(({ drift }) => (drift ? `${signed(100 * drift.perSecond)} %/s` : '–')).join(' and ')}`,
    });
  }
  if (wholes.some(({ contentDistance }) => contentDistance !== null)) {
    rows.push({
      ...{ name: 'content distance', source: '0', remark: '' },
      renders: wholes.map(({ contentDistance }) => decimal(contentDistance)),
    });
  }
  const style = first.styleDistance;
  if (style) {
    rows.push({
      ...{ name: 'style distance', source: '1', remark: '' },
      renders: wholes.map(({ styleDistance }) => decimal(styleDistance?.value ?? null)),
    });
    for (const [l, { layer }] of style.layers.entries()) {
      rows.push({
        ...{ name: `  ${layer}`, source: '1', remark: '' },
        renders: wholes.map(({ styleDistance }) => decimal(styleDistance?.layers[l]?.value ?? null)),
      });
    }
  }
  return rows;
}

/** How many times the source's own. */
function times(gaps: readonly GapSummary[]): string {
  const ratios = gaps.map(({ output, input }) =>
    output === null || input === null || input === 0 ? '–' : `${(output / input).toPrecision(3)}×`,
  );
  return ratios.every((ratio) => ratio === '–') ? '' : `, ${ratios.join(' and ')} the source's`;
}

function shotLines(renders: readonly RenderMeasurement[]): string[] {
  const [first] = renders as readonly [RenderMeasurement];
  const gap = first.summary.whole.warping[0]?.gap;
  const rows = first.summary.shots.map((shot, s): Row => {
    const own = shot.warping[0];
    return {
      name: `shot ${shot.shot + 1}, ${shot.from.toFixed(2)}–${shot.to.toFixed(2)} s`,
      source: scientific(own?.input ?? null),
      renders: renders.map(({ summary }) => scientific(summary.shots[s]?.warping[0]?.output ?? null)),
      remark: counted(shot.frames, 'frame'),
    };
  });
  return columns([`E_warp, gap ${gap}`, 'source', ...names(renders), ''], rows);
}

function names(renders: readonly RenderMeasurement[]): string[] {
  const short = renders.map(({ path }) => basename(path));
  const unique = new Set(short).size === short.length ? short : renders.map(({ path }) => path);
  return unique.map((name) => (name.length <= 24 ? name : `…${name.slice(-23)}`));
}

function columns(head: readonly string[], rows: readonly Row[]): string[] {
  const cells = [
    head,
    ...rows.map(({ name, source, renders, remark }) => [name, source, ...renders, remark]),
  ];
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, i) =>
        i === 0 || i === row.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function scientific(value: number | null): string {
  return value === null ? '–' : value === 0 ? '0' : value.toExponential(2);
}

function decimal(value: number | null): string {
  if (value === null) return '–';
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : value.toFixed(4);
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return value < 0 && Number(text) !== 0 ? `−${text}` : `+${text}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
