import { type Html, html } from '../../html/html.js';
import { scientific } from '../../number-format.js';
import type { SummaryRow } from '../measures/shape.js';
import type { Measurement } from '../summary/measurement.js';
import { shotRows, wholeRows, writtenValues } from '../summary/rows.js';

/** Means over the whole clip: a row a measure, a column a render. */
export function summaryTable({ renders }: Measurement, names: readonly string[]): Html {
  const wholes = renders.map(({ summary }) => summary.whole);
  return table('Means over the whole clip', 'measure', names, wholeRows(wholes));
}

/** The warping error of each shot, at the first gap. */
export function shotTable({ renders, gaps }: Measurement, names: readonly string[]): Html {
  const rows = shotRows(renders.map(({ summary }) => summary));
  return table(`E_warp of each shot, gap ${gaps[0] ?? 1}`, 'shot', names, rows);
}

function table(caption: string, what: string, names: readonly string[], rows: readonly SummaryRow[]): Html {
  const head = html`<tr><th scope="col">${what}</th><th scope="col">source</th>${names.map(
    (name, r) => html`<th scope="col"><i class="swatch render-${r + 1}"></i>${name}</th>`,
  )}<th scope="col"><span class="spoken">remarks</span></th></tr>`;
  const body = rows.map(
    (row) => html`
<tr><th scope="row"${html`${row.name.startsWith(' ') ? { markup: ' class="part"' } : ''}`}>${row.name.trim()}</th>${writtenValues(
      row,
      scientific,
    ).map((text) => html`<td>${text}</td>`)}<td class="remark">${row.remark}</td></tr>`,
  );
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
<table><caption>${caption}</caption><thead>${head}</thead><tbody>${body}</tbody></table></div>`;
}
