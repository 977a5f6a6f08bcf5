import { type Html, html, withCode } from '../html/html.js';
import { htmlPage, readPageFiles } from '../html/html-page.js';
import { jpegUrl } from '../html/jpeg-url.js';
import { figure } from '../number-format.js';
import type { ExplainedPart, FrameExplanation, WeightTry } from '../stylize/explain/frame-explanation.js';
import { partName } from './explained-facts.js';
import type { ExplainedFrame } from './explained-frame.js';
import { pullMap } from './pull-map.js';

/** What a page of explanations says at its head. */
export interface ExplanationFacts {
  /** Names of files, to be shown. */
  readonly input: string;
  readonly style: string;
  readonly model: string;
  /** Frames that were to be explained and are not, with the reason. */
  readonly missing: readonly string[];
}

/** Longest side of the large pictures and of the small ones. */
const large = 480;
const small = 300;

/** Explained frames as one HTML file that needs nothing else. */
export async function explanationPage(
  frames: readonly ExplainedFrame[],
  { input, style, model, missing }: ExplanationFacts,
): Promise<string> {
  const files = await readPageFiles(new URL('./page/', import.meta.url));
  const sections = await Promise.all(frames.map(frameSection));
  const body = html`<main>
<header>
<p class="kind">Why it looks so</p>
<h1>${input}</h1>
<p class="against">in the style of ${style}, by the network ${model}</p>
${missing.map((text) => html`<p class="note">${text}</p>`)}
</header>
${sections}
</main>`;
  return htmlPage({ title: `${input}: why it looks so`, body, files });
}

async function frameSection(frame: ExplainedFrame): Promise<Html> {
  const { index, time, source, painted, parts, advice } = frame;
  return html`<section>
<h2>Frame ${index} <small>${time.toFixed(2)} s</small></h2>
<div class="pictures">${[
    figureOf(await jpegUrl(source, large), 'source'),
    figureOf(await jpegUrl(painted, large), 'painted'),
  ]}</div>
<h3>What the numbers say</h3>
<ul class="advice">${advice.map((text) => html`<li>${withCode(text)}</li>`)}</ul>
<h3>How far from what</h3>
${partsTable(parts)}
<h3>Where each pulls</h3>
<p class="hint">Bright is where a term would change the painted picture most, on the average of six pixels. Each map has its own scale; the figure below it tells how strong it is on the whole. Pulls that are equal and opposite hold each other.</p>
<div class="maps">${await Promise.all(parts.filter(({ strength }) => strength > 0).map((part) => map(frame, part)))}</div>
<h3>What one step more would do</h3>
<p class="hint">Eight more evaluations from the painted picture, with one weight changed each time; compare with the first, in which none is.</p>
<div class="maps">${await Promise.all(frame.tries.map(tryFigure))}</div>
</section>`;
}

/** Every part: what it compares, its distances, and what it adds to the loss. */
function partsTable(parts: readonly ExplainedPart[]): Html {
  const total = parts.reduce((sum, { loss }) => sum + loss, 0);
  const strongest = Math.max(...parts.map(({ strength }) => strength));
  return html`<div class="table"><table>
<thead><tr><th>term</th><th>at</th><th>source</th><th>started from</th><th>painted</th><th>loss</th><th>of all</th><th>pull</th></tr></thead>
<tbody>${parts.map((part) => {
    const { term, layer, distance, loss, strength, coarserOnly } = part;
    return html`<tr><th>${term}</th><td class="layer">${layer}</td><td>${figure(distance.source)}</td><td>${figure(distance.start)}</td><td><b>${figure(distance.painted)}</b></td>${
      coarserOnly
        ? html`<td colspan="3" class="hint">left to the coarser scales</td>`
        : html`<td>${figure(loss)}</td><td>${bar(total > 0 ? loss / total : 0)}</td><td>${bar(strongest > 0 ? strength / strongest : 0)}</td>`
    }</tr>`;
  })}</tbody>
</table></div>
<p class="hint">Style: 1 is as far from the painting as the shot’s first source frame. Content: 0 is the source, 1 as far as an empty picture. Temporal: the mean squared difference from the past, moved along the flow, where that is trusted. Total variation: the mean squared difference of neighbouring pixels.${
    parts.some(({ term }) => term === 'keyframe')
      ? ' Keyframe: the mean squared difference from what was carried from key frames, where that is trusted; style is measured where they say nothing.'
      : ''
  }</p>`;
}

function bar(share: number): Html {
  const width = Math.round(100 * share);
  return html`<span class="bar"><i style="width: ${width}%"></i></span> ${width} %`;
}

async function map(
  { painted }: FrameExplanation,
  { term, layer, pull, strength }: ExplainedPart,
): Promise<Html> {
  const picture = pullMap(painted, pull);
  return figureOf(await jpegUrl(picture, small), `${partName(term, layer)}: ${figure(strength)}`);
}

async function tryFigure({ option, before, after, image, distances, change }: WeightTry): Promise<Html> {
  const what =
    option === undefined ? 'weights as they are' : `${option} ${figure(before)} → ${figure(after)}`;
  const terms = [
    distances.style === undefined ? '' : `style ${figure(distances.style)}`,
    distances.content === undefined ? '' : `content ${figure(distances.content)}`,
    `changed by ${figure(100 * change)} %`,
  ];
  return figureOf(await jpegUrl(image, small), `${what}: ${terms.filter(Boolean).join(', ')}`);
}

function figureOf(url: string, what: string): Html {
  return html`<figure><img src="${url}" alt="${what}"><figcaption>${what}</figcaption></figure>`;
}
