import { escapeHtml } from '../../src/html/html.js';
import type { GreyFigures, PairFigures, PictureFigures } from './figures.js';
import { cosinesLine, figuresTable, fixed, ROLE_TITLES } from './figures-table.js';
import { meanCosines, meansOf } from './means.js';
import { PAGE_STYLES } from './page-styles.js';

/** All that the page shows. */
export interface PicturesRecord {
  /** How it was made, by name: size, options, networks, device. */
  readonly about: Readonly<Record<string, string>>;
  /** Sentences about what is missing. */
  readonly notices: readonly string[];
  readonly pairs: readonly PairFigures[];
  readonly grey: GreyFigures | null;
}

const DEFINITIONS = `Style distance, by layer of full VGG-16 and as their mean, and as the mean of relu1_1, 2_1, 3_1, 3_4 of
the exact VGG-19: ‖G(picture) − G(style)‖ / ‖G(source) − G(style)‖; 1 is unstylized, 0 is reached. Finest octave: energy of
the luma less itself at half the size and back, over the luma’s variance; where flat: the same energy over the
regions that are flat in the source, over the same variance. Chroma: mean of |channel − mean of the three|.`;

/** The page, which needs its pictures beside it and nothing else. A picture opens at full size by a click. */
export function picturesHtml({ about, notices, pairs, grey }: PicturesRecord): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pictures – nst-video</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLES}</style>
</head>
<body>
<header>
<h1>Pictures</h1>
<p>${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'} of a content and a style; means are <a href="#means">at the foot</a>.</p>
<p class="faint">${DEFINITIONS}</p>
${notices.map((notice) => `<p>${escapeHtml(notice)}</p>`).join('\n')}
</header>
<main>
${pairs.map(pairHtml).join('\n')}
${grey === null ? '' : greyHtml(grey)}
</main>
<footer id="means">
<h2>Means</h2>
${meansHtml(pairs)}
<h2>How it was made</h2>
<dl>${Object.entries(about)
    .map(([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(text)}</dd>`)
    .join('\n')}</dl>
</footer>
</body>
</html>
`;
}

function pairHtml({ name, content, style, width, height, flat, pictures, cosines }: PairFigures): string {
  const shape = `${width} / ${height}`;
  return `<section id="${escapeHtml(name)}">
<h2>${escapeHtml(content)}, ${escapeHtml(style)} <small>${width}×${height}, ${(100 * flat).toFixed(0)} % flat</small></h2>
<div class="pictures">${pictures.map(({ role, file }) => pictureHtml(file, ROLE_TITLES[role], shape)).join('')}</div>
${figuresTable(pictures.map((figures: PictureFigures) => ({ role: figures.role, figures })))}
${cosinesLine(cosines)}
${pictures.some(isOfAnotherStyle) ? `<p>${ANOTHER_STYLE}</p>` : ''}
</section>`;
}

const ANOTHER_STYLE = `The published picture is farther from this file of the painting than the source is: it was painted from
another file or at another size, and its distances say nothing.`;

function isOfAnotherStyle({ role, vgg19 }: PictureFigures): boolean {
  return role === 'published' && vgg19 !== null && vgg19 > 1;
}

function greyHtml({ content, style, styleFile, file, styleChroma, chroma }: GreyFigures): string {
  const pictures = [pictureHtml(styleFile, 'The style without its colours', '4 / 3')];
  pictures.push(pictureHtml(file, 'Ours', '4 / 3'));
  return `<section id="grey">
<h2>A grey style: ${escapeHtml(content)}, ${escapeHtml(style)}</h2>
<div class="pictures">${pictures.join('')}</div>
<p>Chroma of the style ${fixed(styleChroma, 4)}, of the picture ${fixed(chroma, 4)}.</p>
</section>`;
}

function pictureHtml(file: string, title: string, shape: string): string {
  const [source, text] = [escapeHtml(file), escapeHtml(title)];
  return `<figure><a href="${source}" style="aspect-ratio: ${shape}"><img loading="lazy" alt="${text}" src="${source}"></a><figcaption>${text}</figcaption></figure>`;
}

function meansHtml(pairs: readonly PairFigures[]): string {
  const groups = meansOf(pairs).map(
    ({ over, pairs: count, rows }) => `<h3>Over ${over}: ${count}</h3>\n${figuresTable(rows)}`,
  );
  return [...groups, cosinesLine(meanCosines(pairs))].join('\n');
}
