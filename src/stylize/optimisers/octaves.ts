import { instantiateKernels, type Kernel } from '../../wasm.js';
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

  /** Bytes of scratch memory that an operator needs. */
  static bytes(octaves: Octaves): number {
    const { rows, levels } = plan(octaves, 0);
    const last = levels.at(-1);
    return last ? last.pointer + 4 * last.width * last.height : rows;
  }

  /** @param base where in `memory` its scratch begins, a multiple of 16 */
  constructor(memory: WebAssembly.Memory, base: number, octaves: Octaves) {
    this.#kernels = instantiateKernels(new URL('../pyramid.wasm', import.meta.url), memory);
    this.#octaves = octaves;
    this.#rows = base;
    this.#levels = plan(octaves, base).levels;
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

function plan({ width, height, weights }: Octaves, base: number): { rows: number; levels: Level[] } {
  const rows = 4 * width * (halved(height) + 1);
  const levels: Level[] = [];
  let at = base + Math.ceil(rows / 16) * 16;
  let [w, h] = [width, height];
  for (let k = 1; k < weights.length; k++) {
    [w, h] = [halved(w), halved(h)];
    levels.push({ width: w, height: h, pointer: at });
    at += Math.ceil((4 * w * h) / 16) * 16;
  }
  return { rows, levels };
}
