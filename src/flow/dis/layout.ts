import type { Size } from '../../image.js';
import { type Kernel, MemoryPlan } from '../../wasm.js';
import type { DisSettings } from './settings.js';

/** A byte address in the kernels' memory; of a plane, that of its pixel (0, 0). */
export type Pointer = number;

/** Pixels by which every plane reaches beyond its picture, so that patches can lie outside and vectors run over. */
export const PAD = 16;

/** One level of the pyramid; level 0 is the picture, each next one half of it, rounded up. */
export interface Level extends Size {
  /** Floats from a row of a plane to the next. */
  readonly stride: number;
  readonly image0: Pointer;
  readonly image1: Pointer;
  readonly u: Pointer;
  readonly v: Pointer;
}

/** Tells the kernels where their work space is: `bindMemory` of assembly/dis/level.ts. */
export type BindMemory = Kernel<8>;

/**
 * Lays out the memory for pictures of width × height from address `base` on: the levels, finest first, and the work
 * space that they share, which is bound. Levels go down until the shorter side would be less than two patches or the
 * longer one less than five.
 *
 * @returns the levels, and the first byte after it all
 */
export function layOut(
  { width, height }: Size,
  { patch, spacing }: Pick<DisSettings, 'patch' | 'spacing'>,
  base: number,
  bindMemory: BindMemory,
): { readonly levels: readonly Level[]; readonly end: number } {
  const memory = new MemoryPlan(base);
  const planeBytes = (stride: number, rows: number) => 4 * stride * (rows + 2 * PAD);
  const groups = Math.ceil(width / 8);
  const workBytes = planeBytes(strideOf(width), height);
  const splitBytes = 32 * (groups + 2) * (height + 4);
  const patches = 4 * (Math.ceil(width / spacing) + 1) * (Math.ceil(height / spacing) + 1);
  const [work, split] = [memory.take(5 * workBytes), memory.take(7 * splitBytes)];
  const levels = levelSizes(width, height, patch).map((size): Level => {
    const stride = strideOf(size.width);
    const plane = () => memory.take(planeBytes(stride, size.height)) + 4 * (PAD * stride + PAD);
    return { ...size, stride, image0: plane(), image1: plane(), u: plane(), v: plane() };
  });
  const [patchU, patchV] = [memory.take(patches), memory.take(patches)];
  const tensors = memory.take(384 * groups * height);
  const systems = memory.take(288 * groups * height);
  bindMemory(work, workBytes, split, splitBytes, patchU, patchV, tensors, systems);
  return { levels, end: memory.end };
}

function strideOf(width: number): number {
  return 4 * Math.ceil(width / 4) + 2 * PAD;
}

function levelSizes(width: number, height: number, patch: number): Size[] {
  const sizes = [{ width, height }];
  for (let w = width, h = height; Math.min(w, h) >= 4 * patch && Math.max(w, h) >= 10 * patch; ) {
    [w, h] = [(w + 1) >> 1, (h + 1) >> 1];
    sizes.push({ width: w, height: h });
  }
  return sizes;
}
