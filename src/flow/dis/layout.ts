import { MemoryPlan } from '../../wasm.js';

/** A byte address in the kernels' memory; of a plane, that of its pixel (0, 0). */
export type Pointer = number;

/** Pixels by which every plane reaches beyond its picture, so that patches can lie outside and vectors run over. */
export const PAD = 16;

/** One level of the pyramid; level 0 is the picture, each next one half of it, rounded up. */
export interface Level {
  readonly width: number;
  readonly height: number;
  /** Floats from a row of a plane to the next. */
  readonly stride: number;
  readonly image0: Pointer;
  readonly image1: Pointer;
  readonly u: Pointer;
  readonly v: Pointer;
}

/** Where everything lies in the kernels' memory, for pictures of one size. */
export interface Layout {
  /** Finest first. */
  readonly levels: readonly Level[];
  /** Work space that all levels share (see assembly/dis/level.ts): five planes and 7 split ones, each so many bytes. */
  readonly work: Pointer;
  readonly workBytes: number;
  readonly split: Pointer;
  readonly splitBytes: number;
  readonly patchU: Pointer;
  readonly patchV: Pointer;
  readonly tensors: Pointer;
  readonly systems: Pointer;
  /** First byte after it all. */
  readonly end: number;
}

/**
 * Lays out the memory for pictures of width × height from address `base` on.
 * Levels go down until the shorter side would be less than two patches or the longer one less than five.
 */
export function layOut(width: number, height: number, patch: number, spacing: number, base: number): Layout {
  const memory = new MemoryPlan(base);
  const planeBytes = (stride: number, rows: number) => 4 * stride * (rows + 2 * PAD);
  const groups = Math.ceil(width / 8);
  const workBytes = planeBytes(strideOf(width), height);
  const splitBytes = 32 * (groups + 2) * (height + 4);
  const patches = 4 * (Math.ceil(width / spacing) + 1) * (Math.ceil(height / spacing) + 1);
  const work = memory.take(5 * workBytes);
  const split = memory.take(7 * splitBytes);
  const levels = levelSizes(width, height, patch).map((size): Level => {
    const stride = strideOf(size.width);
    const plane = () => memory.take(planeBytes(stride, size.height)) + 4 * (PAD * stride + PAD);
    return { ...size, stride, image0: plane(), image1: plane(), u: plane(), v: plane() };
  });
  return {
    levels,
    work,
    workBytes,
    split,
    splitBytes,
    patchU: memory.take(patches),
    patchV: memory.take(patches),
    tensors: memory.take(384 * groups * height),
    systems: memory.take(288 * groups * height),
    end: memory.end,
  };
}

function strideOf(width: number): number {
  return 4 * Math.ceil(width / 4) + 2 * PAD;
}

function levelSizes(width: number, height: number, patch: number): Pick<Level, 'width' | 'height'>[] {
  const sizes = [{ width, height }];
  for (let w = width, h = height; Math.min(w, h) >= 4 * patch && Math.max(w, h) >= 10 * patch; ) {
    [w, h] = [(w + 1) >> 1, (h + 1) >> 1];
    sizes.push({ width: w, height: h });
  }
  return sizes;
}
