import type { Image, Size } from '../../../image.js';

/** Where a pixel of the result comes from, in pixels of the picture that is read. */
export type PositionOf = (x: number, y: number) => readonly [x: number, y: number];

/** Positions this near to the border, as a share of its sides, count as outside: their neighbours are not all there. */
const borderShare = 0.03;

/**
 * A fixed linear map of planes: a result pixel is the picture at some position, by Catmull–Rom's cubic (Keys 1981,
 * a = −½), with the border repeated.
 */
export class Resampling {
  readonly #size: Size;
  readonly #from: Size;
  /** Of each result pixel, where it comes from. */
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  /** 1 where the position lies inside the picture, else 0. */
  readonly inside: Uint8Array;

  /**
   * @param size of the result
   * @param from size of what is read
   */
  constructor(size: Size, from: Size, position: PositionOf) {
    this.#size = size;
    this.#from = from;
    const count = size.width * size.height;
    this.#x = new Float32Array(count);
    this.#y = new Float32Array(count);
    this.inside = new Uint8Array(count);
    for (let p = 0; p < count; p++) {
      const [x, y] = position(p % size.width, Math.floor(p / size.width));
      if (isInside(x, from.width) && isInside(y, from.height)) this.inside[p] = 1;
      this.#x[p] = x;
      this.#y[p] = y;
    }
  }

  /** A picture of the size `from`, resampled. */
  apply({ data }: Image): Image {
    const { width, height } = this.#size;
    const [pixels, plane] = [width * height, this.#from.width * this.#from.height];
    const out = new Float32Array(3 * pixels);
    const [columns, rows] = [new Taps(this.#from.width), new Taps(this.#from.height)];
    for (let p = 0; p < pixels; p++) {
      columns.moveTo(this.#x[p]!);
      rows.moveTo(this.#y[p]!);
      let [red, green, blue] = [0, 0, 0];
      for (let j = 0; j < 4; j++) {
        const line = rows.places[j]! * this.#from.width;
        const down = rows.weights[j]!;
        for (let i = 0; i < 4; i++) {
          const weight = down * columns.weights[i]!;
          const place = line + columns.places[i]!;
          red += weight * data[place]!;
          green += weight * data[plane + place]!;
          blue += weight * data[2 * plane + place]!;
        }
      }
      out[p] = red;
      out[pixels + p] = green;
      out[2 * pixels + p] = blue;
    }
    return { width, height, data: out };
  }
}

/** Whether a position along a side of so many pixels is far enough from its ends. */
function isInside(at: number, side: number): boolean {
  const least = borderShare * side;
  return at > least && at < side - 1 - least;
}

/** The four pixels around a position along a side, and their weights. */
class Taps {
  readonly places = new Int32Array(4);
  readonly weights = new Float32Array(4);
  readonly #side: number;

  constructor(side: number) {
    this.#side = side;
  }

  moveTo(at: number): void {
    const { places, weights } = this;
    const first = Math.floor(at);
    const t = at - first;
    for (let k = 0; k < 4; k++) places[k] = Math.min(this.#side - 1, Math.max(0, first + k - 1));
    weights[0] = t * (-0.5 + t * (1 - 0.5 * t));
    weights[1] = 1 + t * t * (-2.5 + 1.5 * t);
    weights[2] = t * (0.5 + t * (2 - 1.5 * t));
    weights[3] = t * t * (-0.5 + 0.5 * t);
  }
}
