import type { FlowField } from '../../flow-field.js';
import { createMemory, ensureBytes, instantiateKernels, type Kernel } from '../../wasm.js';
import type { GreyImage } from './grey.js';
import { type BindMemory, type Level, layOut, PAD, type Pointer } from './layout.js';
import type { DisSettings } from './settings.js';

/** The functions of `assembly/dis.ts`; each is documented there, with its arguments. */
interface DisKernels {
  readonly freeMemory: Kernel<0, Pointer>;
  readonly padPlane: Kernel<5>;
  readonly halve: Kernel<6>;
  readonly doubleFlow: Kernel<6>;
  readonly bindMemory: BindMemory;
  readonly bindLevel: Kernel<8>;
  readonly searchLevel: Kernel<3>;
  readonly refineLevel: Kernel<7>;
}

/** Where a flow that is guessed begins: 2 is a quarter of the picture's size. */
const GUESSED_LEVEL = 2;

/**
 * Dense inverse search (Kroeger et al. 2016), coarse to fine, each level
 * refined by the variational method (Brox et al. 2004), in this thread.
 *
 * Departures from the paper: patches are compared less their means and try
 * their neighbours' flow first, both as OpenCV's DIS (Apache-2) does; images
 * are warped several times a level, bicubically.
 */
export class Dis {
  readonly #settings: DisSettings;
  readonly #memory = createMemory();
  readonly #kernels = instantiateKernels<DisKernels>(new URL('../dis.wasm', import.meta.url), this.#memory);
  #levels: readonly Level[] = [];

  constructor(settings: DisSettings) {
    this.#settings = settings;
  }

  /**
   * The flow from one image to another of the same size, on the first one's grid. With a `guess` of it, the search
   * begins there, at a quarter of the size.
   */
  compute(from: GreyImage, to: GreyImage, guess?: FlowField): FlowField {
    const levels = this.#prepare(from.width, from.height);
    this.#load(from, levels, 'image0');
    this.#load(to, levels, 'image1');
    const finest = Math.min(this.#settings.finestLevel, levels.length - 1);
    const first = guess ? Math.min(Math.max(GUESSED_LEVEL, finest), levels.length - 1) : levels.length - 1;
    for (let index = first; index >= finest; index--) {
      const level = levels[index]!;
      if (guess && index === first) this.#write(guess, level, 2 ** index);
      else this.#start(levels[index + 1], level);
      this.#improve(level, index === finest ? this.#settings.warps : this.#settings.coarseWarps);
    }
    for (let index = finest - 1; index >= 0; index--) {
      this.#start(levels[index + 1], levels[index]!);
    }
    const level = levels[0]!;
    return {
      width: level.width,
      height: level.height,
      u: this.#read(level.u, level),
      v: this.#read(level.v, level),
    };
  }

  /** The levels for pictures of a size, finest first; the last size's are kept. */
  #prepare(width: number, height: number): readonly Level[] {
    const last = this.#levels[0];
    if (last?.width === width && last.height === height) return this.#levels;
    const { freeMemory, bindMemory } = this.#kernels;
    const { levels, end } = layOut({ width, height }, this.#settings, freeMemory(), bindMemory);
    ensureBytes(this.#memory, end);
    // What an earlier size left behind must not show in what the padding holds.
    new Uint8Array(this.#memory.buffer, freeMemory(), end - freeMemory()).fill(0);
    this.#levels = levels;
    return levels;
  }

  /** A picture with all coarser levels. */
  #load({ data }: GreyImage, levels: readonly Level[], plane: 'image0' | 'image1'): void {
    const { width, height, stride, [plane]: target } = levels[0]!;
    const memory = new Float32Array(this.#memory.buffer);
    for (let y = 0; y < height; y++) {
      memory.set(data.subarray(y * width, (y + 1) * width), target / 4 + y * stride);
    }
    for (const [index, level] of levels.entries()) {
      const target = level[plane];
      const finer = levels[index - 1];
      if (finer) {
        this.#kernels.halve(finer[plane], finer.stride, target, level.stride, level.width, level.height);
      }
      this.#kernels.padPlane(target, level.width, level.height, level.stride, PAD);
    }
  }

  /** The flow with which a level begins: the coarser one's, or none. */
  #start(coarser: Level | undefined, level: Level): void {
    const { width, height, stride } = level;
    for (const name of ['u', 'v'] as const) {
      if (coarser === undefined) {
        new Float32Array(this.#memory.buffer, level[name], stride * height).fill(0);
      } else {
        this.#kernels.padPlane(coarser[name], coarser.width, coarser.height, coarser.stride, PAD);
        this.#kernels.doubleFlow(coarser[name], coarser.stride, level[name], stride, width, height);
      }
    }
  }

  /** Searches and refines the flow with which a level begins. */
  #improve({ image0, image1, u, v, width, height, stride }: Level, warps: number): void {
    const { patch, spacing, steps, fixedPoints, sweeps, alpha, gamma, delta, omega } = this.#settings;
    this.#kernels.bindLevel(image0, image1, u, v, width, height, stride, PAD);
    this.#kernels.searchLevel(patch, spacing, steps);
    this.#kernels.refineLevel(warps, fixedPoints, sweeps, alpha, gamma, delta, omega);
  }

  /** A flow as a level has it that is `side` times smaller: averaged over side × side pixels, in the level's pixels. */
  #write(flow: FlowField, { width, height, stride, u, v }: Level, side: number): void {
    const memory = new Float32Array(this.#memory.buffer);
    for (const [values, plane] of [
      [flow.u, u],
      [flow.v, v],
    ] as const) {
      for (let y = 0; y < height; y++) {
        const bottom = Math.min(flow.height, (y + 1) * side);
        for (let x = 0; x < width; x++) {
          const right = Math.min(flow.width, (x + 1) * side);
          let sum = 0;
          for (let j = y * side; j < bottom; j++) {
            for (let i = x * side; i < right; i++) sum += values[j * flow.width + i]!;
          }
          memory[plane / 4 + y * stride + x] = sum / ((bottom - y * side) * (right - x * side) * side);
        }
      }
    }
  }

  #read(plane: Pointer, { width, height, stride }: Level): Float32Array {
    const out = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      out.set(new Float32Array(this.#memory.buffer, plane + 4 * y * stride, width), y * width);
    }
    return out;
  }
}
