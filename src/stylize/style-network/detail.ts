import type { Image, Size } from '../../image.js';
import { createMemory, ensureBytes, instantiateKernels, type Kernel, MemoryPlan } from '../../wasm.js';

/** The functions of `assembly/detail.ts`. */
export interface DetailKernels {
  readonly freeMemory: Kernel<0, number>;
  readonly mix: Kernel<6>;
  readonly limit: Kernel<2>;
  readonly smooth: Kernel<9>;
  readonly addDifference: Kernel<9>;
}

/**
 * Bands of detail that are looked at, finest first, by the filters that part them: the finest half octave, which every warp takes
 * most of, then octaves; forms of up to about 16 pixels, strokes among them. Outer taps and steps are those of `smooth`.
 */
const BANDS = [
  { step: 1, outer: -1 },
  { step: 1, outer: 1 },
  { step: 2, outer: 1 },
  { step: 4, outer: 1 },
];
const largestStep = Math.max(...BANDS.map(({ step }) => step));
/**
 * The most that a band is raised or lowered by in a frame. Strokes that have nothing to do with each other, mixed 0.85 to 0.15, lose
 * 1 / √(0.85² + 0.15²) = 1.16 times, and a warp takes as much again of what is finest.
 */
const MOST = 1.35;
/** Planes of a picture. */
const PLANES = 3;
/** Side of the tiles by which detail is measured, in pixels: each together with those around it, so over a few strokes. */
const TILE = 32;

const memory = createMemory();
let loaded: DetailKernels | undefined;

/** Where planes of pictures of one size are, in the kernels' memory: addresses of three planes each, unless another number is said. */
export interface Workspace {
  readonly kernels: DetailKernels;
  /** All of the memory. */
  readonly floats: Float32Array;
  readonly size: Size;
  /** The picture that is worked on. */
  readonly out: number;
  /** What it is to be like; of no worth afterwards. */
  readonly like: number;
  /** Anything may be here before, nothing is afterwards. */
  readonly spare: number;
  /** One plane. */
  readonly weight: number;
  /** As many rows as are looked at for one. */
  readonly across: number;
  /** A value a tile. */
  readonly tiles: number;
}

/** Room for pictures of a size, until it is asked for again. */
export function workspace(size: Size): Workspace {
  loaded ??= instantiateKernels<DetailKernels>(new URL('./detail.wasm', import.meta.url), memory);
  const plane = 4 * size.width * size.height;
  const plan = new MemoryPlan(loaded.freeMemory());
  const { columns, rows } = gridOf(size);
  const places = {
    tiles: plan.take(4 * columns * rows),
    across: plan.take(4 * size.width * (4 * largestStep + 1)),
    weight: plan.take(plane),
    out: plan.take(PLANES * plane),
    like: plan.take(PLANES * plane),
    spare: plan.take(PLANES * plane),
  };
  ensureBytes(memory, plan.end);
  return { ...places, size, kernels: loaded, floats: new Float32Array(memory.buffer) };
}

/**
 * A picture with as much detail as another of its size: averaging strokes that do not lie exactly on each other takes some in
 * every frame, and more of it in some places than in others. Each of the finest bands (differences of filters of
 * 5×5, their taps 1, 1, 2 and 4 pixels apart) is raised, or lowered, to the energy that it has there in `like`, over 96×96 pixels. It is lowered
 * where raising a finer one has taken it along. The result can lie a little outside of [0,1].
 */
export function withDetailOf({ width, height, data }: Image, like: Image): Image {
  const place = workspace(like);
  place.floats.set(data, place.out / 4);
  place.floats.set(like.data, place.like / 4);
  giveDetail(place);
  return { width, height, data: pictureAt(place) };
}

/** The picture that is worked on. */
export function pictureAt({ floats, out, size }: Workspace): Float32Array {
  return floats.slice(out / 4, out / 4 + PLANES * size.width * size.height);
}

/** {@link withDetailOf} in place. */
export function giveDetail({ kernels, floats, size, out, like, spare, across, tiles }: Workspace): void {
  const { width, height } = size;
  const bytes = 4 * width * height;
  const { columns, rows } = gridOf(size);
  const ofTiles = floats.subarray(tiles / 4, tiles / 4 + columns * rows);
  let [rest, smoothed] = [like, spare];
  /** Of each band of the picture at `rest`, around each tile. */
  const energies = (visit: (band: number, energy: Float32Array) => void) => {
    for (const [band, { step, outer }] of BANDS.entries()) {
      ofTiles.fill(0);
      for (let plane = 0; plane < PLANES * bytes; plane += bytes) {
        kernels.smooth(rest + plane, across, smoothed + plane, width, height, step, outer, tiles, TILE);
      }
      visit(band, sumsAround(ofTiles, columns, rows));
      [rest, smoothed] = [smoothed, rest];
    }
  };
  const wanted: Float32Array[] = [];
  energies((_, energy) => wanted.push(energy));
  floats.copyWithin(rest / 4, out / 4, (out + PLANES * bytes) / 4);
  energies((band, energy) => {
    for (const [tile, own] of energy.entries()) ofTiles[tile] = raiseOf(wanted[band]![tile]! / own);
    if (ofTiles.every((raise) => raise === 0)) return;
    for (let plane = 0; plane < PLANES * bytes; plane += bytes) {
      const [to, a, b] = [out + plane, rest + plane, smoothed + plane];
      kernels.addDifference(to, a, b, width, height, tiles, columns, rows, TILE);
    }
  });
}

/** How many tiles there are. */
function gridOf({ width, height }: Size) {
  return { columns: Math.ceil(width / TILE), rows: Math.ceil(height / TILE) };
}

/** How much is added of a band that should have so many times its energy. */
function raiseOf(ratio: number): number {
  // Where there is no detail at all there is nothing to raise.
  return Number.isFinite(ratio) ? Math.min(MOST, Math.max(1 / MOST, Math.sqrt(ratio))) - 1 : 0;
}

/** Of each tile, the sum over it and those around it. */
function sumsAround(values: Float32Array, columns: number, rows: number): Float32Array {
  const sums = new Float32Array(values.length);
  for (let row = 0, tile = 0; row < rows; row++) {
    const [top, bottom] = [Math.max(0, row - 1), Math.min(rows - 1, row + 1)];
    for (let column = 0; column < columns; column++, tile++) {
      const [left, right] = [Math.max(0, column - 1), Math.min(columns - 1, column + 1)];
      let sum = 0;
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) sum += values[y * columns + x]!;
      }
      sums[tile] = sum;
    }
  }
  return sums;
}
