// Kernels of dense inverse search (Kroeger et al. 2016, "Fast Optical Flow using Dense Inverse Search") with
// variational refinement (Brox et al. 2004). The order in which they run is in src/flow/dis/.
export { padPlane, halve, gradients, doubleFlow } from './dis/pyramid';
export { bindLevel } from './dis/patch';
export { seed, search } from './dis/search';
export { densify } from './dis/densify';
export { warpPlane, firstDerivatives, motionTensors } from './dis/derivatives';
export { splitPlane, joinPlane } from './dis/split';
export { relax } from './dis/relax';

/** First address that is free: the module's tables lie below it. */
export function freeMemory(): usize {
  return (__heap_base + 63) & ~63;
}
