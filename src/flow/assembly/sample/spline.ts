import { clamp, sumLanes } from '../dis/lanes';

const S: f32 = <f32>(1.0 / 5040.0);

// Horner's scheme for the weights of the taps at −3 … 0, and at 1 … 4, of a point at fraction f.
// @ts-ignore: decorator
@inline
function weightsLeft(f: f32): v128 {
  const t = f32x4.splat(f);
  let w = f32x4.add(f32x4.mul(t, f32x4(-1, 7, -21, 35)), f32x4(7, -42, 105, -140));
  w = f32x4.add(f32x4.mul(t, w), f32x4(-21, 84, -105, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(35, 0, -315, 560));
  w = f32x4.add(f32x4.mul(t, w), f32x4(-35, -280, 665, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(21, 504, 315, -1680));
  w = f32x4.add(f32x4.mul(t, w), f32x4(-7, -392, -1715, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(1, 120, 1191, 2416));
  return f32x4.mul(w, f32x4.splat(S));
}

// @ts-ignore: decorator
@inline
function weightsRight(f: f32): v128 {
  const t = f32x4.splat(f);
  let w = f32x4.add(f32x4.mul(t, f32x4(-35, 21, -7, 1)), f32x4(105, -42, 7, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(105, -84, 21, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(-315, 0, 35, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(-665, 280, 35, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(315, 504, 21, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(1715, 392, 7, 0));
  w = f32x4.add(f32x4.mul(t, w), f32x4(1191, 120, 1, 0));
  return f32x4.mul(w, f32x4.splat(S));
}

// @ts-ignore: decorator
@inline
function lane(w: v128, k: i32): v128 {
  if (k == 0) return v128.shuffle<f32>(w, w, 0, 0, 0, 0);
  if (k == 1) return v128.shuffle<f32>(w, w, 1, 1, 1, 1);
  if (k == 2) return v128.shuffle<f32>(w, w, 2, 2, 2, 2);
  return v128.shuffle<f32>(w, w, 3, 3, 3, 3);
}

/**
 * Samples `planes` planes, `planeBytes` apart, at x + (u, v)(x), coordinates clamped to
 * the frame. `source` has their pixels, used as they are where the point is one;
 * `coefficients` what `splineCoefficients` made of them; both name pixel (0, 0) and are
 * padded by at least 4. u, v and each target plane: width · height floats.
 */
export function sampleSpline(
  source: usize, coefficients: usize, planes: i32, planeBytes: usize, u: usize, v: usize, target: usize,
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
      const at: usize = <usize>(<i32>iy) * pitch + ((<usize>(<i32>ix)) << 2);
      let to = target + o;
      if (fx == 0 && fy == 0) {
        let from = source + at;
        for (let plane = 0; plane < planes; plane++, from += planeBytes, to += targetBytes) {
          store<f32>(to, load<f32>(from));
        }
        continue;
      }
      const xl = weightsLeft(fx);
      const xr = weightsRight(fx);
      const yl = weightsLeft(fy);
      const yr = weightsRight(fy);
      let from = coefficients + at - 3 * pitch - 12;
      for (let plane = 0; plane < planes; plane++, from += planeBytes, to += targetBytes) {
        let p = from;
        let a = f32x4.mul(lane(yl, 0), v128.load(p));
        let b = f32x4.mul(lane(yl, 0), v128.load(p, 16));
        p += pitch;
        a = f32x4.add(a, f32x4.mul(lane(yl, 1), v128.load(p)));
        b = f32x4.add(b, f32x4.mul(lane(yl, 1), v128.load(p, 16)));
        p += pitch;
        a = f32x4.add(a, f32x4.mul(lane(yl, 2), v128.load(p)));
        b = f32x4.add(b, f32x4.mul(lane(yl, 2), v128.load(p, 16)));
        p += pitch;
        a = f32x4.add(a, f32x4.mul(lane(yl, 3), v128.load(p)));
        b = f32x4.add(b, f32x4.mul(lane(yl, 3), v128.load(p, 16)));
        p += pitch;
        a = f32x4.add(a, f32x4.mul(lane(yr, 0), v128.load(p)));
        b = f32x4.add(b, f32x4.mul(lane(yr, 0), v128.load(p, 16)));
        p += pitch;
        a = f32x4.add(a, f32x4.mul(lane(yr, 1), v128.load(p)));
        b = f32x4.add(b, f32x4.mul(lane(yr, 1), v128.load(p, 16)));
        p += pitch;
        a = f32x4.add(a, f32x4.mul(lane(yr, 2), v128.load(p)));
        b = f32x4.add(b, f32x4.mul(lane(yr, 2), v128.load(p, 16)));
        p += pitch;
        a = f32x4.add(a, f32x4.mul(lane(yr, 3), v128.load(p)));
        b = f32x4.add(b, f32x4.mul(lane(yr, 3), v128.load(p, 16)));
        store<f32>(to, sumLanes(f32x4.add(f32x4.mul(a, xl), f32x4.mul(b, xr))));
      }
    }
  }
}
