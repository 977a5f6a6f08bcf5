import { join } from 'node:path';
import { readStill } from '../../src/decode/still.js';
import { writeStill } from '../../src/encode/picture/still.js';
import type { StylizeOptions } from '../../src/options/resolve.js';
import { chromaOf } from './chroma.js';
import type { GreyFigures } from './figures.js';
import { greyed } from './luma.js';
import type { Painter } from './painter.js';
import type { Pair } from './pairs.js';

/** Where pictures lie, and how the page calls that folder. */
export interface PictureFolder {
  readonly folder: string;
  readonly folderName: string;
}

/**
 * Paints a pair in a grey version of its style, which has no colour to give:
 * what chroma the picture has comes from the loss.
 */
export async function checkGrey(
  { name, content, style }: Pair,
  data: string,
  { folder, folderName }: PictureFolder,
  painter: Painter,
  { options, weights }: { readonly options: StylizeOptions; readonly weights: string },
): Promise<GreyFigures> {
  const grey = greyed(await readStill(join(data, style.file)));
  const greyPath = join(folder, `${style.name}.grey.png`);
  await writeStill(greyPath, grey, { overwrite: true });
  const order = {
    name: `${name}.grey`,
    content: join(data, content.file),
    style: greyPath,
    options,
    weights,
  };
  const { file } = await painter.paint(order);
  return {
    content: content.title,
    style: style.title,
    styleFile: `${folderName}/${style.name}.grey.png`,
    file: `${folderName}/${file}`,
    styleChroma: chromaOf(await readStill(greyPath)),
    chroma: chromaOf(await readStill(join(folder, file))),
  };
}
