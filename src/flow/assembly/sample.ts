// Kernels of the backward warp; src/flow/warp.ts calls them.
export { padPlane } from './dis/pyramid';
export { splineCoefficients } from './sample/prefilter';
export { sample } from './sample/sample';
export { freeMemory } from '../../assembly/shared/memory';
