import { dataUrl, type Html, html } from '../html/html.js';
import { clock, counted, duration } from '../number-format.js';
import type {
  Candidate,
  DraftedWindow,
  DraftFlicker,
  Prediction,
  Sheet,
  SheetWindow,
  Triptych,
} from './sheet.js';

/** The body of a contact sheet. */
export function sheetBody({ input, width, height, windows, candidates, notes }: Sheet): Html {
  const what = `${counted(candidates.length, 'draft')}, ${width} × ${height}`;
  return html`<header class="top">
<h1>${input}</h1>
<p class="what">${what}, of ${windows.length === 1 ? 'one window' : `${windows.length} windows`}</p>
<div class="acts"><button type="button" data-act="play">Play all</button><button type="button" data-act="theme">Light or dark</button></div>
</header>
<main>
<div class="row heads">
<section class="about source"><h2>Source</h2></section>
${candidates.map(head)}
</div>
${windows.map((window, i) => row(window, i, candidates))}
</main>
<footer>${notes.map((note) => html`<p>${note}</p>`)}</footer>`;
}

/** What stands over a candidate: painting, options, what the job would take, and its command. */
function head(candidate: Candidate): Html {
  const { style, set, painting, prediction, flicker, command } = candidate;
  const options = set.split(',').map((option, i) => (i === 0 ? html`${option}` : html`,<wbr>${option}`));
  return html`<section class="about variant" aria-label="${nameOf(candidate)}">
${painting === null ? '' : html`<img class="painting" alt="The painting" src="${dataUrl('image/jpeg', painting)}">`}
<h2>${style}</h2>
${set === '' ? '' : html`<p class="set">${options}</p>`}
<dl>${jobFact(prediction)}${flicker === null ? '' : flickerFact(flicker)}</dl>
<div class="command"><code>${command}</code><button type="button" data-act="copy">Copy the command</button></div>
</section>`;
}

/** A window of the source, and beside it what each candidate made of it. */
function row(window: SheetWindow, i: number, candidates: readonly Candidate[]): Html {
  const place = `${clock(window.start, 1)} … ${clock(window.start + window.seconds, 1)}`;
  const painted = candidates.map((candidate) => {
    const { pictures, clip, flicker } = candidate.windows[i] as DraftedWindow;
    const name = nameOf(candidate);
    const caption = flicker === null ? name : `${name}: flicker ${ratio(flicker)}`;
    return cell(pictures, `${name} at ${place}`, caption, clip);
  });
  return html`<section class="row" aria-label="Window ${place}">
${[cell(window.pictures, `the source at ${place}`, `source, ${place}`), ...painted]}
</section>`;
}

/** A candidate's name: its painting and set of options. */
export function nameOf({ style, set }: { readonly style: string; readonly set: string }): string {
  return set === '' ? style : `${style}, ${set}`;
}

/** A window: one picture large, or moving, over its first, middle and last. */
function cell(pictures: Triptych, name: string, caption: string, clip?: Uint8Array): Html {
  const [first, middle, last] = pictures.map((picture) => dataUrl('image/jpeg', picture)) as [
    string,
    string,
    string,
  ];
  const large =
    clip === undefined
      ? html`<img class="large" alt="${name}" src="${middle}">`
      : html`<video class="large" muted loop playsinline preload="none" aria-label="${name}" poster="${middle}" src="${dataUrl('video/mp4', clip)}"></video>`;
  const strip = { first, middle, last };
  const stills = Object.entries(strip).map(
    ([which, picture]) => html`<img alt="${which} frame of ${name}" src="${picture}">`,
  );
  return html`<figure>${large}<div class="strip">${stills}</div><figcaption>${caption}</figcaption></figure>`;
}

function jobFact({ seconds, frames, shots, firstSeconds, laterSeconds, width, height }: Prediction): Html {
  return fact(
    'The whole job',
    `about ${duration(seconds, { rough: true })}`,
    `${frames} frames of ${width} × ${height}, ${counted(shots, 'shot')}; ${laterSeconds.toFixed(1)} s per frame, ${firstSeconds.toFixed(0)} s for the first of a shot`,
  );
}

function flickerFact(flicker: DraftFlicker): Html {
  const { output, input } = flicker;
  const more = `E_warp ${(1000 * output).toPrecision(2)}, source ${(1000 * input).toPrecision(2)} (× 10⁻³)`;
  return fact('Flicker', ratio(flicker), more);
}

function fact(term: string, value: string, more: string): Html {
  return html`<div><dt>${term}</dt><dd>${value}<small>${more}</small></dd></div>`;
}

/** How much less steady than its source. */
function ratio({ output, input }: DraftFlicker): string {
  return input > 0
    ? `${(output / input).toPrecision(2)} × source`
    : `${(1000 * output).toPrecision(2)} · 10⁻³`;
}
