import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import type { Series } from '../../metrics/measures/series.js';
import { figure } from '../../number-format.js';
import { element } from '../../page/element.js';
import { meansOf, unitOf, written } from './measures.js';

/** The series and the render that the page shows. */
interface Shown {
  readonly series: string;
  readonly render: number;
}

/** The table of means: a row a measure, a column for the source and each render. Choosing a row's name calls back. */
export function createFigures(names: readonly string[], onChoose: (series: string) => void) {
  const body = element('tbody');
  const heads = names.map((name) => element('th', { scope: 'col' }, name));
  const head = element('tr', element('td'), element('th', { scope: 'col' }, 'source'), ...heads);
  const table = element(
    'table.figures',
    element('caption.spoken', 'Mean values of the source and of each render'),
    element('thead', head),
    body,
  );
  return {
    root: element('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Mean values' }, table),
    /** @param frames of each render, those measured so far */
    show(all: readonly Series[], frames: readonly (readonly FrameMetrics[])[], shown: Shown) {
      for (const [r, cell] of heads.entries()) cell.classList.toggle('current', r === shown.render);
      const focused = body.contains(document.activeElement)
        ? (document.activeElement as HTMLElement).dataset.series
        : undefined;
      body.replaceChildren(...all.map((series) => rowOf(series, frames, shown, onChoose)));
      if (focused) body.querySelector<HTMLElement>(`[data-series="${focused}"]`)?.focus();
    },
  };
}

function rowOf(
  series: Series,
  frames: readonly (readonly FrameMetrics[])[],
  shown: Shown,
  onChoose: (series: string) => void,
): HTMLTableRowElement {
  const means = frames.map((own) => meansOf(series, own));
  const button = element(
    'button',
    {
      type: 'button',
      'data-series': series.id,
      'aria-pressed': String(series.id === shown.series),
      onclick: () => onChoose(series.id),
    },
    series.title,
  );
  const text = unitOf(series);
  const unit = text ? element('small', ` ${text}`) : undefined;
  const cells = means.map(({ output, input }, r) => {
    const ratio = output !== null && input !== null && input > 0 ? ` (${figure(output / input)})` : '';
    const current = r === shown.render ? 'current' : '';
    return element('td', { class: current }, written(output, series), element('small', ratio));
  });
  return element(
    'tr',
    { class: series.id === shown.series ? 'current' : '' },
    element('th', { scope: 'row', title: series.sentence }, button, unit),
    element('td', written(means[0]?.input, series)),
    ...cells,
  );
}
