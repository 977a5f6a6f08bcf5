import { join } from 'node:path';
import { readStill } from '../../src/decode/still.js';
import { writeStill } from '../../src/encode/picture/still.js';
import type { Image } from '../../src/image.js';
import { resizeImage } from '../../src/image-resize.js';
import { fitLongerSide } from '../../src/metrics/measures/distances.js';
import { chromaOf } from './chroma.js';
import type { PairFigures, PictureFigures, Role } from './figures.js';
import { finestOctave } from './finest-octave.js';
import { FEWEST_FLAT, flatRegions, shareOf } from './flat-regions.js';
import type { Meter } from './meter.js';
import type { Painting } from './painter.js';
import type { Pair } from './pairs.js';

/** What there is of a pair. */
export interface PaintedPair {
  readonly pair: Pair;
  readonly data: string;
  /** Folder of the pictures. */
  readonly folder: string;
  /** How the page calls that folder. */
  readonly folderName: string;
  readonly size: number | 'source';
  readonly ours: Painting;
  /** What else was painted. */
  readonly others: readonly { readonly role: Role; readonly painting: Painting }[];
  /** What another program has painted; undefined where there is nothing. */
  readonly beside: string | undefined;
}

const unmeasured = { layers: null, vgg16: null, vgg19: null, seconds: null, evaluations: null } as const;

/** Takes every measure of a pair, and lays the pictures that were not painted here beside the others. */
export async function judgePair(painted: PaintedPair, meter: Meter): Promise<PairFigures> {
  const { pair, data, folder, folderName, size, ours, others, beside } = painted;
  const content = await readStill(join(data, pair.content.file), size);
  const { width, height } = content;
  const flat = flatRegions(content);
  const regions = shareOf(flat) < FEWEST_FLAT ? undefined : flat;
  const read = await readStill(join(data, pair.style.file), Math.max(width, height));
  const style = fitLongerSide(read, content);
  const show = async (role: Role, name: string, picture: Image) => {
    await writeStill(join(folder, `${name}.png`), picture, { overwrite: true });
    return { ...pixelFigures(role, picture, regions), ...unmeasured, file: `${folderName}/${name}.png` };
  };
  const judge = async (role: Role, file: string, output: Image, painting: Painting | null) => ({
    ...pixelFigures(role, output, regions),
    ...(await meter.distances({ output, content, style })),
    seconds: painting?.seconds ?? null,
    evaluations: painting?.evaluations ?? null,
    file: `${folderName}/${file}`,
  });
  const pictures: PictureFigures[] = [
    await show('source', `${pair.content.name}.${width}`, content),
    await show('style', `${pair.style.name}.${style.width}`, style),
  ];
  const finished = await readStill(join(folder, ours.file));
  pictures.push(await judge('ours', ours.file, finished, ours));
  for (const { role, painting } of others) {
    pictures.push(await judge(role, painting.file, await readStill(join(folder, painting.file)), painting));
  }
  const foreign = async (role: 'beside' | 'published', path: string) => {
    const picture = await readStill(path);
    const name = `${pair.name}.${role}.png`;
    await writeStill(join(folder, name), picture, { overwrite: true });
    pictures.push(await judge(role, name, resizeImage(picture, width, height), null));
  };
  if (beside !== undefined) await foreign('beside', beside);
  if (pair.published !== undefined) await foreign('published', join(data, pair.published));
  return {
    name: pair.name,
    content: pair.content.title,
    style: pair.style.title,
    width,
    height,
    flat: shareOf(flat),
    pictures,
    cosines: await meter.cosines({ output: finished, content, style: read }),
  };
}

/** @param regions flat ones of the source; the style, which has a shape of its own, is not asked about them */
function pixelFigures(role: Role, picture: Image, regions: Uint8Array | undefined) {
  const { share, shareWhere } = finestOctave(picture, role === 'style' ? undefined : regions);
  return { role, finest: share, finestFlat: shareWhere, chroma: chromaOf(picture) };
}
