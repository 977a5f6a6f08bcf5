import type { Pointer } from './kernels.js';

/** Pixels by which every plane reaches beyond its picture, so that patches can lie outside and vectors run over. */
export const PAD = 16;

/** One level of the pyramid; level 0 is the picture, each next one half of it, rounded up. */
export interface Level {
  readonly width: number;
  readonly height: number;
  /** Floats from a row of a plane to the next. */
  readonly stride: number;
  /** Floats of half a row of a split plane (see assembly/dis/relax.ts), pads included. */
  readonly half: number;
  /** Vectors of four in half a row. */
  readonly groups: number;
  readonly image0: Pointer;
  readonly image1: Pointer;
  readonly u: Pointer;
  readonly v: Pointer;
  /** Five planes of work space that all levels share, and 7 split ones. */
  readonly work: readonly Pointer[];
  readonly split: readonly Pointer[];
}

/** Where everything lies in the kernels' memory, for pictures of one size. */
export interface Layout {
  /** Finest first. */
  readonly levels: readonly Level[];
  readonly patchU: Pointer;
  readonly patchV: Pointer;
  readonly tensors: Pointer;
  readonly systems: Pointer;
  readonly scratch: Pointer;
  /** First byte after it all. */
  readonly end: number;
}

/**
 * Lays out the memory for pictures of width × height from address `base` on.
 * Levels go down until the shorter side would be less than two patches or the longer one less than five.
 */
export function layOut(width: number, height: number, patch: number, spacing: number, base: number): Layout {
  let end = Math.ceil(base / 16) * 16;
  const take = (bytes: number): Pointer => {
    const start = end;
    end += Math.ceil(bytes / 16) * 16;
    return start;
  };
  const sizes = levelSizes(width, height, patch);
  const finest = sizes[0]!;
  const natural = (size: Size) => 4 * size.stride * (size.height + 2 * PAD);
  const splitBytes = (size: Size) => 8 * size.half * (size.height + 4);
  const inPlane = (start: Pointer, size: Size) => start + 4 * (PAD * size.stride + PAD);
  const inSplit = (start: Pointer, size: Size) => start + 4 * (2 * 2 * size.half + 4);
  const work = Array.from({ length: 5 }, () => take(natural(finest)));
  const split = Array.from({ length: 7 }, () => take(splitBytes(finest)));
  const levels = sizes.map((size): Level => {
    const plane = () => inPlane(take(natural(size)), size);
    return {
      ...size,
      image0: plane(),
      image1: plane(),
      u: plane(),
      v: plane(),
      work: work.map((start) => inPlane(start, size)),
      split: split.map((start) => inSplit(start, size)),
    };
  });
  const patches = 4 * (Math.ceil(width / spacing) + 1) * (Math.ceil(height / spacing) + 1);
  const records = 2 * finest.groups * finest.height;
  return {
    levels,
    patchU: take(patches),
    patchV: take(patches),
    tensors: take(192 * records),
    systems: take(144 * records),
    scratch: take(384),
    end,
  };
}

type Size = Pick<Level, 'width' | 'height' | 'stride' | 'half' | 'groups'>;

function levelSizes(width: number, height: number, patch: number): Size[] {
  const sizes: Size[] = [];
  for (let w = width, h = height; ; w = (w + 1) >> 1, h = (h + 1) >> 1) {
    const groups = Math.ceil(w / 8);
    sizes.push({ width: w, height: h, stride: 4 * Math.ceil(w / 4) + 2 * PAD, half: 4 * groups + 8, groups });
    if (Math.min(w, h) < 4 * patch || Math.max(w, h) < 10 * patch) {
      return sizes;
    }
  }
}
