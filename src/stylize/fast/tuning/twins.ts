import type { Image } from '../../../image.js';
import { isVaried } from '../light.js';
import { Resampling } from './resampling.js';

/** A square part of a picture. */
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

/** The side of a crop of pictures of this size: at most `largest`, and a multiple of 8. */
export function cropSide({ width, height }: Pick<Image, 'width' | 'height'>, largest: number): number {
  return 8 * Math.floor(Math.min(largest, width - 2 * ROOM, height - 2 * ROOM) / 8);
}

/** Draws until there is something to be seen, a few times at most. */
export function drawVariedCrop(picture: Image, side: number, random: () => number): DrawnCrop {
  for (let tries = 0; ; tries++) {
    const drawn = drawCrop(picture, side, random);
    if (tries === 8 || isVaried(drawn.crop)) return drawn;
  }
}

/**
 * A random crop.
 *
 * @param random uniform in [0,1)
 */
export function drawCrop(picture: Image, side: number, random: () => number): DrawnCrop {
  const wide = side + 2 * ROOM;
  const place = (length: number) => Math.floor(random() * (length - wide + 1));
  const mirrored = random() < 0.5;
  const around = part(picture, place(picture.width), place(picture.height), wide, mirrored);
  const crop = part(around, ROOM, ROOM, side, false);
  return { crop, drawTwin: () => drawTwin(around, side, random) };
}

/**
 * What of `around` is seen a moment later: shifted, half of the time smoothly bent, half of the time lit differently, noisy. These are
 * the changes that a painter must not answer with others than the same (as Wang et al. 2020, ReReVST, synthesise them).
 */
function drawTwin(around: Image, side: number, random: () => number): Twin {
  const wide = around.width;
  const between = (low: number, high: number) => low + (high - low) * random();
  const oneOf = (values: readonly number[]) => values[Math.floor(random() * values.length)]!;
  const reach = oneOf([0.5, 2, 6]);
  const [right, down] = [between(-reach, reach), between(-reach, reach)];
  const bend = random() < 0.5 ? bending(oneOf([1, 3, 5]), side, random) : () => [0, 0] as const;
  const motion = (offset: number, from: number) =>
    new Resampling(side, from, (x, y) => {
      const [dx, dy] = bend(x, y);
      return [x + offset + right + dx, y + offset + down + dy];
    });
  const later = motion(ROOM, wide).apply(around);
  const light = random() < 0.5 ? { all: between(-0.06, 0.06), slope: between(-0.06, 0.06) } : undefined;
  const slopesDown = random() < 0.5;
  const noise = oneOf([0, 0.005, 0.01, 0.02]);
  for (let i = 0; i < later.data.length; i++) {
    const at = slopesDown ? Math.floor(i / side) % side : i % side;
    const gain = light ? 1 + light.all + light.slope * ((2 * at) / (side - 1) - 1) : 1;
    const value = later.data[i]! * gain + (noise > 0 ? noise * normal(random) : 0);
    later.data[i] = Math.min(1, Math.max(0, value));
  }
  return { later, motion: motion(0, side) };
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

function part(picture: Image, left: number, top: number, side: number, mirrored: boolean): Image {
  const { width, height, data } = picture;
  const out = new Float32Array(3 * side * side);
  for (let plane = 0; plane < 3; plane++) {
    for (let y = 0; y < side; y++) {
      const from = (plane * height + top + y) * width + left;
      const row = data.slice(from, from + side);
      out.set(mirrored ? row.reverse() : row, (plane * side + y) * side);
    }
  }
  return { width: side, height: side, data: out };
}

/** Normally distributed, mean 0 and variance 1 (Box & Muller 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
