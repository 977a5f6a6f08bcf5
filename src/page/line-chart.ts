import 'uplot/dist/uPlot.min.css';
import './line-chart.css';
import uPlot from 'uplot';
import type { ChartContent, ChartLine } from './chart-content.js';
import { drawMarks } from './chart-marks.js';
import { pickable } from './chart-picking.js';
import { extent, linearRange, logRange, powerOfTen } from './chart-ranges.js';
import { onThemeChange, themeColour } from './colours.js';
import { element } from './element.js';

/** How a chart writes its numbers, and what it is for. */
export interface ChartOptions {
  readonly height: number;
  /** @param step the distance of two labels */
  readonly formatX: (x: number, step: number) => string;
  readonly formatY: (y: number) => string;
  /** Steps that the x axis may be divided by. */
  readonly stepsX?: readonly number[];
  /** Whether the y axis is, when a chart is shown anew. */
  readonly logarithmic?: () => boolean;
  /** Called with the x that the reader points at, by a click or a drag. */
  readonly onPick?: ((x: number) => void) | undefined;
  /** Called with the index of the nearest x under the pointer, null when it leaves. */
  readonly onHover?: (index: number | null) => void;
}

/** A line chart that takes its colours from the theme and the width of its place. */
export interface LineChart {
  readonly root: HTMLElement;
  show(content: ChartContent): void;
  /** Moves the line that stands for now. */
  setPlayhead(x: number): void;
}

/** A chart; put its `root` into the page. */
export function createLineChart(options: ChartOptions): LineChart {
  const root = element('div', { class: 'chart' });
  const playhead = element('div', { class: 'chart-playhead' });
  let content: ChartContent = { x: [], lines: [] };
  let shape = '';
  let plot: uPlot | undefined;
  let now: number | undefined;

  const placePlayhead = () => {
    playhead.hidden = true;
    if (plot === undefined || now === undefined) return;
    const left = plot.valToPos(now, 'x');
    playhead.hidden = !(left >= -1 && left <= plot.over.clientWidth + 1);
    playhead.style.translate = `${left}px 0`;
  };
  const build = () => {
    plot?.destroy();
    plot = new uPlot(
      uplotOptions(root.clientWidth || 300, options, () => content),
      dataOf(content),
      root,
    );
    plot.over.append(playhead);
    if (options.onPick) pickable(plot, options.onPick);
    placePlayhead();
  };

  new ResizeObserver(() => {
    if (plot === undefined) build();
    else if (plot.width !== root.clientWidth)
      plot.setSize({ width: root.clientWidth, height: options.height });
    placePlayhead();
  }).observe(root);
  onThemeChange(() => plot?.redraw());

  return {
    root,
    show(next) {
      const looks = next.lines.map(({ values, ...line }) => line);
      const nextShape = JSON.stringify([looks, options.logarithmic?.()]);
      content = next;
      if (plot !== undefined && nextShape === shape) {
        plot.setData(dataOf(content));
        placePlayhead();
      } else if (root.isConnected && root.clientWidth > 0) build();
      shape = nextShape;
    },
    setPlayhead(x) {
      now = x;
      placePlayhead();
    },
  };
}

function dataOf({ x, lines }: ChartContent): uPlot.AlignedData {
  return [x as number[], ...lines.map(({ values }) => values as (number | null)[])];
}

function uplotOptions(width: number, options: ChartOptions, content: () => ChartContent): uPlot.Options {
  const axis = (): uPlot.Axis => ({
    stroke: () => themeColour('--ink-faint'),
    grid: { stroke: () => themeColour('--line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  });
  return {
    width,
    height: options.height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { x: false, y: false },
      points: { size: 7, width: 2 },
      y: false,
      ...(options.onHover ? { dataIdx: hovered(options.onHover) } : {}),
    },
    scales: {
      x: {
        time: false,
        range: (_plot, min, max) => [min ?? 0, Math.max(max ?? 1, content().xMax ?? 0, (min ?? 0) + 1e-3)],
      },
      y: options.logarithmic?.()
        ? { distr: 3, range: () => logRange(...extent(content())) }
        : { range: () => linearRange(...extent(content())) },
    },
    series: [{}, ...content().lines.map(seriesOf)],
    axes: [
      {
        ...axis(),
        size: 26,
        space: 64,
        values: (_plot, values, _axis, _space, step) => values.map((value) => options.formatX(value, step)),
        ...(options.stepsX ? { incrs: [...options.stepsX] } : {}),
      },
      {
        ...axis(),
        size: 52,
        space: 34,
        grid: {
          stroke: () => themeColour('--line'),
          width: 1,
          ...(options.logarithmic?.() ? { filter: (_plot, splits) => splits.map(powerOfTen) } : {}),
        },
        values: (_plot, values) => values.map((value) => (value === null ? '' : options.formatY(value))),
      },
    ],
    hooks: {
      drawAxes: [(plot) => drawMarks(plot, content().marks ?? [])],
      ...(options.onHover
        ? {
            setCursor: [
              (plot) => {
                if ((plot.cursor.left ?? -1) < 0) options.onHover?.(null);
              },
            ],
          }
        : {}),
    },
  };
}

function seriesOf({ label, colour, dashed = false, width = 1.5 }: ChartLine): uPlot.Series {
  return {
    label,
    stroke: () => themeColour(colour),
    width,
    ...(dashed ? { dash: [4, 3] } : {}),
    points: { show: (plot, series) => isolated(plot.data[series] ?? []), size: 4 },
  };
}

/** A curve of one value is a point: a line of it could not be seen. */
function isolated(values: ArrayLike<number | null | undefined>): boolean {
  let count = 0;
  for (let i = 0; i < values.length && count < 2; i++) if (values[i] != null) count++;
  return count === 1;
}

function hovered(onHover: (index: number | null) => void): NonNullable<uPlot.Cursor['dataIdx']> {
  return (_plot, series, index) => {
    if (series === 1) onHover(index);
    return index;
  };
}
