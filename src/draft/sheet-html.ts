import { escapeHtml } from '../html/page-files.js';
import type {
  Candidate,
  DraftedWindow,
  DraftFlicker,
  Prediction,
  Sheet,
  SheetWindow,
  Triptych,
} from './sheet.js';

/** The page's script and styles: in the file itself, or beside it. */
export type SheetAssets =
  | { readonly inline: { readonly script: string; readonly styles: string } }
  | 'linked';

/** A contact sheet as HTML that needs nothing from elsewhere but, where so asked, its own two files. */
export function sheetHtml(sheet: Sheet, assets: SheetAssets): string {
  const { input, width, height, windows, candidates, notes } = sheet;
  const what = `${candidates.length} ${candidates.length === 1 ? 'draft' : 'drafts'}, ${width} × ${height}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(input)}: drafts – nst-video</title>
<link rel="icon" href="data:,">
${assets === 'linked' ? '<link rel="stylesheet" href="main.css">' : `<style>${assets.inline.styles}</style>`}
</head>
<body>
<header class="top">
<h1>${escapeHtml(input)}</h1>
<p class="what">${what}, of ${windows.length === 1 ? 'one window' : `${windows.length} windows`}</p>
<div class="acts"><button type="button" data-act="play">Play all</button><button type="button" data-act="theme">Light or dark</button></div>
</header>
<main>
<div class="row heads">
<section class="about source"><h2>Source</h2></section>
${candidates.map(head).join('\n')}
</div>
${windows.map((window, i) => row(window, i, candidates)).join('\n')}
</main>
<footer>${notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('\n')}</footer>
${assets === 'linked' ? '<script src="main.js"></script>' : `<script>${assets.inline.script.replaceAll('</script', '<\\/script')}</script>`}
</body>
</html>
`;
}

/** What stands over a variant: painting, options, what the job would take, and its command. */
function head(candidate: Candidate): string {
  const { style, set, painting, prediction, flicker, command } = candidate;
  return `<section class="about variant" aria-label="${escapeHtml(nameOf(candidate))}">
<img class="painting" alt="The painting" src="${dataUri('image/jpeg', painting)}">
<h2>${escapeHtml(style)}</h2>
${set === '' ? '' : `<p class="set">${escapeHtml(set).replaceAll(',', ',<wbr>')}</p>`}
<dl>${facts(prediction, flicker)
    .map(([term, value, more]) => `<div><dt>${term}</dt><dd>${value}<small>${more}</small></dd></div>`)
    .join('')}</dl>
<div class="command"><code>${escapeHtml(command)}</code><button type="button" data-act="copy">Copy the command</button></div>
</section>`;
}

/** A window of the source, and beside it what each variant made of it. */
function row(window: SheetWindow, i: number, candidates: readonly Candidate[]): string {
  const place = placeOf(window);
  const painted = candidates.map((candidate) => {
    const { pictures, clip, flicker } = candidate.windows[i] as DraftedWindow;
    const name = nameOf(candidate);
    const caption = flicker === null ? name : `${name}: flicker ${ratio(flicker)}`;
    return cell(pictures, `${name} at ${place}`, caption, dataUri('video/mp4', clip));
  });
  return `<section class="row" aria-label="Window ${place}">
${[cell(window.pictures, `the source at ${place}`, `source, ${place}`), ...painted].join('\n')}
</section>`;
}

function nameOf({ style, set }: Candidate): string {
  return set === '' ? style : `${style}, ${set}`;
}

/** A window: one picture large, or moving, over its first, middle and last. */
function cell(pictures: Triptych, name: string, caption: string, clip?: string): string {
  const [first, middle, last] = pictures.map((picture) => dataUri('image/jpeg', picture));
  const label = escapeHtml(name);
  const large =
    clip === undefined
      ? `<img class="large" alt="${label}" src="${middle}">`
      : `<video class="large" muted loop playsinline preload="none" aria-label="${label}" poster="${middle}" src="${clip}"></video>`;
  const strip = [first, middle, last].map(
    (picture, i) => `<img alt="${['first', 'middle', 'last'][i]} frame of ${label}" src="${picture}">`,
  );
  return `<figure>${large}<div class="strip">${strip.join('')}</div><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

function facts(prediction: Prediction, flicker: DraftFlicker | null): [string, string, string][] {
  const { seconds, frames, shots, firstSeconds, laterSeconds, width, height } = prediction;
  const about = `${frames} frames of ${width} × ${height}, ${shots} ${shots === 1 ? 'shot' : 'shots'}; ${laterSeconds.toFixed(1)} s per frame, ${firstSeconds.toFixed(0)} s for the first of a shot`;
  const steadiness: [string, string, string][] =
    flicker === null
      ? []
      : [
          [
            'Flicker',
            ratio(flicker),
            `E_warp ${(1000 * flicker.output).toPrecision(2)}, source ${(1000 * flicker.input).toPrecision(2)} (× 10⁻³)`,
          ],
        ];
  return [['The whole job', `about ${lasting(seconds)}`, about], ...steadiness];
}

/** How much less steady than its source. */
function ratio({ output, input }: DraftFlicker): string {
  return input > 0
    ? `${(output / input).toPrecision(2)} × source`
    : `${(1000 * output).toPrecision(2)} · 10⁻³`;
}

function placeOf({ start, seconds }: SheetWindow): string {
  const clock = (time: number) => `${Math.floor(time / 60)}:${(time % 60).toFixed(1).padStart(4, '0')}`;
  return `${clock(start)} … ${clock(start + seconds)}`;
}

/** As exact as a prediction is: `50 s`, `12 min`, `1 h 20 min`. */
export function lasting(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const coarse = minutes < 300 ? 5 * Math.round(minutes / 5) : 30 * Math.round(minutes / 30);
  return `${Math.floor(coarse / 60)} h${coarse % 60 === 0 ? '' : ` ${coarse % 60} min`}`;
}

function dataUri(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
