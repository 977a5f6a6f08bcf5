import type { Image, Rgb24Image, Size } from '../../../image.js';
import { cropRgb24Into, type Part } from '../../../rgb24.js';
import { isVaried } from '../light.js';
import { Resampling } from './resampling.js';

/** A part of a picture. */
export interface DrawnCrop {
  readonly crop: Image;
  /** Draws the same a moment later. */
  readonly drawTwin: () => Twin;
}

/** A crop a moment later. */
export interface Twin {
  readonly later: Image;
  /** Makes of what the crop looks like what `later` should look like. */
  readonly motion: Resampling;
}

/** Pixels round a crop which its twin may move into. */
const ROOM = 12;

/** The least side of a crop that has a style. */
export const leastCrop = 64;

/**
 * The size of a crop of pictures of this size: all of it but its border, or as many pixels as `most` in its shape. Its sides are
 * multiples of 8; less than `leastCrop`, even negative, where a picture is too small.
 */
export function cropSize({ width, height }: Size, most: number): Size {
  const share = Math.min(1, Math.sqrt(most / (width * height)));
  const side = (length: number) =>
    8 * Math.floor(Math.min(length - 2 * ROOM, Math.max(leastCrop, share * length)) / 8);
  return { width: side(width), height: side(height) };
}

/** Draws until there is something to be seen, a few times at most. */
export function drawVariedCrop(picture: Rgb24Image, size: Size, random: () => number): DrawnCrop {
  for (let tries = 0; ; tries++) {
    const drawn = drawCrop(picture, size, random);
    if (tries === 8 || isVaried(drawn.crop)) return drawn;
  }
}

/**
 * A random crop.
 *
 * @param random uniform in [0,1)
 */
export function drawCrop(picture: Rgb24Image, size: Size, random: () => number): DrawnCrop {
  const wide = { width: size.width + 2 * ROOM, height: size.height + 2 * ROOM };
  const place = (length: number, side: number) => Math.floor(random() * (length - side + 1));
  const mirrored = random() < 0.5;
  const left = place(picture.width, wide.width);
  const top = place(picture.height, wide.height);
  const around = cutOut(picture, { left, top, ...wide }, mirrored);
  const crop = cutOut(picture, { left: left + ROOM, top: top + ROOM, ...size }, mirrored);
  return { crop, drawTwin: () => drawTwin(around, size, random) };
}

/**
 * What of `around` is seen a moment later: shifted, half of the time smoothly bent, half of the time lit differently, noisy. These are
 * the changes that a painter must not answer with others than the same (as Wang et al. 2020, ReReVST, synthesise them).
 */
function drawTwin(around: Image, size: Size, random: () => number): Twin {
  const between = (low: number, high: number) => low + (high - low) * random();
  const oneOf = (values: readonly number[]) => values[Math.floor(random() * values.length)]!;
  const reach = oneOf([0.5, 2, 6]);
  const [right, down] = [between(-reach, reach), between(-reach, reach)];
  const bend =
    random() < 0.5
      ? bending(oneOf([1, 3, 5]), Math.max(size.width, size.height), random)
      : () => [0, 0] as const;
  const motion = (offset: number, from: Size) =>
    new Resampling(size, from, (x, y) => {
      const [dx, dy] = bend(x, y);
      return [x + offset + right + dx, y + offset + down + dy];
    });
  const later = motion(ROOM, around).apply(around);
  const light = random() < 0.5 ? { all: between(-0.06, 0.06), slope: between(-0.06, 0.06) } : undefined;
  const slopesDown = random() < 0.5;
  const noise = oneOf([0, 0.005, 0.01, 0.02]);
  for (let i = 0; i < later.data.length; i++) {
    const [x, y] = [i % size.width, Math.floor(i / size.width) % size.height];
    const along = slopesDown ? y / (size.height - 1) : x / (size.width - 1);
    const gain = light ? 1 + light.all + light.slope * (2 * along - 1) : 1;
    const value = later.data[i]! * gain + (noise > 0 ? noise * normal(random) : 0);
    later.data[i] = Math.min(1, Math.max(0, value));
  }
  return { later, motion: motion(0, size) };
}

/** A smooth displacement of at most `most` pixels: two waves with one to three halves over the side. */
function bending(
  most: number,
  side: number,
  random: () => number,
): (x: number, y: number) => [number, number] {
  const wave = () => {
    const [a, b, phase] = [6 * random() - 3, 6 * random() - 3, 2 * Math.PI * random()];
    return (x: number, y: number) => most * Math.sin((Math.PI * (a * x + b * y)) / side + phase);
  };
  const [across, down] = [wave(), wave()];
  return (x, y) => [across(x, y), down(x, y)];
}

/** A part of a picture, left and right exchanged if it is to be. */
function cutOut({ bytes, width: frameWidth }: Rgb24Image, part: Part, mirrored: boolean): Image {
  const { width, height } = part;
  const data = new Float32Array(3 * width * height);
  cropRgb24Into(data, bytes, frameWidth, part);
  for (let row = 0; mirrored && row < data.length; row += width) data.subarray(row, row + width).reverse();
  return { width, height, data };
}

/** Normally distributed, mean 0 and variance 1 (Box & Muller 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
