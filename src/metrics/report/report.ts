import { basename } from 'node:path';
import { type Html, html, scriptJson, withCode } from '../../html/html.js';
import { htmlPage, readPageFiles } from '../../html/html-page.js';
import { counted, scientific } from '../../number-format.js';
import { colourMap, colourOffset } from '../heat/colour-map.js';
import { HEAT_FULL_SCALE, HEAT_LEGEND } from '../heat/paint-heat.js';
import type { AlignedFrame } from '../measures/frame-context.js';
import { type Measurement, renderNames, verdictLines } from '../summary/measurement.js';
import { reportData } from './charts.js';
import { pairPictures } from './pictures.js';
import { shotTable, summaryTable } from './tables.js';
import type { WorstPair, WorstPairs } from './worst-pairs.js';

/**
 * A measurement as one HTML file: the table, charts over time with the cuts
 * marked, and the unsteadiest pairs of each render as pictures. It needs no network.
 */
export async function renderReport(measurement: Measurement, worst: WorstPairs): Promise<string> {
  const names = renderNames(measurement);
  const leastSteady = await Promise.all(
    names.map((name, r) => worstOf(worst.of(r), r, names.length > 1 ? name : undefined)),
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
${leastSteady}
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

/** The worst pairs of a render; under its name where there are several renders. */
async function worstOf(pairs: readonly WorstPair[], render: number, name?: string): Promise<Html> {
  const heading = name === undefined ? html`` : html`<h3>${name}</h3>`;
  if (pairs.length === 0) return html`${heading}<p>No pair could be measured.</p>`;
  return html`${heading}<ol class="worst">${await Promise.all(pairs.map((pair) => worstPair(pair, render)))}</ol>`;
}

async function worstPair({ pair, error, time, shot }: WorstPair, render: number): Promise<Html> {
  const { source, earlier, later, heat } = await pairPictures(pair, render);
  // Numbers of the source; the pair belongs to the later frame.
  const numberOf = ({ frame, index }: AlignedFrame) => frame ?? index;
  const [before, frame] = [numberOf(pair.frames.earlier), numberOf(pair.frames.later)];
  const figure = (url: string, what: string) =>
    html`<figure><img src="${url}" alt="${what}"><figcaption>${what}</figcaption></figure>`;
  return html`<li>
<p class="pair"><b>${time.toFixed(2)} s</b>, frame ${frame}, shot ${shot + 1}: E_warp ${scientific(error)}</p>
<div class="pictures">${[
    figure(earlier, `render, frame ${before}`),
    figure(later, `render, frame ${frame}`),
    figure(heat, 'where they differ'),
    figure(source, `source, frame ${before}`),
  ]}</div></li>`;
}

/** The colours of the heat maps, as a strip. */
function scale(): Html {
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = colourOffset(i / 16);
    return `rgb(${[0, 1, 2].map((c) => Math.round(255 * (colourMap[at + c] as number))).join(' ')})`;
  });
  return html`<div class="scale" role="img" aria-label="${HEAT_LEGEND}"><span>0</span><i style="background: linear-gradient(90deg, ${stops.join(', ')})"></i><span>≥ ${HEAT_FULL_SCALE}</span>
<span class="unit">difference after warping (root mean square of RGB); grey: could not be judged</span></div>`;
}
