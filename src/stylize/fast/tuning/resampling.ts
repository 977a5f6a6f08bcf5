import type { Image } from '../../../image.js';

/** Where a pixel of the result comes from, in pixels of the picture that is read. */
export type PositionOf = (x: number, y: number) => readonly [x: number, y: number];

/** Positions this near to the border, as a share of the side, count as outside: their neighbours are not all there. */
const borderShare = 0.03;

/**
 * A fixed linear map of square planes: a result pixel is the picture at some position, by Catmull–Rom's cubic (Keys 1981,
 * a = −½), with the border repeated.
 */
export class Resampling {
  readonly #side: number;
  readonly #from: number;
  /** Four columns and four rows of each result pixel, with their weights. */
  readonly #columns: Int32Array;
  readonly #rows: Int32Array;
  readonly #across: Float32Array;
  readonly #down: Float32Array;
  /** 1 where the position lies inside the picture, else 0. */
  readonly inside: Uint8Array;

  /**
   * @param side of the result, in pixels
   * @param from side of what is read
   */
  constructor(side: number, from: number, position: PositionOf) {
    this.#side = side;
    this.#from = from;
    const count = side * side;
    this.#columns = new Int32Array(4 * count);
    this.#rows = new Int32Array(4 * count);
    this.#across = new Float32Array(4 * count);
    this.#down = new Float32Array(4 * count);
    this.inside = new Uint8Array(count);
    const least = borderShare * from;
    const isInside = (at: number) => at > least && at < from - 1 - least;
    for (let p = 0; p < count; p++) {
      const [x, y] = position(p % side, Math.floor(p / side));
      if (isInside(x) && isInside(y)) this.inside[p] = 1;
      this.#tapsInto(this.#columns, this.#across, p, x);
      this.#tapsInto(this.#rows, this.#down, p, y);
    }
  }

  #tapsInto(places: Int32Array, weights: Float32Array, p: number, at: number): void {
    const first = Math.floor(at);
    const t = at - first;
    for (let k = 0; k < 4; k++) places[4 * p + k] = Math.min(this.#from - 1, Math.max(0, first + k - 1));
    weights[4 * p] = t * (-0.5 + t * (1 - 0.5 * t));
    weights[4 * p + 1] = 1 + t * t * (-2.5 + 1.5 * t);
    weights[4 * p + 2] = t * (0.5 + t * (2 - 1.5 * t));
    weights[4 * p + 3] = t * t * (-0.5 + 0.5 * t);
  }

  /** A square picture of `from`, resampled. */
  apply({ data }: Image): Image {
    const [pixels, plane] = [this.#side ** 2, this.#from ** 2];
    const out = new Float32Array(3 * pixels);
    for (let p = 0; p < pixels; p++) {
      let [red, green, blue] = [0, 0, 0];
      for (let j = 4 * p; j < 4 * p + 4; j++) {
        const line = this.#rows[j]! * this.#from;
        const down = this.#down[j]!;
        for (let i = 4 * p; i < 4 * p + 4; i++) {
          const weight = down * this.#across[i]!;
          const place = line + this.#columns[i]!;
          red += weight * data[place]!;
          green += weight * data[plane + place]!;
          blue += weight * data[2 * plane + place]!;
        }
      }
      out[p] = red;
      out[pixels + p] = green;
      out[2 * pixels + p] = blue;
    }
    return { width: this.#side, height: this.#side, data: out };
  }
}
