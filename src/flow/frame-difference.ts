import { UsageError } from '../errors.js';
import type { FlowField } from '../flow-field.js';
import type { Image, Size } from '../image.js';
import { createMemory, ensureBytes, instantiateKernels, type Kernel, MemoryPlan } from '../wasm.js';

/** The functions of `assembly/reliability.ts`. */
interface ReliabilityKernels {
  readonly freeMemory: Kernel<0, number>;
  readonly inconsistency: Kernel<7>;
  readonly difference: Kernel<7>;
  readonly blur: Kernel<5>;
  readonly trust: Kernel<5>;
}

/** Grey levels of warp residual at which the soft reliability has fallen to 1/e. */
export const PHOTO_SCALE = 15;

const memory = createMemory();
let loaded: ReliabilityKernels | undefined;

/** Where planes of one size are, in the kernels' memory, one after the other where there are several. */
interface Places {
  readonly u: number;
  readonly v: number;
  readonly forwardU: number;
  readonly forwardV: number;
  /** In double precision. */
  readonly ratio: number;
  readonly current: number;
  readonly previous: number;
  readonly difference: number;
  readonly across: number;
  readonly residual: number;
  readonly trust: number;
}

/**
 * How far two flows disagree, for every pixel of the current frame: |a + b|² over what is tolerated,
 * 0.01 (|a|² + |b|²) + 0.5, where a = `backward` at x and b = `forward`, bilinear, at x + a (Sundaram et al. 2010, eq. 5).
 * Where nothing is hidden b = −a; above 1 the two are inconsistent; infinite where x + a lies outside the frame,
 * [0, width − 1] × [0, height − 1]. Throws `UsageError` where the sizes differ.
 */
export function inconsistency(backward: FlowField, forward: FlowField): Float64Array {
  const { kernels, places } = workspace(backward);
  compareFlows(kernels, places, backward, forward);
  return new Float64Array(memory.buffer, places.ratio, backward.u.length).slice();
}

/** Mean over RGB and 5×5 pixels of |current − previous warped by `backward`|, in grey levels (0 … 255); `width·height`. */
export function warpResidual(backward: FlowField, current: Image, previous: Image): Float32Array {
  const { kernels, places } = workspace(backward);
  compareFrames(kernels, places, backward, current, previous);
  return new Float32Array(memory.buffer, places.residual, backward.u.length).slice();
}

/** exp(−{@link inconsistency} − ({@link warpResidual} / {@link PHOTO_SCALE})²); `width·height`. */
export function softTrust(
  backward: FlowField,
  forward: FlowField,
  current: Image,
  previous: Image,
): Float32Array {
  const { kernels, places } = workspace(backward);
  const { ratio, residual, trust } = places;
  const pixels = backward.u.length;
  compareFlows(kernels, places, backward, forward);
  compareFrames(kernels, places, backward, current, previous);
  kernels.trust(ratio, residual, PHOTO_SCALE, trust, pixels);
  return new Float32Array(memory.buffer, trust, pixels).slice();
}

/** Room for planes of a size, until it is asked for again. */
function workspace({ width, height }: Size): { kernels: ReliabilityKernels; places: Places } {
  loaded ??= instantiateKernels<ReliabilityKernels>(new URL('./reliability.wasm', import.meta.url), memory);
  const plan = new MemoryPlan(loaded.freeMemory());
  const take = (planes = 1) => plan.take(planes * 4 * width * height);
  const places: Places = {
    u: take(),
    v: take(),
    forwardU: take(),
    forwardV: take(),
    ratio: take(2),
    current: take(3),
    previous: take(3),
    difference: take(),
    across: take(),
    residual: take(),
    trust: take(),
  };
  ensureBytes(memory, plan.end);
  return { kernels: loaded, places };
}

/** Leaves the inconsistency at `ratio`. */
function compareFlows(
  kernels: ReliabilityKernels,
  { u, v, forwardU, forwardV, ratio }: Places,
  backward: FlowField,
  forward: FlowField,
): void {
  const { width, height } = backward;
  if (forward.width !== width || forward.height !== height) {
    throw new UsageError(
      `Expected both flows to be ${width}×${height}, got ${forward.width}×${forward.height} for the forward one`,
    );
  }
  set(u, backward.u);
  set(v, backward.v);
  set(forwardU, forward.u);
  set(forwardV, forward.v);
  kernels.inconsistency(u, v, forwardU, forwardV, ratio, width, height);
}

/** Leaves the warp residual at `residual`. */
function compareFrames(
  kernels: ReliabilityKernels,
  { u, v, current: now, previous: before, difference, across, residual }: Places,
  backward: FlowField,
  current: Image,
  previous: Image,
): void {
  const { width, height } = backward;
  set(u, backward.u);
  set(v, backward.v);
  set(now, current.data);
  set(before, previous.data);
  kernels.difference(u, v, now, before, difference, width, height);
  kernels.blur(difference, across, residual, width, height);
}

function set(place: number, values: Float32Array): void {
  new Float32Array(memory.buffer, place, values.length).set(values);
}
