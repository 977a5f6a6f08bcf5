import { sumLanes, weightedRows } from '../../../assembly/shared/lanes';

/** The value between pixels of each plane, bilinear; p: the pixel at the upper left. */
@inline
export function linearBetween(
  p: usize, fx: f32, fy: f32, pitch: usize, planes: i32, planeBytes: usize, target: usize, targetBytes: usize,
): void {
  const wx = f32x4(0, 1 - fx, fx, 0);
  const wy = f32x4(0, 1 - fy, fy, 0);
  let q = p - 4;
  let to = target;
  for (let plane = 0; plane < planes; plane++, q += planeBytes, to += targetBytes) {
    store<f32>(to, sumLanes(f32x4.mul(weightedRows(q, pitch, wy), wx)));
  }
}
