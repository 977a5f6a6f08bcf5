import { catmullRom, clamp, sumLanes } from './dis/lanes';

export { padPlane } from './dis/pyramid';

/**
 * Samples a plane (padded by at least 4) at x + (u, v)(x), Catmull-Rom, coordinates
 * clamped to where the padding is constant. u, v, target: width · height floats.
 */
export function sampleCatmullRom(
  source: usize, u: usize, v: usize, target: usize, width: i32, height: i32,
  sourceWidth: i32, sourceHeight: i32, stride: i32,
): void {
  const pitch: usize = (<usize>stride) << 2;
  const right = <f32>sourceWidth;
  const bottom = <f32>sourceHeight;
  let o: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 4) {
      const px = clamp(<f32>x + load<f32>(u + o), -1, right);
      const py = clamp(<f32>y + load<f32>(v + o), -1, bottom);
      const ix = floor(px);
      const iy = floor(py);
      const q = source + <usize>(<i32>iy) * pitch + ((<usize>(<i32>ix)) << 2) - 4;
      const wy = catmullRom(py - iy);
      let sum = f32x4.mul(v128.load(q - pitch), v128.shuffle<f32>(wy, wy, 0, 0, 0, 0));
      sum = f32x4.add(sum, f32x4.mul(v128.load(q), v128.shuffle<f32>(wy, wy, 1, 1, 1, 1)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(q + pitch), v128.shuffle<f32>(wy, wy, 2, 2, 2, 2)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(q + pitch + pitch), v128.shuffle<f32>(wy, wy, 3, 3, 3, 3)));
      store<f32>(target + o, sumLanes(f32x4.mul(sum, catmullRom(px - ix))));
    }
  }
}
