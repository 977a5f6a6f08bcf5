import sharp from 'sharp';
import { readStill } from '../decode/still.js';
import { type Image, imageToRgb24 } from '../image.js';
import { styleKind } from '../stylize/style-network/style-kind.js';
import type { Triptych } from './sheet.js';

/** First, middle and last of some frames. */
export async function triptych(images: readonly Image[]): Promise<Triptych> {
  const at = (index: number) => jpeg(images[index] as Image);
  return Promise.all([at(0), at(images.length >> 1), at(images.length - 1)]);
}

function jpeg(image: Image): Promise<Buffer> {
  const { width, height } = image;
  return sharp(imageToRgb24(image), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** A painting, small; null of a network file, which shows nothing of itself. */
export async function thumbnail(style: string): Promise<Buffer | null> {
  if ((await styleKind(style)) === 'network') return null;
  return jpeg(await readStill(style, 160));
}
