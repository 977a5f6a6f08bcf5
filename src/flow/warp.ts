import { UsageError } from '../errors.js';
import type { FlowField } from '../flow-field.js';
import type { Image } from '../image.js';
import { createMemory, ensureBytes, instantiateKernels, type Kernel, MemoryPlan } from '../wasm.js';

/**
 * How a value between pixels is made. `spline`: seventh-degree B-spline
 * interpolation (8×8 taps after a recursive filter), which blurs least: a
 * picture warped a hundred times by fractions of a pixel keeps about 0.6 of its gradient energy.
 * `bilinear`: what published metrics use, keeps 0.01. Neither amplifies any frequency.
 */
export type WarpKernel = 'spline' | 'bilinear';

/** The functions of `assembly/sample.ts`. */
interface WarpKernels {
  readonly freeMemory: Kernel<0, number>;
  readonly padPlane: Kernel<5>;
  readonly splineCoefficients: Kernel<4>;
  readonly sample: Kernel<10>;
}

// The recursive filter's memory is 0.535ⁿ: 1e-6 of a border's effect is left after 22 pixels.
const PAD = 24;
const memory = createMemory();
let loaded: WarpKernels | undefined;

/**
 * Backward warp: the image of the flow's *to* frame, resampled onto its *from*
 * grid, so that with a perfect flow the result looks like the from frame.
 * Points outside the frame take the value at its nearest edge. A zero flow
 * gives the same bits, an integer one an exact shift. Values can overshoot
 * [0,1] a little at hard edges; they are not clamped. Throws `UsageError`
 * where the sizes differ.
 */
export function warp(imageOfTo: Image, flow: FlowField, kernel: WarpKernel = 'spline'): Image {
  const { width, height, data } = imageOfTo;
  if (flow.width !== width || flow.height !== height) {
    throw new UsageError(
      `Expected the flow to have the image's size, ${width}×${height}, got ${flow.width}×${flow.height}`,
    );
  }
  return { width, height, data: warpPlanes(data, flow, kernel) };
}

/** The same for any number of planes of the flow's size, one after the other in `planes`; one at least. */
export function warpPlanes(
  planes: Float32Array,
  flow: FlowField,
  kernel: WarpKernel = 'spline',
): Float32Array {
  const { width, height } = flow;
  const pixels = width * height;
  const count = planes.length / pixels;
  if (!Number.isInteger(count) || count < 1) {
    throw new UsageError(
      `Expected planes of the flow's ${width}×${height} = ${pixels} values, got ${planes.length}`,
    );
  }
  loaded ??= instantiateKernels<WarpKernels>(new URL('./sample.wasm', import.meta.url), memory);

  const stride = 16 * Math.ceil(width / 16) + 2 * PAD;
  const rows = 16 * Math.ceil(height / 16) + 2 * PAD;
  // The filter takes sixteen rows at a time, and may go beyond the last.
  const planeBytes = 4 * stride * rows;
  const plan = new MemoryPlan(loaded.freeMemory());
  const source = plan.take(count * planeBytes);
  const coefficients = plan.take(count * planeBytes);
  const line = plan.take(64 * stride);
  const u = plan.take(4 * pixels);
  const v = plan.take(4 * pixels);
  const target = plan.take(4 * planes.length);
  ensureBytes(memory, plan.end);
  const floats = new Float32Array(memory.buffer);
  floats.set(flow.u, u / 4);
  floats.set(flow.v, v / 4);
  const inset = 4 * (PAD * stride + PAD);
  for (let plane = 0; plane < count; plane++) {
    const first = source + plane * planeBytes + inset;
    for (let y = 0; y < height; y++) {
      const row = plane * pixels + y * width;
      floats.set(planes.subarray(row, row + width), first / 4 + y * stride);
    }
    loaded.padPlane(first, width, height, stride, PAD);
  }
  if (kernel === 'spline') {
    floats.copyWithin(coefficients / 4, source / 4, coefficients / 4);
    for (let plane = 0; plane < count; plane++) {
      loaded.splineCoefficients(coefficients + plane * planeBytes, stride, height + 2 * PAD, line);
    }
  }
  const spline = kernel === 'spline' ? coefficients + inset : 0;
  loaded.sample(source + inset, spline, count, planeBytes, u, v, target, width, height, stride);
  return floats.slice(target / 4, target / 4 + planes.length);
}
