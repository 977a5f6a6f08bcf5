import { instantiateKernels, type Kernel } from '../../wasm.js';

/** A byte address in the kernels' memory; of a plane, that of its pixel (0, 0). */
export type Pointer = number;

/** The functions of `assembly/dis.ts`; each is documented there, with its arguments. */
export interface DisKernels {
  readonly freeMemory: Kernel<0, Pointer>;
  readonly padPlane: Kernel<5>;
  readonly halve: Kernel<6>;
  readonly gradients: Kernel<7>;
  readonly doubleFlow: Kernel<6>;
  readonly bindLevel: Kernel<9>;
  readonly seed: Kernel<11>;
  readonly search: Kernel<8>;
  readonly densify: Kernel<12>;
  readonly warpPlane: Kernel<8>;
  readonly firstDerivatives: Kernel<8>;
  readonly motionTensors: Kernel<11>;
  readonly splitPlane: Kernel<6>;
  readonly joinPlane: Kernel<6>;
  readonly relax: Kernel<17>;
}

/** Instantiates the kernels on a memory. */
export function loadDisKernels(memory: WebAssembly.Memory): DisKernels {
  return instantiateKernels<DisKernels>(new URL('../dis.wasm', import.meta.url), memory);
}
