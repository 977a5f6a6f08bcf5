import { evens, odds } from '../../../assembly/shared/lanes';
import { height, image0, pitch, width } from './level';

/**
 * Replicates a plane's edge pixels into its border of `pad` pixels.
 * A plane's pointer names its pixel (0, 0); rows lie `stride` floats apart.
 */
export function padPlane(plane: usize, width: i32, height: i32, stride: i32, pad: i32): void {
  const pitch = (<usize>stride) << 2;
  for (let y = 0; y < height; y++) {
    const row = plane + <usize>y * pitch;
    const first = load<f32>(row);
    const last = load<f32>(row + ((<usize>(width - 1)) << 2));
    for (let x = 1; x <= pad; x++) {
      store<f32>(row - ((<usize>x) << 2), first);
    }
    for (let x = width; x < stride - pad; x++) {
      store<f32>(row + ((<usize>x) << 2), last);
    }
  }
  const start = plane - ((<usize>pad) << 2);
  const end = start + <usize>(height - 1) * pitch;
  for (let y = 1; y <= pad; y++) {
    memory.copy(start - <usize>y * pitch, start, pitch);
    memory.copy(end + <usize>y * pitch, end, pitch);
  }
}

/** Mean of 2×2 pixels: a padded plane to one of half its size, rounded up (the border supplies the odd row and column). */
export function halve(source: usize, sourceStride: i32, target: usize, targetStride: i32, width: i32, height: i32): void {
  const pitch = (<usize>sourceStride) << 2;
  const quarter = f32x4.splat(0.25);
  for (let y = 0; y < height; y++) {
    let p = source + <usize>(2 * y) * pitch;
    let q = target + ((<usize>y * <usize>targetStride) << 2);
    for (let x = 0; x < width; x += 4, p += 32, q += 16) {
      const a = f32x4.add(v128.load(p), v128.load(p + pitch));
      const b = f32x4.add(v128.load(p, 16), v128.load(p + pitch, 16));
      v128.store(q, f32x4.mul(quarter, f32x4.add(evens(a, b), odds(a, b))));
    }
  }
}

/** Central differences ½(right − left) and ½(below − above) of image 0, also over the inner `margin` pixels of its border. */
export function gradients(gx: usize, gy: usize, margin: i32): void {
  const half = f32x4.splat(0.5);
  for (let y = -margin; y < height + margin; y++) {
    for (let x = -margin; x < width + margin; x += 4) {
      const o = y * <i32>pitch + (x << 2);
      const p = image0 + o;
      v128.store(gx + o, f32x4.mul(half, f32x4.sub(v128.load(p + 4), v128.load(p - 4))));
      v128.store(gy + o, f32x4.mul(half, f32x4.sub(v128.load(p + pitch), v128.load(p - pitch))));
    }
  }
}

/** A flow plane of the next coarser level to this one: bilinear, pixel centres aligned, times two. The coarse plane must be padded. */
export function doubleFlow(source: usize, sourceStride: i32, target: usize, targetStride: i32, width: i32, height: i32): void {
  for (let y = 0; y < height; y++) {
    // Centre (y + ½)/2 − ½ lies a quarter of a coarse pixel from the nearer row.
    const near = source + ((<usize>(y >> 1) * <usize>sourceStride) << 2);
    const far = y & 1 ? near + ((<usize>sourceStride) << 2) : near - ((<usize>sourceStride) << 2);
    const q = target + ((<usize>y * <usize>targetStride) << 2);
    for (let x = 0; x < width; x++) {
      const i = (<usize>(x >> 1)) << 2;
      const j = x & 1 ? i + 4 : i - 4;
      const a: f32 = load<f32>(near + i) * 0.75 + load<f32>(near + j) * 0.25;
      const b: f32 = load<f32>(far + i) * 0.75 + load<f32>(far + j) * 0.25;
      store<f32>(q + ((<usize>x) << 2), 2 * (a * 0.75 + b * 0.25));
    }
  }
}
