import type { Image } from '../../image.js';
import { createMemory, ensureBytes, instantiateKernels, type Kernel, MemoryPlan } from '../../wasm.js';

/** The functions of `assembly/detail.ts`. */
interface DetailKernels {
  readonly freeMemory: Kernel<0, number>;
  readonly smooth: Kernel<8>;
  readonly addDifference: Kernel<9>;
}

/** Octaves of detail that are looked at, finest first: forms of up to about 16 pixels, strokes among them. */
const OCTAVES = 3;
/**
 * The most that an octave is raised by in a frame. Strokes that have nothing to do with each other, mixed 0.85 to 0.15, lose
 * that much: 1 / √(0.85² + 0.15²) = 1.16.
 */
const MOST = 1.2;
/** Planes of a picture. */
const PLANES = 3;
/** Side of the tiles by which detail is measured, in pixels: each together with those around it, so over a few strokes. */
const TILE = 32;

const memory = createMemory();
let loaded: DetailKernels | undefined;

/**
 * A picture with as much detail as another of its size: averaging strokes that do not lie exactly on each other takes some in
 * every frame, and more of it in some places than in others. Each of the three finest octaves (differences of binomial filters of
 * 5×5, their taps 1, 2 and 4 pixels apart) is raised to the energy that it has there in `like`, over 96×96 pixels; never lowered. The
 * result can lie a little outside of [0,1].
 */
export function withDetailOf({ width, height, data }: Image, like: Image): Image {
  loaded ??= instantiateKernels<DetailKernels>(new URL('./detail.wasm', import.meta.url), memory);
  const { freeMemory, smooth, addDifference } = loaded;
  const bytes = 4 * width * height;
  const grid = { columns: Math.ceil(width / TILE), rows: Math.ceil(height / TILE) };
  const plan = new MemoryPlan(freeMemory());
  const tiles = plan.take(4 * grid.columns * grid.rows);
  const across = plan.take(bytes);
  const out = plan.take(PLANES * bytes);
  let rest = plan.take(PLANES * bytes);
  let smoothed = plan.take(PLANES * bytes);
  ensureBytes(memory, plan.end);
  const floats = new Float32Array(memory.buffer);
  const ofTiles = floats.subarray(tiles / 4, tiles / 4 + grid.columns * grid.rows);
  /** Of each octave of the picture at `rest`, around each tile. */
  const energies = (visit: (octave: number, energy: Float32Array) => void) => {
    for (let octave = 0; octave < OCTAVES; octave++) {
      ofTiles.fill(0);
      for (let plane = 0; plane < PLANES * bytes; plane += bytes) {
        smooth(rest + plane, across, smoothed + plane, width, height, 2 ** octave, tiles, TILE);
      }
      visit(octave, sumsAround(ofTiles, grid));
      [rest, smoothed] = [smoothed, rest];
    }
  };
  const wanted: Float32Array[] = [];
  floats.set(like.data, rest / 4);
  energies((_, energy) => wanted.push(energy));
  floats.set(data, rest / 4);
  floats.set(data, out / 4);
  energies((octave, energy) => {
    ofTiles.set(energy.map((own, tile) => raiseOf(wanted[octave]![tile]! / own)));
    if (ofTiles.every((raise) => raise === 0)) return;
    for (let plane = 0; plane < PLANES * bytes; plane += bytes) {
      const [to, a, b] = [out + plane, rest + plane, smoothed + plane];
      addDifference(to, a, b, width, height, tiles, grid.columns, grid.rows, TILE);
    }
  });
  return { width, height, data: floats.slice(out / 4, out / 4 + data.length) };
}

/** How much is added of an octave that should have so many times its energy. */
function raiseOf(ratio: number): number {
  // Where there is no detail at all there is nothing to raise.
  return Number.isFinite(ratio) ? Math.min(MOST, Math.max(1, Math.sqrt(ratio))) - 1 : 0;
}

/** Of each tile, the sum over it and those around it. */
function sumsAround(
  values: Float32Array,
  { columns, rows }: { columns: number; rows: number },
): Float32Array {
  return values.map((_, tile) => {
    const [column, row] = [tile % columns, Math.floor(tile / columns)];
    let sum = 0;
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
        sum += values[y * columns + x]!;
      }
    }
    return sum;
  });
}
