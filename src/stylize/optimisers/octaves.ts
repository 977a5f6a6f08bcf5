import { ensureBytes, instantiateKernels, type Kernel } from '../../wasm.js';
import type { Size } from '../network/layers.js';

/**
 * A picture as a sum of octaves: x = start + Σ_k w_k U^k z_k, where z_k has 1/2^k of the picture's size and
 * U enlarges by two (Chaikin's subdivision, whose limit is a quadratic B-spline).
 */
export interface Octaves extends Size {
  /** w_0, the pixels' own weight, then those of coarser and coarser octaves; at least two, each ≥ 0. */
  readonly weights: readonly number[];
}

/** The kernels of assembly/pyramid.ts; pointers are byte offsets. */
interface PyramidKernels {
  readonly shrink: Kernel<5>;
  readonly enlarge: Kernel<7>;
}

interface Level extends Size {
  readonly pointer: number;
}

const halved = (side: number) => Math.ceil(side / 2);

/** WebAssembly's memory, of which a program that takes our types may know nothing. */
interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * P Pᵀ of a picture's octaves, P the linear map from all z to x: how a descent
 * on the z moves the pixels. L-BFGS on z is L-BFGS on x with γ P Pᵀ in place of
 * γ I as the first inverse Hessian: with s_x = P s_z and y_z = Pᵀ y_x all of its dot products are the same.
 */
export class OctaveOperator {
  readonly #kernels: PyramidKernels;
  readonly #octaves: Octaves;
  readonly #levels: readonly Level[];
  readonly #rows: number;

  /** @param memory grows by what the operator needs for itself */
  constructor(memory: KernelMemory, octaves: Octaves) {
    this.#kernels = instantiateKernels(new URL('../pyramid.wasm', import.meta.url), memory);
    this.#octaves = octaves;
    let end = memory.buffer.byteLength;
    const take = (values: number) => {
      const pointer = end;
      end += Math.ceil((4 * values) / 16) * 16;
      return pointer;
    };
    let { width, height } = octaves;
    this.#rows = take(width * (halved(height) + 1));
    this.#levels = octaves.weights.slice(1).map(() => {
      [width, height] = [halved(width), halved(height)];
      return { width, height, pointer: take(width * height) };
    });
    ensureBytes(memory, end);
  }

  /** v ← P Pᵀ v, of `length` values at `pointer`: whole planes of the picture's size. */
  applyInto(pointer: number, length: number): void {
    const { width, height } = this.#octaves;
    for (let at = 0; at < length; at += width * height) this.#applyToPlane(pointer + 4 * at);
  }

  #applyToPlane(pointer: number): void {
    const { width, height, weights } = this.#octaves;
    const levels = [{ width, height, pointer }, ...this.#levels];
    const rows = this.#rows;
    for (let k = 1; k < levels.length; k++) {
      const [fine, coarse] = [levels[k - 1] as Level, levels[k] as Level];
      this.#kernels.shrink(fine.pointer, fine.width, fine.height, rows, coarse.pointer);
    }
    const own = (k: number) => weights[k]! ** 2;
    for (let k = levels.length - 1; k >= 1; k--) {
      const [fine, coarse] = [levels[k - 1] as Level, levels[k] as Level];
      const gain = k === levels.length - 1 ? own(k) : 1;
      const { width: w, height: h } = fine;
      this.#kernels.enlarge(fine.pointer, own(k - 1), w, h, rows, coarse.pointer, gain);
    }
  }
}
