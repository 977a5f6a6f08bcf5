// Kernels of the backward warp; src/flow/warp.ts calls them.
export { padPlane } from './dis/pyramid';
export { splineCoefficients } from './sample/prefilter';
export { sampleSpline } from './sample/spline';
export { sampleLocal } from './sample/local';
