import type { Size } from '../image.js';
import { Grain, grainByLuma } from './grain.js';
import { type FinishLook, isPlain } from './look.js';
import { softened } from './soften.js';

/** Middle grey, around which contrast turns. */
const middle = 127.5;

/**
 * Gives finished pictures of one size their look, each by itself and from its own values alone, so that what stands still
 * in the painting stands still in the file.
 */
export class Finish {
  readonly #look: FinishLook;
  readonly #size: Size;
  readonly #grain: Grain | undefined;
  readonly #byLuma: Float32Array;

  constructor(look: FinishLook, size: Size) {
    this.#look = look;
    this.#size = size;
    const { grain, grainMoves: moves, seed } = look;
    this.#grain = grain > 0 ? new Grain(size, { moves, seed }) : undefined;
    this.#byLuma = grainByLuma(grain);
  }

  /**
   * In this order: sharpened (luma plus `sharpen` times what the kernel (1 2 1)²/16 takes from it, unsharp masking), contrast
   * (factor around middle grey), saturation (factor on the distance from luma, BT.709), grain (on luma).
   *
   * @param rgb24 interleaved, of the size; not changed
   * @param frame counted from 0
   */
  of(rgb24: Uint8Array, frame: number): Uint8Array {
    const { width, height } = this.#size;
    const pixels = width * height;
    if (rgb24.length !== 3 * pixels) {
      throw new RangeError(`Expected ${3 * pixels} bytes for ${width}×${height}, got ${rgb24.length}`);
    }
    if (isPlain(this.#look)) return rgb24;
    const { sharpen, contrast, saturation } = this.#look;
    const luma = lumaOf(rgb24);
    const soft = sharpen > 0 ? softened(luma, width, height) : luma;
    const grain = this.#grain?.of(frame);
    const out = new Uint8ClampedArray(rgb24.length);
    for (let y = 0, p = 0; y < height; y++) {
      const row = grain ? grain.begin + y * grain.columns : 0;
      for (let x = 0, i = 3 * p; x < width; x++, p++, i += 3) {
        const before = luma[p]!;
        const grey = middle + contrast * (before + sharpen * (before - soft[p]!) - middle);
        let light = grey;
        if (grain) light += this.#byLuma[level(grey)]! * grain.pattern[row + x]!;
        const colour = contrast * saturation;
        out[i] = light + colour * (rgb24[i]! - before);
        out[i + 1] = light + colour * (rgb24[i + 1]! - before);
        out[i + 2] = light + colour * (rgb24[i + 2]! - before);
      }
    }
    return new Uint8Array(out.buffer);
  }
}

function level(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Luma of interleaved pixels, in levels of 255. */
function lumaOf(rgb24: Uint8Array): Float32Array {
  const luma = new Float32Array(rgb24.length / 3);
  for (let p = 0, i = 0; p < luma.length; p++, i += 3) {
    luma[p] = 0.2126 * rgb24[i]! + 0.7152 * rgb24[i + 1]! + 0.0722 * rgb24[i + 2]!;
  }
  return luma;
}
