import { escapeHtml } from '../../src/html/html.js';
import type { BlockCosines } from './block-cosine.js';
import { MEASURED_LAYERS, type PairFigures, type PictureFigures, type Role } from './figures.js';

/** What a role is called on the page. */
export const ROLE_TITLES: Readonly<Record<Role, string>> = {
  source: 'Source',
  style: 'Style',
  ours: 'Ours',
  full: 'Full VGG-16, painted by the same code',
  fast: 'In one pass: --fast',
  tuned: 'In one pass, fine-tuned to the painting',
  beside: 'Another program',
  published: 'Published, full VGG-19 from noise',
};

const SHORT_TITLES: Readonly<Record<Role, string>> = {
  source: 'source',
  style: 'style',
  ours: 'ours',
  full: 'full VGG-16',
  fast: 'one pass',
  tuned: 'fine-tuned',
  beside: 'other',
  published: 'published',
};

const head = `<tr><th></th>${MEASURED_LAYERS.map((layer) => `<th>${layer.replace('relu', '').replace('_', '.')}</th>`).join('')}
<th>VGG-16</th><th>VGG-19</th><th>finest octave</th><th>where flat</th><th>chroma</th><th>seconds</th><th>evaluations</th></tr>`;

/** Figures of pictures, one a line. */
export function figuresTable(
  rows: readonly { readonly role: Role; readonly figures: Omit<PictureFigures, 'role' | 'file'> }[],
): string {
  return `<div class="wide"><table><thead>${head}</thead><tbody>
${rows.map(({ role, figures }) => `<tr><th>${SHORT_TITLES[role]}</th>${cells(figures)}</tr>`).join('\n')}
</tbody></table></div>`;
}

function cells(figures: Omit<PictureFigures, 'role' | 'file'>): string {
  const { layers, vgg16, vgg19, finest, finestFlat, chroma, seconds, evaluations } = figures;
  return [
    ...MEASURED_LAYERS.map((_, i) => fixed(layers?.[i], 3)),
    ...[fixed(vgg16, 3), fixed(vgg19, 3), fixed(finest, 4), fixed(finestFlat, 4), fixed(chroma, 4)],
    ...[fixed(seconds, 1), fixed(evaluations, 0)],
  ]
    .map((text) => `<td>${text}</td>`)
    .join('');
}

/** Cosines of the style gradients in a sentence; nothing where there are none. */
export function cosinesLine(cosines: PairFigures['cosines']): string {
  if (cosines === null) return '';
  const of = ({ pixels, blocks2, blocks4 }: BlockCosines) =>
    `${fixed(pixels, 3)} (blocks of 2×2: ${fixed(blocks2, 3)}, of 4×4: ${fixed(blocks4, 3)})`;
  return `<p>${escapeHtml(`Our style gradient against full VGG-16’s, cosine: ${of(cosines.source)} at the source, ${of(cosines.finished)} at our finished picture.`)}</p>`;
}

/** A number with so many decimals; a dash where there is none. */
export function fixed(value: number | null | undefined, decimals: number): string {
  return value === null || value === undefined ? '–' : value.toFixed(decimals);
}
