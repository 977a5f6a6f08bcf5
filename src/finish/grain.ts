import type { Size } from '../image.js';
import { mulberry32 } from '../random.js';
import { softened } from './soften.js';

/** Deviation of grain 1 in the middle tones, in levels of 255. */
const strongest = 30;
/** Moving grain is another part of a pattern that is larger by so much, both ways. */
const spare = 96;

/**
 * Grain of film: Gaussian noise of luma, softened to about a pixel and a half, strongest in the middle tones and none in black
 * and white, where film has nothing left to vary.
 */
export class Grain {
  readonly #size: Size;
  readonly #pattern: Float32Array;
  readonly #columns: number;
  readonly #moves: boolean;
  readonly #seed: number;

  constructor(size: Size, { moves, seed }: { readonly moves: boolean; readonly seed: number }) {
    this.#size = size;
    this.#moves = moves;
    this.#seed = seed;
    const extra = moves ? spare : 0;
    this.#columns = size.width + extra;
    this.#pattern = pattern(this.#columns, size.height + extra, seed);
  }

  /** Where the grain of a frame begins: that of a pixel is at `begin + y · columns + x` of the pattern. */
  of(frame: number): { readonly pattern: Float32Array; readonly begin: number; readonly columns: number } {
    const random = mulberry32(this.#seed ^ Math.imul(frame + 1, 0x9e3779b1));
    const [x, y] = this.#moves
      ? [Math.floor(random() * (spare + 1)), Math.floor(random() * (spare + 1))]
      : [0, 0];
    return { pattern: this.#pattern, begin: y * this.#columns + x, columns: this.#columns };
  }

  /** Of how many pixels. */
  get size(): Size {
    return this.#size;
  }
}

/** What the grain is multiplied by at each luma of 0 … 255, in levels. */
export function grainByLuma(strength: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, luma) => {
    const tone = luma / 255;
    return strength * strongest * Math.sqrt(4 * tone * (1 - tone));
  });
}

/** Noise of variance 1. */
function pattern(width: number, height: number, seed: number): Float32Array {
  const random = mulberry32(seed);
  const noise = Float32Array.from({ length: width * height }, () => {
    // Box and Muller 1958.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
  // The kernel (1 2 1)²/16 leaves (3/8)² of the variance.
  return softened(noise, width, height).map((value) => (value * 8) / 3);
}
