// Kernels of the backward warp; src/flow/warp.ts calls them.
export { padPlane } from './dis/pyramid';
export { splineCoefficients } from './sample/prefilter';
export { sampleSpline } from './sample/spline';
export { sampleLinear } from './sample/linear';
export { freeMemory } from '../../assembly/shared/memory';
