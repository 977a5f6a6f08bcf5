import type { Size } from '../image.js';
import { createMemory, ensureBytes, instantiateKernels, type Kernel, MemoryPlan } from '../wasm.js';
import { edgeShape } from './edge-shape.js';
import { localGain } from './local-gain.js';
import { lumaPlane, shrunk } from './planes.js';

/** The kernel's exports: see assembly/enlarge.ts. */
interface Kernels {
  readonly freeMemory: Kernel<0, number>;
  readonly enlarge: Kernel<10>;
}

const BORDER = 2;
const memory = createMemory();
let loaded: Kernels | undefined;

/**
 * Brings a painted picture to the size of the source that it was painted from.
 *
 * The paint itself is enlarged by a kernel that follows its own edges (after
 * EASU of AMD's FidelityFX Super Resolution 1: a windowed kernel stretched along the local edge,
 * held between the nearest four pixels, so that nothing rings). To it comes the
 * detail that the source lost when it was made small, in the measure in which
 * the painting follows the source there ({@link localGain}): outlines and fine
 * things stand as sharp as in the source. Every step is a smooth function of
 * its input, so that it does not flicker where the input does not.
 *
 * @param painted interleaved 8-bit RGB of `small`; equal sizes give it back itself
 * @param source interleaved 8-bit RGB of `large`
 * @returns interleaved 8-bit RGB of `large`
 * @throws RangeError where the lengths do not fit the sizes, or `large` is the smaller one
 */
export function upsample(painted: Uint8Array, small: Size, source: Uint8Array, large: Size): Uint8Array {
  const { width, height } = small;
  if (painted.length !== 3 * width * height || source.length !== 3 * large.width * large.height) {
    throw new RangeError(
      `Expected pictures of ${width}×${height} and ${large.width}×${large.height}, got ${painted.length} and ${source.length} bytes`,
    );
  }
  if (large.width < width || large.height < height) {
    throw new RangeError(
      `Expected a size of at least ${width}×${height}, got ${large.width}×${large.height}`,
    );
  }
  if (large.width === width && large.height === height) return painted;
  const luma = shrunk(lumaPlane(source, large.width, large.height), width, height);
  const gains = localGain(painted, luma);
  const shape = edgeShape(lumaPlane(painted, width, height));
  loaded ??= instantiateKernels<Kernels>(new URL('./enlarge.wasm', import.meta.url), memory);
  const [columns, rows] = [width + 2 * BORDER, height + 2 * BORDER];
  const wide = 16 * columns * rows;
  const plan = new MemoryPlan(loaded.freeMemory());
  const at = {
    painted: plan.take(wide),
    shape: plan.take(wide),
    gain: plan.take(wide),
    rows: plan.take(32 * columns),
    source: plan.take(source.length),
    target: plan.take(source.length + 1),
  };
  ensureBytes(memory, plan.end);
  const floats = new Float32Array(memory.buffer);
  let quad = 0;
  for (let y = 0; y < rows; y++) {
    const line = Math.min(height - 1, Math.max(0, y - BORDER)) * width;
    for (let x = 0; x < columns; x++, quad += 4) {
      const i = line + Math.min(width - 1, Math.max(0, x - BORDER));
      for (let c = 0; c < 3; c++) {
        floats[at.painted / 4 + quad + c] = painted[3 * i + c]!;
        floats[at.gain / 4 + quad + c] = gains[c]!.data[i]!;
      }
      floats[at.painted / 4 + quad + 3] = luma.data[i]!;
      for (let k = 0; k < 4; k++) floats[at.shape / 4 + quad + k] = shape[4 * i + k]!;
    }
  }
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(source, at.source);
  loaded.enlarge(
    at.painted,
    at.shape,
    at.gain,
    width,
    height,
    at.rows,
    at.source,
    at.target,
    large.width,
    large.height,
  );
  return bytes.slice(at.target, at.target + source.length);
}
