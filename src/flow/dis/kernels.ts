import { instantiateKernels, type KernelMemory } from '../wasm.js';

/** A byte address in the kernels' memory; of a plane, that of its pixel (0, 0). */
export type Pointer = number;

/** The functions of `assembly/dis.ts`; each is documented there. */
export interface DisKernels {
  freeMemory(): Pointer;
  padPlane(plane: Pointer, width: number, height: number, stride: number, pad: number): void;
  halve(
    source: Pointer,
    sourceStride: number,
    target: Pointer,
    targetStride: number,
    width: number,
    height: number,
  ): void;
  gradients(
    source: Pointer,
    gx: Pointer,
    gy: Pointer,
    width: number,
    height: number,
    stride: number,
    margin: number,
  ): void;
  doubleFlow(
    source: Pointer,
    sourceStride: number,
    target: Pointer,
    targetStride: number,
    width: number,
    height: number,
  ): void;
  bindLevel(
    image0: Pointer,
    image1: Pointer,
    gx: Pointer,
    gy: Pointer,
    width: number,
    height: number,
    stride: number,
    pad: number,
    patchSide: number,
  ): void;
  seed(
    flowU: Pointer,
    flowV: Pointer,
    width: number,
    height: number,
    us: Pointer,
    vs: Pointer,
    columns: number,
    rows: number,
    spacing: number,
    originX: number,
    originY: number,
  ): void;
  search(
    us: Pointer,
    vs: Pointer,
    columns: number,
    rows: number,
    spacing: number,
    originX: number,
    originY: number,
    steps: number,
  ): void;
  densify(
    patchU: Pointer,
    patchV: Pointer,
    columns: number,
    rows: number,
    spacing: number,
    originX: number,
    originY: number,
    weights: Pointer,
    us: Pointer,
    vs: Pointer,
    width: number,
    height: number,
  ): void;
  warpPlane(
    image1: Pointer,
    flowU: Pointer,
    flowV: Pointer,
    target: Pointer,
    inside: Pointer,
    width: number,
    height: number,
    stride: number,
  ): void;
  firstDerivatives(
    image0: Pointer,
    warped: Pointer,
    ix: Pointer,
    iy: Pointer,
    it: Pointer,
    width: number,
    height: number,
    stride: number,
  ): void;
  motionTensors(
    ix: Pointer,
    iy: Pointer,
    it: Pointer,
    inside: Pointer,
    tensors: Pointer,
    scratch: Pointer,
    width: number,
    height: number,
    stride: number,
    groups: number,
    zeta: number,
  ): void;
  splitPlane(
    source: Pointer,
    stride: number,
    target: Pointer,
    half: number,
    width: number,
    height: number,
  ): void;
  joinPlane(
    source: Pointer,
    half: number,
    target: Pointer,
    stride: number,
    width: number,
    height: number,
  ): void;
  relax(
    us: Pointer,
    vs: Pointer,
    u0: Pointer,
    v0: Pointer,
    g: Pointer,
    right: Pointer,
    down: Pointer,
    tensors: Pointer,
    systems: Pointer,
    width: number,
    height: number,
    half: number,
    alpha: number,
    gamma: number,
    delta: number,
    omega: number,
    sweeps: number,
  ): void;
}

/** Instantiates the kernels on a memory. */
export function loadDisKernels(memory: KernelMemory): DisKernels {
  return instantiateKernels<DisKernels>(new URL('../dis.wasm', import.meta.url), memory);
}
