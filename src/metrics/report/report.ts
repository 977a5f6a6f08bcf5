import { basename } from 'node:path';
import { type Html, html, scriptJson } from '../../html/html.js';
import { htmlPage, readPageFiles } from '../../html/html-page.js';
import { counted, scientific } from '../../number-format.js';
import { colourMap } from '../heat/colour-map.js';
import { HEAT_FULL_SCALE, HEAT_LEGEND } from '../heat/paint-heat.js';
import { type Measurement, renderNames, verdictLines } from '../summary/measurement.js';
import { reportData } from './charts.js';
import { type PairPictures, pairPictures } from './pictures.js';
import { shotTable, summaryTable } from './tables.js';
import type { WorstPairs } from './worst-pairs.js';

/**
 * A measurement as one HTML file: the table, charts over time with the cuts
 * marked, and the unsteadiest pairs of each render as pictures. It needs no network.
 */
export async function renderReport(measurement: Measurement, worst: WorstPairs): Promise<string> {
  const names = renderNames(measurement);
  const pictures = await Promise.all(
    names.map((_, r) => Promise.all(worst.of(r).map((pair) => pairPictures(pair, r)))),
  );
  const files = await readPageFiles(new URL('../page/', import.meta.url));
  const data = reportData(measurement, names);
  const { renders, notices, tools, frames, width, height } = measurement;
  const shots = renders[0]?.summary.shots.length ?? 0;
  const body = html`<main>
<header>
<p class="kind">Steadiness report</p>
<h1>${names.join(', ')}</h1>
<p class="against">compared with ${basename(measurement.source)}, ${counted(frames, 'frame')} of ${width}×${height} in ${counted(shots, 'shot')}</p>
${notices.length === 0 ? '' : html`<ul class="notes">${notices.map((text) => html`<li>${withCode(text)}</li>`)}</ul>`}
${verdicts(measurement, names)}
</header>
<section aria-labelledby="figures">
<h2 id="figures">Figures</h2>
${summaryTable(measurement, names)}
${shots > 1 ? shotTable(measurement, names) : ''}
</section>
<section aria-labelledby="over-time">
<h2 id="over-time">Over time</h2>
<p class="hint">A value belongs to the later frame of its pair. Frame numbers are the source’s, counted from 0; times are source times.${data.cuts.length > 0 ? ' Dotted lines are cuts; pairs across them are left out.' : ''}${
    data.framesPerPoint > 1
      ? ` Each point covers ${data.framesPerPoint} frames and shows the largest error or the mean level.`
      : ''
  }</p>
<div id="charts"></div>
</section>
<section aria-labelledby="worst">
<h2 id="worst">Least steady moments</h2>
<p class="hint">The pairs with the largest warping error at gap ${measurement.gaps[0] ?? 1}, at least half a second apart.</p>
${scale()}
${pictures.map((pairs, r) => worstOf(pairs, names[r] as string, names.length > 1))}
</section>
<section aria-labelledby="how">
<h2 id="how">How it was measured</h2>
<ul class="definitions"><li>Every measure is defined, with its formula and the limits behind the words above, in docs/metrics.md of nst-video.</li>
<li>Flow: ${tools.flow}, of the source.${tools.network === null ? '' : ` Distances: ${tools.network}.`}</li></ul>
</section>
</main>
<script type="application/json" id="data">${scriptJson(data)}</script>`;
  return htmlPage({ title: `${names.join(', ')}: how steady?`, body, files });
}

/** What it comes to, in words. */
function verdicts(measurement: Measurement, names: readonly string[]): Html {
  return html`<div class="verdict">${verdictLines(measurement, names).map(([name, ...sentences]) =>
    sentences.length === 0 ? html`<p>${name}</p>` : html`<p><b>${name}</b> ${sentences.join(' ')}</p>`,
  )}</div>`;
}

function worstOf(pairs: readonly PairPictures[], name: string, named: boolean): Html {
  const heading = named ? html`<h3>${name}</h3>` : html``;
  if (pairs.length === 0) return html`${heading}<p>No pair could be measured.</p>`;
  const figure = (source: string, what: string) =>
    html`<figure><img src="${source}" alt="${what}"><figcaption>${what}</figcaption></figure>`;
  return html`${heading}<ol class="worst">${pairs.map(
    (pair) => html`<li>
<p class="pair"><b>${pair.time.toFixed(2)} s</b>, frame ${pair.frame}, shot ${pair.shot + 1}: E_warp ${scientific(pair.error)}</p>
<div class="pictures">${[
      figure(pair.earlier, `render, frame ${pair.before}`),
      figure(pair.later, `render, frame ${pair.frame}`),
      figure(pair.heat, 'where they differ'),
      figure(pair.source, `source, frame ${pair.before}`),
    ]}</div></li>`,
  )}</ol>`;
}

/** Text with what stands between backticks as code. */
function withCode(text: string): Html[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

/** The colours of the heat maps, as a strip. */
function scale(): Html {
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = 3 * Math.round((i / 16) * 255);
    return `rgb(${[0, 1, 2].map((c) => Math.round(255 * (colourMap[at + c] as number))).join(' ')})`;
  });
  return html`<div class="scale" role="img" aria-label="${HEAT_LEGEND}"><span>0</span><i style="background: linear-gradient(90deg, ${stops.join(', ')})"></i><span>≥ ${HEAT_FULL_SCALE}</span>
<span class="unit">difference after warping (root mean square of RGB); grey: could not be judged</span></div>`;
}
