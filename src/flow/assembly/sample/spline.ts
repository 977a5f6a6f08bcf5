import { lane, sumLanes } from '../../../assembly/shared/lanes';

// Coefficients, times 5040, of fʰ in the weights of the taps at −3 … 4, h from 7 down to 0. In
// memory, since V8 builds a vector constant anew from scalars wherever one is used.
const COEFFICIENTS: usize = memory.data<f32>([
  -1, 7, -21, 35, -35, 21, -7, 1,
  7, -42, 105, -140, 105, -42, 7, 0,
  -21, 84, -105, 0, 105, -84, 21, 0,
  35, 0, -315, 560, -315, 0, 35, 0,
  -35, -280, 665, 0, -665, 280, 35, 0,
  21, 504, 315, -1680, 315, 504, 21, 0,
  -7, -392, -1715, 0, 1715, 392, 7, 0,
  1, 120, 1191, 2416, 1191, 120, 1, 0,
], 16);
const S: f32 = <f32>(1.0 / 5040.0);

// Horner's scheme; `half` is 0 for the taps at −3 … 0, 16 for those at 1 … 4.
@inline
function weights(f: f32, half: usize): v128 {
  const t = f32x4.splat(f);
  const table = COEFFICIENTS + half;
  let w = f32x4.add(f32x4.mul(t, v128.load(table)), v128.load(table, 32));
  w = f32x4.add(f32x4.mul(t, w), v128.load(table, 64));
  w = f32x4.add(f32x4.mul(t, w), v128.load(table, 96));
  w = f32x4.add(f32x4.mul(t, w), v128.load(table, 128));
  w = f32x4.add(f32x4.mul(t, w), v128.load(table, 160));
  w = f32x4.add(f32x4.mul(t, w), v128.load(table, 192));
  w = f32x4.add(f32x4.mul(t, w), v128.load(table, 224));
  return f32x4.mul(w, f32x4.splat(S));
}

// Four values each of eight rows, `pitch` apart from p on, weighted by y0 … y7 and added up.
@inline
function eightRows(
  p: usize, pitch: usize, y0: v128, y1: v128, y2: v128, y3: v128, y4: v128, y5: v128, y6: v128, y7: v128,
): v128 {
  let sum = f32x4.mul(y0, v128.load(p));
  sum = f32x4.add(sum, f32x4.mul(y1, v128.load(p + pitch)));
  sum = f32x4.add(sum, f32x4.mul(y2, v128.load(p + 2 * pitch)));
  sum = f32x4.add(sum, f32x4.mul(y3, v128.load(p + 3 * pitch)));
  sum = f32x4.add(sum, f32x4.mul(y4, v128.load(p + 4 * pitch)));
  sum = f32x4.add(sum, f32x4.mul(y5, v128.load(p + 5 * pitch)));
  sum = f32x4.add(sum, f32x4.mul(y6, v128.load(p + 6 * pitch)));
  return f32x4.add(sum, f32x4.mul(y7, v128.load(p + 7 * pitch)));
}

/** The value between pixels of each plane, a B-spline's of the seventh degree; p: the coefficient at the upper left. */
@inline
export function splineBetween(
  p: usize, fx: f32, fy: f32, pitch: usize, planes: i32, planeBytes: usize, target: usize, targetBytes: usize,
): void {
  const xl = weights(fx, 0);
  const xr = weights(fx, 16);
  const yl = weights(fy, 0);
  const yr = weights(fy, 16);
  const y0 = lane(yl, 0);
  const y1 = lane(yl, 1);
  const y2 = lane(yl, 2);
  const y3 = lane(yl, 3);
  const y4 = lane(yr, 0);
  const y5 = lane(yr, 1);
  const y6 = lane(yr, 2);
  const y7 = lane(yr, 3);
  let from = p - 3 * pitch - 12;
  let to = target;
  for (let plane = 0; plane < planes; plane++, from += planeBytes, to += targetBytes) {
    const a = eightRows(from, pitch, y0, y1, y2, y3, y4, y5, y6, y7);
    const b = eightRows(from + 16, pitch, y0, y1, y2, y3, y4, y5, y6, y7);
    store<f32>(to, sumLanes(f32x4.add(f32x4.mul(a, xl), f32x4.mul(b, xr))));
  }
}
