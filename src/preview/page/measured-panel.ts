import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import { pointOf, type Series } from '../../metrics/measures/series.js';
import { clock, figure } from '../../number-format.js';
import { element } from '../../page/element.js';
import { createLineChart } from '../../page/line-chart.js';
import type { ClipsFacts } from '../facts/clips-facts.js';
import { toggleButton } from './controls.js';
import { createFigures } from './figures.js';
import { linesOf, presentSeries, unitOf, worstFrames, written } from './measures.js';
import type { Player } from './player.js';

/** Steps that the time axis may be divided by, in seconds. */
const timeSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
/** Frames named as worth a look. */
const worstCount = 6;

/** Chart, figures and worst frames of what was measured. */
export function createMeasuredPanel(
  facts: ClipsFacts,
  timeOf: (frame: number) => number,
  player: Pick<Player, 'seek' | 'seekTime'>,
) {
  const all = facts.series;
  const names = facts.renders.map(({ name }) => name);
  let series = all[0] as Series;
  let measured: readonly (readonly FrameMetrics[])[] = names.map(() => []);
  let render = 0;
  let current = 0;
  let hovered: number | null = null;
  let logarithmic = false;

  const readout = element('p.readout');
  const meaning = element('p.meaning');
  const onchange = () => choose(select.value);
  const select: HTMLSelectElement = element('select', { 'aria-label': 'What the chart shows', onchange });
  const figures = createFigures(names, (id) => choose(id));
  const worst = element('ol.worst');
  const worstTitle = element('h2', { hidden: true }, 'Where to look');
  const chart = createLineChart({
    height: 190,
    stepsX: timeSteps,
    formatY: figure,
    formatX: (x, step) => clock(x, step < 1 ? 1 : 0),
    logarithmic: () => logarithmic,
    onPick: (seconds) => void player.seekTime(seconds - facts.startTime),
    onHover: (index) => {
      hovered = index;
      showReadout();
    },
  });

  const { button: logButton } = toggleButton('Logarithmic axis', { text: 'log' }, (on) => {
    logarithmic = on;
    showAll();
  });
  const choose = (id: string) => {
    series = all.find((one) => one.id === id) ?? series;
    showAll();
  };
  const showReadout = () => {
    const index = hovered ?? current;
    const frame = measured[render]?.[index];
    const value = frame && pointOf(frame, series);
    const keyed = (key: string, x: number | null | undefined) =>
      element('span', { class: `key key-${key}` }, `${key} `, element('b', written(x, series)));
    const at = `frame ${facts.sourceFrames[index]}, ${clock(timeOf(index))}`;
    readout.replaceChildren(keyed('render', value?.output));
    if (value?.input != null) readout.append(keyed('source', value.input));
    readout.append(element('span.at', at));
  };
  const showAll = () => {
    const own = measured[render] ?? [];
    const present = presentSeries(all, own);
    // What is charted stays in the list though its first value is still to come: a pair needs two frames.
    const offered = all.filter((one) => one === series || present.includes(one));
    select.replaceChildren(
      ...offered.map((one) => {
        const text = [one.title, unitOf(one)].filter(Boolean).join(', ');
        return element('option', { value: one.id, selected: one.id === series.id }, text);
      }),
    );
    meaning.textContent = series.sentence;
    chart.show({
      x: own.map((_, i) => timeOf(i)),
      lines: linesOf(series, measured, render, names),
      marks: own.flatMap(({ startsShot }, i) => (startsShot && i > 0 ? [timeOf(i)] : [])),
      xMax: timeOf(facts.frames - 1),
    });
    figures.show(present, measured, { series: series.id, render });
    const apart = Math.max(2, facts.rate / 4);
    const found = series.better === 'lower' ? worstFrames(series, own, worstCount, apart) : [];
    worstTitle.hidden = found.length === 0;
    worst.replaceChildren(...found.map(({ index, value }) => worstItem(index, value)));
    showReadout();
  };
  const worstItem = (index: number, value: number) => {
    const button = element(
      'button',
      { type: 'button', onclick: () => void player.seek(index) },
      element('b', clock(timeOf(index))),
      ' ',
      element('span', `frame ${facts.sourceFrames[index]}`),
      ' ',
      element('span.value', written(value, series)),
    );
    return element('li', button);
  };

  return {
    chart: element('div', element('div.measured-head', select, logButton, readout), meaning, chart.root),
    details: element(
      'div.columns',
      element(
        'section',
        element('h2', 'In numbers'),
        element(
          'p.meaning',
          'Mean values over the frames measured so far; in brackets, relative to the source.',
        ),
        figures.root,
      ),
      element('section', worstTitle, worst),
    ),
    /** More was measured, or another render is on the stage. */
    show(next: readonly (readonly FrameMetrics[])[], of: number) {
      [measured, render] = [next, of];
      showAll();
    },
    /** Another frame is on the stage. */
    showFrame(frame: number) {
      current = frame;
      chart.setPlayhead(timeOf(frame));
      showReadout();
    },
  };
}
