import uPlot from 'uplot';
import type { ChartContent, ChartLine, ChartOptions } from './chart-content.js';
import { themeColour } from './colours.js';

/** What uPlot is told of a chart; it asks for the content's ranges and marks when it draws. */
export function uplotOptions(
  width: number,
  { height, formatX, formatY, stepsX, logarithmic, onHover }: ChartOptions,
  content: () => ChartContent,
): uPlot.Options {
  const isLog = logarithmic?.() ?? false;
  const axis = (size: number, space: number): uPlot.Axis => ({
    stroke: () => themeColour('--ink-faint'),
    grid: { stroke: () => themeColour('--line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
    size,
    space,
  });
  const xAxis = axis(26, 64);
  xAxis.values = (_plot, values, _axis, _space, step) => values.map((value) => formatX(value, step));
  if (stepsX) xAxis.incrs = [...stepsX];
  const yAxis = axis(52, 34);
  yAxis.values = (_plot, values) => values.map((value) => (value === null ? '' : formatY(value)));
  if (isLog && yAxis.grid) yAxis.grid.filter = (_plot, splits) => splits.map(powerOfTen);
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { x: false, y: false },
      points: { size: 7, width: 2 },
      y: false,
      dataIdx(_plot, series, index) {
        if (series === 1) onHover?.(index);
        return index;
      },
    },
    scales: {
      x: {
        time: false,
        // Not what uPlot makes of them: it takes a single x to stand for a hundred.
        range: () => xRange(content()),
      },
      y: isLog
        ? { distr: 3, range: () => logRange(...extent(content())) }
        : { range: () => linearRange(...extent(content())) },
    },
    series: [{}, ...content().lines.map(seriesOf)],
    axes: [xAxis, yAxis],
    hooks: {
      drawAxes: [(plot) => drawMarks(plot, content().marks ?? [])],
      setCursor: [
        (plot) => {
          if ((plot.cursor.left ?? -1) < 0) onHover?.(null);
        },
      ],
    },
  };
}

function seriesOf({ label, colour, dashed = false, width = 1.5 }: ChartLine): uPlot.Series {
  return {
    label,
    stroke: () => themeColour(colour),
    width,
    dash: dashed ? [4, 3] : [],
    points: { show: (plot, series) => isolated(plot.data[series] ?? []), size: 4 },
  };
}

/** A curve of one value is a point: a line of it could not be seen. */
function isolated(values: ArrayLike<number | null | undefined>): boolean {
  let count = 0;
  for (let i = 0; i < values.length && count < 2; i++) if (values[i] != null) count++;
  return count === 1;
}

/** Draws a hairline at each of the given places on the x axis. */
function drawMarks(plot: uPlot, marks: readonly number[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = themeColour('--ink-soft');
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([2 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  ctx.beginPath();
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark, 'x', true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

function xRange({ x, xMax = 0 }: ChartContent): [number, number] {
  const [first = 0, last = 1] = [x[0], x.at(-1)];
  return [first, Math.max(last, xMax, first + 1e-3)];
}

/** Least and largest value that the y axis must hold. */
function extent({ lines }: ChartContent): [number, number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values, background } of lines) {
    for (const value of background ? [] : values) {
      if (value === null) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return min <= max ? [min, max] : [0, 1];
}

/** The value where it is a whole power of ten, else nothing: the lines between them would be a fence. */
function powerOfTen(value: number): number | null {
  const exponent = Math.log10(value);
  return Math.abs(exponent - Math.round(exponent)) < 1e-6 ? value : null;
}

/** Whole powers of ten; values that are not > 0 are not shown. */
function logRange(min: number, max: number): [number, number] {
  const top = max > 0 ? max : 1;
  return uPlot.rangeLog(min > 0 ? min : top / 1000, top, 10, false) as [number, number];
}

/** From 0 where the values reach near it, else with a little air on both sides. */
function linearRange(min: number, max: number): [number, number] {
  const air = (max - min || Math.abs(max) || 1) * 0.08;
  return [min >= 0 && min < 0.6 * max ? 0 : min - air, max + air];
}
