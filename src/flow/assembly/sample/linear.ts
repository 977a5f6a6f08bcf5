import { clamp, sumLanes, weightedRows } from '../../../assembly/shared/lanes';

/**
 * Samples `planes` planes, `planeBytes` apart and padded by at least 2, at x + (u, v)(x), bilinear;
 * coordinates clamped to the frame. `source` names pixel (0, 0). u, v and each target plane: width · height floats.
 */
export function sampleLinear(
  source: usize, planes: i32, planeBytes: usize, u: usize, v: usize, target: usize,
  width: i32, height: i32, stride: i32,
): void {
  const pitch: usize = (<usize>stride) << 2;
  const targetBytes: usize = (<usize>(width * height)) << 2;
  const right = <f32>(width - 1);
  const bottom = <f32>(height - 1);
  let o: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 4) {
      const px = clamp(<f32>x + load<f32>(u + o), 0, right);
      const py = clamp(<f32>y + load<f32>(v + o), 0, bottom);
      const ix = floor(px);
      const iy = floor(py);
      const fx = px - ix;
      const fy = py - iy;
      const wx = f32x4(0, 1 - fx, fx, 0);
      const wy = f32x4(0, 1 - fy, fy, 0);
      let q = source + <usize>(<i32>iy) * pitch + ((<usize>(<i32>ix)) << 2) - 4;
      let to = target + o;
      for (let plane = 0; plane < planes; plane++, q += planeBytes, to += targetBytes) {
        store<f32>(to, sumLanes(f32x4.mul(weightedRows(q, pitch, wy), wx)));
      }
    }
  }
}
