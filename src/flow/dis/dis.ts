import type { FlowField } from '../../flow-field.js';
import type { Image } from '../../image.js';
import { createMemory, ensureBytes } from '../../wasm.js';
import { type DisKernels, loadDisKernels, type Pointer } from './kernels.js';
import { type Layout, type Level, layOut, PAD } from './layout.js';
import type { DisSettings } from './settings.js';

/** ζ of the data terms' normalisation, in grey levels per pixel. */
const ZETA = 0.1;
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
  readonly #kernels: DisKernels = loadDisKernels(this.#memory);
  #layout: Layout | undefined;

  constructor(settings: DisSettings) {
    this.#settings = settings;
  }

  /**
   * The flow from one image to another of the same size, on the first one's grid. With a `guess` of it, the search
   * begins there, at a quarter of the size.
   */
  compute(from: Image, to: Image, guess?: FlowField): FlowField {
    const layout = this.#prepare(from.width, from.height);
    this.#load(from, layout.levels, 'image0');
    this.#load(to, layout.levels, 'image1');
    const { levels } = layout;
    const finest = Math.min(this.#settings.finestLevel, levels.length - 1);
    const first = guess ? Math.min(Math.max(GUESSED_LEVEL, finest), levels.length - 1) : levels.length - 1;
    for (let index = first; index >= finest; index--) {
      const level = levels[index]!;
      if (guess && index === first) this.#write(guess, level, 2 ** index);
      else this.#start(levels[index + 1], level);
      this.#search(layout, level);
      this.#refine(layout, level, index === finest ? this.#settings.warps : this.#settings.coarseWarps);
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

  #prepare(width: number, height: number): Layout {
    const { patch, spacing } = this.#settings;
    const last = this.#layout?.levels[0];
    if (this.#layout !== undefined && last?.width === width && last.height === height) {
      return this.#layout;
    }
    const layout = layOut(width, height, patch, spacing, this.#kernels.freeMemory());
    ensureBytes(this.#memory, layout.end);
    // What an earlier size left behind must not show in what the padding holds.
    const start = this.#kernels.freeMemory();
    new Uint8Array(this.#memory.buffer, start, layout.end - start).fill(0);
    this.#layout = layout;
    return layout;
  }

  /** Grey (Rec. 601) in 0…255, with all coarser levels. */
  #load(image: Image, levels: readonly Level[], plane: 'image0' | 'image1'): void {
    const finest = levels[0]!;
    const { width, height, data } = image;
    const pixels = width * height;
    const memory = new Float32Array(this.#memory.buffer);
    for (let y = 0; y < height; y++) {
      const row = finest[plane] / 4 + y * finest.stride;
      for (let x = 0, p = y * width; x < width; x++, p++) {
        memory[row + x] = 76.245 * data[p]! + 149.685 * data[p + pixels]! + 29.07 * data[p + 2 * pixels]!;
      }
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

  #search(layout: Layout, level: Level): void {
    const { patch, spacing, steps } = this.#settings;
    const { width, height, stride, image0, image1, u, v } = level;
    const { patchU, patchV } = layout;
    const [gx, gy, weights] = level.work as [Pointer, Pointer, Pointer];
    // As few patches as cover every pixel, centred on the picture.
    const columns = Math.max(1, Math.ceil((width - patch) / spacing) + 1);
    const rows = Math.max(1, Math.ceil((height - patch) / spacing) + 1);
    const originX = -(((columns - 1) * spacing + patch - width) >> 1);
    const originY = -(((rows - 1) * spacing + patch - height) >> 1);
    const kernels = this.#kernels;
    kernels.gradients(image0, gx, gy, width, height, stride, 8);
    kernels.bindLevel(image0, image1, gx, gy, width, height, stride, PAD, patch);
    kernels.seed(u, v, width, height, patchU, patchV, columns, rows, spacing, originX, originY);
    kernels.search(patchU, patchV, columns, rows, spacing, originX, originY, steps);
    kernels.densify(patchU, patchV, columns, rows, spacing, originX, originY, weights, u, v, width, height);
  }

  #refine(layout: Layout, level: Level, warps: number): void {
    const { alpha, gamma, delta, omega, fixedPoints, sweeps } = this.#settings;
    const { width, height, stride, half, groups, image0, image1, u, v } = level;
    const [warped, ix, iy, it, inside] = level.work as [Pointer, Pointer, Pointer, Pointer, Pointer];
    const [us, vs, u0, v0, g, right, down] = level.split as [
      Pointer,
      Pointer,
      Pointer,
      Pointer,
      Pointer,
      Pointer,
      Pointer,
    ];
    const kernels = this.#kernels;
    for (let warp = 0; warp < warps; warp++) {
      kernels.padPlane(u, width, height, stride, PAD);
      kernels.padPlane(v, width, height, stride, PAD);
      kernels.warpPlane(image1, u, v, warped, inside, width, height, stride);
      kernels.padPlane(warped, width, height, stride, PAD);
      kernels.firstDerivatives(image0, warped, ix, iy, it, width, height, stride);
      for (const plane of [ix, iy, it]) {
        kernels.padPlane(plane, width, height, stride, 4);
      }
      kernels.motionTensors(
        ix,
        iy,
        it,
        inside,
        layout.tensors,
        layout.scratch,
        width,
        height,
        stride,
        groups,
        ZETA,
      );
      for (const [plane, target] of [
        [u, us],
        [v, vs],
        [u, u0],
        [v, v0],
      ] as const) {
        kernels.splitPlane(plane, stride, target, half, width, height);
      }
      this.#clearBorders(level, right, down);
      for (let step = 0; step < fixedPoints; step++) {
        kernels.relax(
          us,
          vs,
          u0,
          v0,
          g,
          right,
          down,
          layout.tensors,
          layout.systems,
          width,
          height,
          half,
          alpha,
          gamma,
          delta,
          omega,
          sweeps,
        );
      }
      kernels.joinPlane(us, half, u, stride, width, height);
      kernels.joinPlane(vs, half, v, stride, width, height);
    }
  }

  /** No edge leaves the frame: zeroes the weights above row 0 and left of column 0. */
  #clearBorders(level: Level, right: Pointer, down: Pointer): void {
    const memory = new Float32Array(this.#memory.buffer);
    const row = 2 * level.half;
    memory.fill(0, right / 4 - 4 - row, right / 4 - 4 + row * (level.height + 1));
    memory.fill(0, down / 4 - 4 - row, down / 4 - 4);
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
