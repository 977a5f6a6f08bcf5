import sharp from 'sharp';
import { type Image, imageToRgb24 } from '../image.js';
import { dataUrl } from './html.js';

/** A picture as an address that holds it, scaled down (never up) to a longest side. */
export async function jpegUrl(image: Image, side: number): Promise<string> {
  const { width, height } = image;
  const bytes = await sharp(imageToRgb24(image), { raw: { width, height, channels: 3 } })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82, mozjpeg: true })
    .toBuffer();
  return dataUrl('image/jpeg', bytes);
}
