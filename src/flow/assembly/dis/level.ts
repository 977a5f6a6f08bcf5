// The level of the pyramid at hand, and the work space that all levels share. A plane's pointer names its pixel (0, 0);
// all planes of a level have rows of `pitch` bytes and are padded by `pad` pixels.
export let width: i32 = 0;
export let height: i32 = 0;
export let pitch: usize = 0;
export let pad: i32 = 0;
export let image0: usize = 0;
export let image1: usize = 0;
/** The flow from image 0 to image 1. */
export let flowU: usize = 0;
export let flowV: usize = 0;
/** Vectors of four in half a row of a split plane (see relax.ts). */
export let groups: usize = 0;

/** Flow of the patches, row by row. */
export let patchU: usize = 0;
export let patchV: usize = 0;
/** 384 · groups bytes a row; what lies there: see motionTensors in derivatives.ts, and before that search.ts. */
export let tensors: usize = 0;
/** 288 · groups bytes a row; what lies there: see relax.ts. */
export let systems: usize = 0;
let work: usize = 0;
let workBytes: usize = 0;
let split: usize = 0;
let splitBytes: usize = 0;

/** Where the work space is: five planes and seven split ones, so many bytes each, and the arrays above. */
export function bindMemory(
  firstWork: usize, bytesOfWork: usize, firstSplit: usize, bytesOfSplit: usize,
  flowOfPatchesU: usize, flowOfPatchesV: usize, motionTensors: usize, linearSystems: usize,
): void {
  work = firstWork;
  workBytes = bytesOfWork;
  split = firstSplit;
  splitBytes = bytesOfSplit;
  patchU = flowOfPatchesU;
  patchV = flowOfPatchesV;
  tensors = motionTensors;
  systems = linearSystems;
}

/** Names the level for the calls that follow. */
export function bindLevel(
  i0: usize, i1: usize, u: usize, v: usize, levelWidth: i32, levelHeight: i32, stride: i32, padding: i32,
): void {
  image0 = i0;
  image1 = i1;
  flowU = u;
  flowV = v;
  width = levelWidth;
  height = levelHeight;
  pitch = (<usize>stride) << 2;
  pad = padding;
  groups = <usize>((levelWidth + 7) >> 3);
}

/** Plane k of the work space, with the level's rows and padding. */
export function workPlane(k: usize): usize {
  return work + k * workBytes + <usize>pad * (pitch + 4);
}

/** Split plane k of the work space; two rows are left free above it. */
export function splitWork(k: usize): usize {
  return split + k * splitBytes + 2 * splitPitch() + 16;
}

/** Bytes of a row of a split plane. */
@inline
export function splitPitch(): usize {
  return (groups + 2) << 5;
}
