// Kernels of dense inverse search (Kroeger et al. 2016, "Fast Optical Flow using Dense Inverse Search") with
// variational refinement (Brox et al. 2004). The order in which they run is in src/flow/dis/.
export { padPlane, halve, doubleFlow } from './dis/pyramid';
export { bindLevel, bindMemory } from './dis/level';
export { searchLevel } from './dis/search';
export { refineLevel } from './dis/refine';
export { freeMemory } from '../../assembly/shared/memory';
