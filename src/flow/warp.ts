import { UsageError } from '../errors.js';
import type { FlowField } from '../flow-field.js';
import type { Image } from '../image.js';
import { createMemory, ensureBytes, instantiateKernels } from './wasm.js';

/**
 * How a value between pixels is made: `catmull-rom` (Keys 1981, 4×4 taps).
 */
export type WarpKernel = 'catmull-rom';

interface WarpKernels {
  padPlane(plane: number, width: number, height: number, stride: number, pad: number): void;
  sampleCatmullRom(
    source: number,
    u: number,
    v: number,
    target: number,
    width: number,
    height: number,
    sourceWidth: number,
    sourceHeight: number,
    stride: number,
  ): void;
}

const PAD = 4;
const memory = createMemory();
let kernels: WarpKernels | undefined;

/**
 * Backward warp: the image of the flow's *to* frame, resampled onto its *from*
 * grid, so that with a perfect flow the result looks like the from frame. Beyond the
 * border the edge pixel goes on. A zero flow gives the same bits, an integer one an exact
 * shift. Values can overshoot [0,1] a little at hard edges; they are not clamped.
 * Throws `UsageError` where the sizes differ.
 */
export function warp(imageOfTo: Image, flow: FlowField): Image {
  const { width, height } = imageOfTo;
  return { width, height, data: warpPlanes(imageOfTo.data, flow, width, height) };
}

/** The same for any number of planes of the flow's size, one after the other in `planes`. */
export function warpPlanes(
  planes: Float32Array,
  flow: FlowField,
  width = flow.width,
  height = flow.height,
): Float32Array {
  const pixels = flow.width * flow.height;
  if (flow.width !== width || flow.height !== height || planes.length % pixels !== 0) {
    throw new UsageError(
      `Expected planes of the flow's ${flow.width}×${flow.height}, got ${width}×${height} and ${planes.length} values`,
    );
  }
  kernels ??= instantiateKernels<WarpKernels>(new URL('./sample.wasm', import.meta.url), memory);
  const stride = width + 2 * PAD;
  const source = 1024;
  const target = source + 4 * stride * (height + 2 * PAD + 1);
  const u = target + 4 * pixels;
  const v = u + 4 * pixels;
  ensureBytes(memory, v + 4 * pixels);
  const floats = new Float32Array(memory.buffer);
  floats.set(flow.u, u / 4);
  floats.set(flow.v, v / 4);
  const out = new Float32Array(planes.length);
  const first = source + 4 * (PAD * stride + PAD);
  for (let plane = 0; plane < planes.length; plane += pixels) {
    for (let y = 0; y < height; y++) {
      floats.set(planes.subarray(plane + y * width, plane + (y + 1) * width), first / 4 + y * stride);
    }
    kernels.padPlane(first, width, height, stride, PAD);
    kernels.sampleCatmullRom(first, u, v, target, width, height, width, height, stride);
    out.set(floats.subarray(target / 4, target / 4 + pixels), plane);
  }
  return out;
}
