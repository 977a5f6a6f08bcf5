// Kernels of the backward warp; src/flow/warp.ts calls them.
export { padPlane } from './dis/pyramid';
export { splineCoefficients } from './sample/prefilter';
export { sampleSpline } from './sample/spline';
export { sampleLinear } from './sample/linear';

/** First address that is free: the module's tables lie below it. */
export function freeMemory(): usize {
  return (__heap_base + 63) & ~63;
}
