import sharp from 'sharp';
import type { FlowField, ReliabilityMask } from '../flow-field.js';
import { type Image, imageToRgb24 } from '../image.js';
import type { HeatMap } from '../metrics/measures/warping-error.js';
import { flowColour } from './flow-colours.js';
import { heatColours } from './heat-colours.js';

/** A picture as a JPEG, good enough to judge strokes by. */
export function encodePicture(image: Image): Promise<Buffer> {
  const { width, height } = image;
  return sharp(imageToRgb24(image), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** A mask as a PNG to lay over the picture: nothing where the flow is trusted, dark blue where it is not. */
export function encodeReliability({ width, height, data }: ReliabilityMask): Promise<Buffer> {
  const pixels = new Uint8ClampedArray(4 * data.length);
  for (let p = 0; p < data.length; p++) pixels.set([18, 22, 60, 225 * (1 - (data[p] as number))], 4 * p);
  return encodeRgba(pixels, width, height);
}

/**
 * Flow as a PNG in the colours of the Middlebury wheel; the full colour is a
 * length that all but one in a hundred vectors stay below, never under a pixel.
 */
export function encodeFlow({ width, height, u, v }: FlowField): Promise<Buffer> {
  const lengths = Float32Array.from(u, (x, p) => Math.hypot(x, v[p] as number)).sort();
  const full = Math.max(1, lengths[Math.floor(0.99 * (lengths.length - 1))] as number);
  const pixels = new Uint8ClampedArray(4 * u.length);
  for (let p = 0; p < u.length; p++) {
    pixels.set([...flowColour((u[p] as number) / full, (v[p] as number) / full), 255], 4 * p);
  }
  return encodeRgba(pixels, width, height);
}

/** A heat map as a WebP to lay over the picture. */
export function encodeHeat({ width, height, error }: HeatMap): Promise<Buffer> {
  return sharp(heatColours(error), { raw: { width, height, channels: 4 } })
    .webp({ quality: 60, alphaQuality: 70, effort: 1 })
    .toBuffer();
}

function encodeRgba(pixels: Uint8ClampedArray, width: number, height: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 3 })
    .toBuffer();
}
