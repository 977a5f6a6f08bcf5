import 'uplot/dist/uPlot.min.css';
import './line-chart.css';
import uPlot from 'uplot';
import type { ChartContent, ChartFlag, ChartOptions } from './chart-content.js';
import { onThemeChange } from './colours.js';
import { followDrags } from './drag.js';
import { element } from './element.js';
import { uplotOptions } from './uplot-options.js';

/** A line chart that takes its colours from the theme and the width of its place. */
export interface LineChart {
  readonly root: HTMLElement;
  show(content: ChartContent): void;
  /** Moves the line that stands for now. */
  setPlayhead(x: number): void;
}

/** A chart; put its `root` into the page. */
export function createLineChart(options: ChartOptions): LineChart {
  const root = element('div.chart');
  const playhead = element('div.chart-playhead');
  let content: ChartContent = { x: [], lines: [] };
  let shape = '';
  let plot: uPlot | undefined;
  let now: number | undefined;

  const flags = element('div.chart-flags');

  const placePlayhead = () => {
    playhead.hidden = true;
    if (plot === undefined || now === undefined) return;
    const left = plot.valToPos(now, 'x');
    playhead.hidden = !(left >= -1 && left <= plot.over.clientWidth + 1);
    playhead.style.translate = `${left}px 0`;
  };
  const flagAt = ({ x, title }: ChartFlag) => {
    const flag = element('span.chart-flag', { title, role: 'img', 'aria-label': title });
    flag.style.left = `${plot?.valToPos(x, 'x')}px`;
    return flag;
  };
  // The axes are as they will be only when the plot is drawn.
  const onDrawn = () => {
    flags.replaceChildren(...(content.flags ?? []).map(flagAt));
    placePlayhead();
  };
  const build = () => {
    plot?.destroy();
    const own = uplotOptions(root.clientWidth || 300, options, () => content);
    plot = new uPlot({ ...own, hooks: { ...own.hooks, draw: [onDrawn] } }, dataOf(content), root);
    plot.over.append(flags, playhead);
    if (options.onPick) pickable(plot, options.onPick);
  };

  new ResizeObserver(() => {
    if (plot === undefined) build();
    else if (plot.width !== root.clientWidth)
      plot.setSize({ width: root.clientWidth, height: options.height });
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

/** Calls back with the x that the reader points at in a chart, by a click or a drag. */
function pickable({ over, posToVal }: uPlot, onPick: (x: number) => void): void {
  over.classList.add('pickable');
  const pick = (event: PointerEvent) => {
    const { left, width } = over.getBoundingClientRect();
    onPick(posToVal(Math.min(width, Math.max(0, event.clientX - left)), 'x'));
  };
  followDrags(over, (press) => {
    pick(press);
    return pick;
  });
}
