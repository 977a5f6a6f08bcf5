import '../../page/theme.css';
import './report.css';
import './tables.css';
import './charts.css';
import './pictures.css';
import { power } from '../../number-format.js';
import type { ChartLine } from '../../page/chart-content.js';
import { element } from '../../page/element.js';
import { createLineChart, type LineChart } from '../../page/line-chart.js';
import type { ReportChart, ReportData } from '../report/charts.js';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as ReportData;
const root = document.getElementById('charts');
if (root === null) throw new Error('The report has no place for its charts');

/** One chart with its values at the moment under the pointer. */
interface Panel {
  readonly chart: LineChart;
  showValues(index: number | null): void;
}

const panels: Panel[] = [];
for (const shown of data.charts) panels.push(addPanel(root, shown));

/** All charts follow the pointer over any of them. */
function follow(index: number | null): void {
  for (const { chart, showValues } of panels) {
    showValues(index);
    chart.setPlayhead(index === null ? Number.NaN : (data.times[index] ?? Number.NaN));
  }
}

function addPanel(parent: HTMLElement, shown: ReportChart): Panel {
  const lines = linesOf(shown);
  const chart = createLineChart({
    height: 190,
    formatX: (seconds) => `${Number(seconds.toFixed(2))} s`,
    formatY: shown.logarithmic ? power : (value) => String(Number(value.toPrecision(4))),
    logarithmic: () => shown.logarithmic,
    onHover: follow,
  });
  const values = lines.map(() => element('output', {}, ''));
  const legend = element(
    'p',
    { class: 'legend' },
    ...lines
      .map(({ label, colour, dashed = false }, i) =>
        element(
          'span',
          { style: `--curve: var(${colour}); --dash: ${dashed ? 'dashed' : 'solid'}` },
          element('i'),
          label,
          ' ',
          values[i],
        ),
      )
      .reverse(),
  );
  const moment = element('output', { class: 'moment' }, '');
  parent.append(
    element(
      'figure',
      { class: 'measure' },
      element(
        'figcaption',
        {},
        element('h3', {}, shown.title),
        element('p', { class: 'meaning' }, shown.meaning),
      ),
      element('div', { class: 'legend-row' }, legend, moment),
      chart.root,
    ),
  );
  chart.root.setAttribute('role', 'img');
  chart.root.setAttribute('aria-label', `${shown.title} over time; the means are in the table above`);
  chart.show({ x: data.times, lines, marks: data.cuts });
  chart.setPlayhead(Number.NaN);
  return {
    chart,
    showValues(index) {
      moment.textContent = index === null ? '' : `${data.times[index]?.toFixed(2)} s`;
      for (const [i, output] of values.entries()) {
        const value = index === null ? undefined : lines[i]?.values[index];
        output.textContent =
          value == null ? '' : shown.logarithmic ? value.toExponential(2) : value.toFixed(4);
      }
    },
  };
}

function linesOf({ source, renders }: ReportChart): ChartLine[] {
  const curves = renders.map(
    (values, r): ChartLine => ({
      label: data.renders[r] ?? '',
      colour: `--render-${(r % 6) + 1}`,
      width: 1.75,
      values,
    }),
  );
  const own: ChartLine[] = source
    ? [{ label: 'source', colour: '--ink-soft', dashed: true, width: 1.25, values: source }]
    : [];
  // The first render is drawn last, over all others.
  return [...own, ...curves.reverse()];
}
