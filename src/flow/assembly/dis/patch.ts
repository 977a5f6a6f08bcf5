import { between, clamp, firstLanes, sumLanes } from '../../../assembly/shared/lanes';
import { height, image0, image1, pad, pitch, width, workPlane } from './level';

// What the last comparison found: Σ d², Σ d·Iₓ, Σ d·I_y of the mean-free difference d.
export let ssd: f32 = 0;
export let slopeX: f32 = 0;
export let slopeY: f32 = 0;

/** Takes a comparison's findings for the last one's. */
export function found(squares: f32, alongX: f32, alongY: f32): void {
  ssd = squares;
  slopeX = alongX;
  slopeY = alongY;
}

/** Gradients of image 0. */
export let gradX: usize = 0;
export let gradY: usize = 0;
/** The patches' side, 5 … 8; they lie `spacing` apart on a grid, the first one's corner at (originX, originY). */
export let side: i32 = 0;
export let spacing: i32 = 0;
export let columns: i32 = 0;
export let rows: i32 = 0;
export let originX: i32 = 0;
export let originY: i32 = 0;
let lowest: f32 = 0;
let highX: f32 = 0;
let highY: f32 = 0;

/** Lays as few patches over the level as cover every pixel, centred on the picture. */
export function layPatches(patchSide: i32, distance: i32): void {
  gradX = workPlane(0);
  gradY = workPlane(1);
  side = patchSide;
  spacing = distance;
  columns = max((width - side + spacing - 1) / spacing + 1, 1);
  rows = max((height - side + spacing - 1) / spacing + 1, 1);
  originX = -(((columns - 1) * spacing + side - width) >> 1);
  originY = -(((rows - 1) * spacing + side - height) >> 1);
  lowest = <f32>1 - <f32>pad;
  highX = <f32>width + <f32>pad - 10;
  highY = <f32>height + <f32>pad - <f32>side - 2;
}

// Where in image 1 the moved patch starts: address of its integer corner, and fractions.
export let corner: usize = 0;
export let fractionX: f32 = 0;
export let fractionY: f32 = 0;

/** Finds the corner of a patch moved to (x, y), kept within the padded plane. */
@inline
export function locate(x: f32, y: f32): void {
  const cx = clamp(x, lowest, highX);
  const cy = clamp(y, lowest, highY);
  const ix = floor(cx);
  const iy = floor(cy);
  fractionX = cx - ix;
  fractionY = cy - iy;
  corner = image1 + <usize>(<i32>iy) * pitch + ((<usize>(<i32>ix)) << 2);
}

/**
 * Compares the patch of image 0 at byte offset `o` with image 1 at (x, y),
 * bilinearly sampled, each patch less its own mean (as OpenCV's DIS, Apache-2,
 * does it: robust to changes of light). Leaves `ssd` and the slopes
 * Σ (d − d̄)·∇I₀, the right-hand side of Kroeger et al. 2016, eq. 3.
 */
export function compare(o: usize, x: f32, y: f32, meanX: f32, meanY: f32): void {
  locate(x, y);
  const fx = f32x4.splat(fractionX);
  const fy = f32x4.splat(fractionY);
  const below = pitch;
  const tail = firstLanes(side - 4);
  let q = corner;
  let p = image0 + o;
  let gx = gradX + o;
  let gy = gradY + o;
  let sum = f32x4.splat(0);
  let squares = f32x4.splat(0);
  let sumX = f32x4.splat(0);
  let sumY = f32x4.splat(0);
  let upperA = between(q, fx);
  let upperB = between(q + 16, fx);
  for (let row = 0; row < side; row++) {
    q += below;
    const lowerA = between(q, fx);
    const lowerB = between(q + 16, fx);
    const dA = f32x4.sub(f32x4.add(upperA, f32x4.mul(fy, f32x4.sub(lowerA, upperA))), v128.load(p));
    const dB = v128.and(
      f32x4.sub(f32x4.add(upperB, f32x4.mul(fy, f32x4.sub(lowerB, upperB))), v128.load(p, 16)), tail);
    upperA = lowerA;
    upperB = lowerB;
    sum = f32x4.add(sum, f32x4.add(dA, dB));
    squares = f32x4.add(squares, f32x4.add(f32x4.mul(dA, dA), f32x4.mul(dB, dB)));
    sumX = f32x4.add(sumX, f32x4.add(f32x4.mul(dA, v128.load(gx)), f32x4.mul(dB, v128.load(gx, 16))));
    sumY = f32x4.add(sumY, f32x4.add(f32x4.mul(dA, v128.load(gy)), f32x4.mul(dB, v128.load(gy, 16))));
    p += below;
    gx += below;
    gy += below;
  }
  const total = sumLanes(sum);
  ssd = sumLanes(squares) - total * total / <f32>(side * side);
  slopeX = sumLanes(sumX) - total * meanX;
  slopeY = sumLanes(sumY) - total * meanY;
}
