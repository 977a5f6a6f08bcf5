import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import { element } from '../../page/element.js';
import { type Measure, meansOf } from './measures.js';
import { figure } from './wording.js';

/** The table of means: a row a measure, a column for the source and each render. */
export interface Figures {
  readonly root: HTMLElement;
  /**
   * @param frames of each render, those measured so far
   * @param shown the measure and the render that the page shows
   */
  show(
    measures: readonly Measure[],
    frames: readonly (readonly FrameMetrics[])[],
    shown: { readonly measure: string; readonly render: number },
  ): void;
}

/** An empty table; choosing a row's name calls back. */
export function createFigures(names: readonly string[], onChoose: (measure: string) => void): Figures {
  const body = element('tbody');
  const heads = names.map((name) => element('th', { scope: 'col' }, name));
  const head = element('tr', {}, element('td'), element('th', { scope: 'col' }, 'source'), ...heads);
  const table = element(
    'table',
    { class: 'figures' },
    element('caption', { class: 'spoken' }, 'Mean values of the source and of each render'),
    element('thead', {}, head),
    body,
  );
  return {
    root: element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Mean values' },
      table,
    ),
    show(measures, frames, shown) {
      for (const [r, cell] of heads.entries()) cell.classList.toggle('current', r === shown.render);
      const focused = body.contains(document.activeElement)
        ? (document.activeElement as HTMLElement).dataset.measure
        : undefined;
      body.replaceChildren(...measures.map((measure) => rowOf(measure, frames, shown, onChoose)));
      if (focused) body.querySelector<HTMLElement>(`[data-measure="${focused}"]`)?.focus();
    },
  };
}

function rowOf(
  measure: Measure,
  frames: readonly (readonly FrameMetrics[])[],
  shown: { readonly measure: string; readonly render: number },
  onChoose: (measure: string) => void,
): HTMLTableRowElement {
  const means = frames.map((own) => meansOf(measure, own));
  const written = (value: number | null) => (value === null ? '–' : figure(value * measure.factor));
  const button = element(
    'button',
    { type: 'button', 'data-measure': measure.id, 'aria-pressed': String(measure.id === shown.measure) },
    measure.name,
  );
  button.addEventListener('click', () => onChoose(measure.id));
  const unit = measure.unit ? element('small', {}, ` ${measure.unit}`) : undefined;
  const cells = means.map(({ output, input }, r) => {
    const ratio = output !== null && input !== null && input > 0 ? ` (${figure(output / input)})` : '';
    const current = r === shown.render ? 'current' : '';
    return element('td', { class: current }, written(output), element('small', {}, ratio));
  });
  return element(
    'tr',
    { class: measure.id === shown.measure ? 'current' : '' },
    element('th', { scope: 'row', title: measure.meaning }, button, unit),
    element('td', {}, written(means[0]?.input ?? null)),
    ...cells,
  );
}
