import { clamp } from '../../../assembly/shared/lanes';
import { linearBetween } from './linear';
import { splineBetween } from './spline';

/**
 * Samples `planes` planes, `planeBytes` apart, at x + (u, v)(x), coordinates clamped to the frame. `source` has their
 * pixels; `coefficients` what `splineCoefficients` made of them, or 0 for a bilinear value. Of a spline, the pixels are
 * used as they are where the point is one. Both name pixel (0, 0) and are padded by at least 4. u, v and each target
 * plane: width · height floats.
 */
export function sample(
  source: usize, coefficients: usize, planes: i32, planeBytes: usize, u: usize, v: usize, target: usize,
  width: i32, height: i32, stride: i32,
): void {
  const pitch: usize = (<usize>stride) << 2;
  const targetBytes: usize = (<usize>(width * height)) << 2;
  const right = <f32>(width - 1);
  const bottom = <f32>(height - 1);
  let to = target;
  let o: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 4, to += 4) {
      const px = clamp(<f32>x + load<f32>(u + o), 0, right);
      const py = clamp(<f32>y + load<f32>(v + o), 0, bottom);
      const ix = floor(px);
      const iy = floor(py);
      const fx = px - ix;
      const fy = py - iy;
      const at: usize = <usize>(<i32>iy) * pitch + ((<usize>(<i32>ix)) << 2);
      if (coefficients == 0) {
        linearBetween(source + at, fx, fy, pitch, planes, planeBytes, to, targetBytes);
      } else if (fx == 0 && fy == 0) {
        for (let plane: usize = 0; plane < <usize>planes; plane++) {
          store<f32>(to + plane * targetBytes, load<f32>(source + at + plane * planeBytes));
        }
      } else {
        splineBetween(coefficients + at, fx, fy, pitch, planes, planeBytes, to, targetBytes);
      }
    }
  }
}
