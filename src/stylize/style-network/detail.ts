import type { Image } from '../../image.js';
import { createMemory, ensureBytes, instantiateKernels, type Kernel, MemoryPlan } from '../../wasm.js';

/** The functions of `assembly/detail.ts`. */
interface DetailKernels {
  readonly freeMemory: Kernel<0, number>;
  readonly smooth: Kernel<6, number>;
  readonly addDifference: Kernel<5>;
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

const memory = createMemory();
let loaded: DetailKernels | undefined;

/**
 * A picture with as much detail as another of its size: averaging strokes that do not lie exactly on each other takes some in
 * every frame. Each of the three finest octaves (differences of binomial filters of 5×5, their taps 1, 2 and 4 pixels apart) is
 * raised, all over the picture by one factor, to the energy that it has in `like`; never lowered. The result can lie a
 * little outside of [0,1].
 */
export function withDetailOf({ width, height, data }: Image, like: Image): Image {
  loaded ??= instantiateKernels<DetailKernels>(new URL('./detail.wasm', import.meta.url), memory);
  const { freeMemory, smooth, addDifference } = loaded;
  const bytes = 4 * width * height;
  const plan = new MemoryPlan(freeMemory());
  const across = plan.take(bytes);
  const out = plan.take(PLANES * bytes);
  let rest = plan.take(PLANES * bytes);
  let smoothed = plan.take(PLANES * bytes);
  ensureBytes(memory, plan.end);
  const floats = new Float32Array(memory.buffer);
  /** Of each octave of the picture at `rest`. */
  const energies = (visit: (octave: number, energy: number) => void) => {
    for (let octave = 0; octave < OCTAVES; octave++) {
      let energy = 0;
      for (let plane = 0; plane < PLANES * bytes; plane += bytes) {
        energy += smooth(rest + plane, across, smoothed + plane, width, height, 2 ** octave);
      }
      visit(octave, energy);
      [rest, smoothed] = [smoothed, rest];
    }
  };
  const wanted: number[] = [];
  floats.set(like.data, rest / 4);
  energies((_, energy) => wanted.push(energy));
  floats.set(data, rest / 4);
  floats.set(data, out / 4);
  energies((octave, energy) => {
    const ratio = wanted[octave]! / energy;
    // Of a picture without any detail there is nothing to raise.
    const raise = Number.isFinite(ratio) ? Math.min(MOST, Math.max(1, Math.sqrt(ratio))) - 1 : 0;
    if (raise > 0) addDifference(out, rest, smoothed, raise, data.length);
  });
  return { width, height, data: floats.slice(out / 4, out / 4 + data.length) };
}
