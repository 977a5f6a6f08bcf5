import type { BlockCosines } from './block-cosine.js';
import type { PairFigures } from './figures.js';
import { fixed } from './figures-table.js';

/** A pair in one line of text, for the terminal. */
export function pairLine({ name, pictures, cosines }: PairFigures): string {
  const of = (role: string) => pictures.find((picture) => picture.role === role);
  const painted = (['ours', 'full', 'fast', 'tuned', 'beside', 'published'] as const).flatMap((role) => {
    const figures = of(role);
    if (!figures) return [];
    const { seconds, vgg16, vgg19, finest, finestFlat, chroma } = figures;
    const took = seconds === null ? '' : ` ${fixed(seconds, 1)} s,`;
    return `${role}${took} VGG-16 ${fixed(vgg16, 3)}, VGG-19 ${fixed(vgg19, 3)}, finest ${fixed(finest, 4)} (flat ${fixed(finestFlat, 4)}), chroma ${fixed(chroma, 3)}`;
  });
  const style = of('style');
  const three = ({ pixels, blocks2, blocks4 }: BlockCosines) =>
    [pixels, blocks2, blocks4].map((value) => fixed(value, 2)).join('/');
  const line = `${name}: ${painted.join(' | ')} | style: finest ${fixed(style?.finest, 4)}, chroma ${fixed(style?.chroma, 3)}`;
  return cosines ? `${line} | gradient ${three(cosines.source)} to ${three(cosines.finished)}` : line;
}
