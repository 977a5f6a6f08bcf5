import type { Image } from './image.js';
import type { Part } from './rgb24.js';

/** How the values of a picture lie in an array. */
interface Layout {
  /** From a pixel to the next, and from a channel to the next. */
  readonly pixel: number;
  readonly channel: number;
  /** The value of white. */
  readonly white: 1 | 255;
}

/**
 * A picture in the colours of its source: brightness from the painting, colour from the source.
 *
 * Cb and Cr of every YCbCr are weighted differences of R'G'B' from their own luma, so that a picture has exactly the source's
 * where it is the source plus one number a pixel, in all three channels: here what the painting has more of luma (BT.709). What
 * would leave [0,1] is not cut off by channel, which would turn hues, nor is colour given up: the number itself bends towards
 * what the source's colour leaves room for, smoothly (d / (1 + (d/room)⁴)^¼), so that strokes keep their shading there.
 *
 * @param source of the same size
 */
export function inSourceColours(painted: Image, source: Image): Image {
  const { width, height } = painted;
  const pixels = width * height;
  const data = painted.data.slice();
  takeColoursInto(data, source.data, { pixel: 1, channel: pixels, white: 1 }, 0, pixels);
  return { width, height, data };
}

/**
 * The same of a part of an interleaved 8-bit RGB frame: there, the differences between the channels are the source's to the bit.
 *
 * @param source of the same size
 */
export function withSourceColours(
  painted: Uint8Array,
  source: Uint8Array,
  frameWidth: number,
  { left, top, width, height }: Part,
): Uint8Array {
  const layout: Layout = { pixel: 3, channel: 1, white: 255 };
  const out = painted.slice();
  for (let y = top; y < top + height; y++) {
    takeColoursInto(out, source, layout, 3 * (y * frameWidth + left), width);
  }
  return out;
}

/** Of `count` pixels, the first value of which is at `from`. */
function takeColoursInto<Values extends Float32Array | Uint8Array>(
  painted: Values,
  source: Values,
  { pixel, channel, white }: Layout,
  from: number,
  count: number,
): void {
  for (let k = 0, r = from; k < count; k++, r += pixel) {
    const [g, b] = [r + channel, r + 2 * channel];
    const [sr, sg, sb] = [source[r]!, source[g]!, source[b]!];
    const more = 0.2126 * (painted[r]! - sr) + 0.7152 * (painted[g]! - sg) + 0.0722 * (painted[b]! - sb);
    const room = more < 0 ? Math.min(sr, sg, sb) : white - Math.max(sr, sg, sb);
    let shift = 0;
    if (room > 0) {
      const share = (more / room) ** 2;
      shift = more / Math.sqrt(Math.sqrt(1 + share * share));
      // By whole levels: rounded to 8 bits one by one, the channels would come apart by a level.
      shift = (Math.round((shift * 255) / white) * white) / 255;
    }
    painted[r] = sr + shift;
    painted[g] = sg + shift;
    painted[b] = sb + shift;
  }
}
