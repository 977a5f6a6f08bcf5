// Kernels of src/flow/frame-difference.ts. Planes lie row by row, without padding.
import { clamp } from '../../assembly/shared/lanes';

export { freeMemory } from '../../assembly/shared/memory';

/** Share of the way from one value to another. */
@inline
function mixed<T>(a: T, b: T, share: T): T {
  return a + share * (b - a);
}

/** The value between the pixel at `p` and those right of it and below, bilinear. */
@inline
function between<T>(p: usize, right: usize, below: usize, fx: T, fy: T): T {
  const upper = mixed<T>(<T>load<f32>(p), <T>load<f32>(p + right), fx);
  const lower = mixed<T>(<T>load<f32>(p + below), <T>load<f32>(p + below + right), fx);
  return mixed<T>(upper, lower, fy);
}

/**
 * |a + b|² / (0.01 (|a|² + |b|²) + 0.5) of each pixel, with a = (u, v) there and b = (fu, fv) at its end; infinite where
 * that lies outside the frame. The flows are f32, the result f64.
 */
export function inconsistency(
  u: usize, v: usize, fu: usize, fv: usize, out: usize, width: i32, height: i32,
): void {
  let p: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 4) {
      const au = <f64>load<f32>(u + p);
      const av = <f64>load<f32>(v + p);
      const tx = <f64>x + au;
      const ty = <f64>y + av;
      let ratio = Infinity;
      if (tx >= 0 && ty >= 0 && tx <= <f64>(width - 1) && ty <= <f64>(height - 1)) {
        const x0 = Math.floor(tx);
        const y0 = Math.floor(ty);
        const fx = tx - x0;
        const fy = ty - y0;
        const q = <usize>(<i32>y0 * width + <i32>x0) << 2;
        const right: usize = fx > 0 ? 4 : 0;
        const below: usize = fy > 0 ? <usize>width << 2 : 0;
        const bu = between<f64>(fu + q, right, below, fx, fy);
        const bv = between<f64>(fv + q, right, below, fx, fy);
        const eu = au + bu;
        const ev = av + bv;
        // In single precision, as the flows are.
        const error = <f32>(eu * eu + ev * ev);
        const tolerated = <f32>(0.01 * (au * au + av * av + bu * bu + bv * bv) + 0.5);
        ratio = <f64>error / <f64>tolerated;
      }
      store<f64>(out + (p << 1), ratio);
    }
  }
}

/**
 * Mean absolute difference, of 255, of the three planes at `current` from those at `previous` as (u, v) moves them, bilinear,
 * points outside the frame taken at its edge.
 */
export function difference(
  u: usize, v: usize, current: usize, previous: usize, out: usize, width: i32, height: i32,
): void {
  const bytes = <usize>(width * height) << 2;
  const right = <f32>(width - 1);
  const bottom = <f32>(height - 1);
  let p: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 4) {
      const tx = clamp(<f32>x + load<f32>(u + p), 0, right);
      const ty = clamp(<f32>y + load<f32>(v + p), 0, bottom);
      const x0 = floor(tx);
      const y0 = floor(ty);
      const fx = tx - x0;
      const fy = ty - y0;
      const q = <usize>(<i32>y0 * width + <i32>x0) << 2;
      const across: usize = fx > 0 ? 4 : 0;
      const below: usize = fy > 0 ? <usize>width << 2 : 0;
      let sum: f32 = 0;
      for (let plane: usize = 0; plane < 3 * bytes; plane += bytes) {
        const moved = between<f32>(previous + plane + q, across, below, fx, fy);
        sum += abs<f32>(moved - load<f32>(current + plane + p));
      }
      store<f32>(out + p, 85 * sum);
    }
  }
}

/** Mean over 5×5 pixels of a plane, those at its edges repeated outwards; `across` has room for a plane. */
export function blur(plane: usize, across: usize, out: usize, width: i32, height: i32): void {
  const pitch = <usize>width << 2;
  for (let y: usize = 0; y < <usize>height; y++) {
    const row = plane + y * pitch;
    for (let x = 0; x < width; x++) {
      let sum: f32 = 0;
      for (let k = -2; k <= 2; k++) sum += load<f32>(row + (<usize>max(0, min(width - 1, x + k)) << 2));
      store<f32>(across + y * pitch + (<usize>x << 2), sum);
    }
  }
  const share: f32 = 1.0 / 25.0;
  for (let y = 0; y < height; y++) {
    const a = across + <usize>max(0, y - 2) * pitch;
    const b = across + <usize>max(0, y - 1) * pitch;
    const c = across + <usize>y * pitch;
    const d = across + <usize>min(height - 1, y + 1) * pitch;
    const e = across + <usize>min(height - 1, y + 2) * pitch;
    const to = out + <usize>y * pitch;
    for (let x: usize = 0; x < pitch; x += 4) {
      const outer = load<f32>(a + x) + load<f32>(b + x) + load<f32>(d + x) + load<f32>(e + x);
      store<f32>(to + x, (outer + load<f32>(c + x)) * share);
    }
  }
}

/** exp(−ratio − (residual / scale)²) of each of `count` pixels; ratios are f64, the rest f32. */
export function trust(ratio: usize, residual: usize, scale: f32, out: usize, count: i32): void {
  for (let p: usize = 0; p < <usize>count << 2; p += 4) {
    const share = load<f32>(residual + p) / scale;
    store<f32>(out + p, Mathf.exp(-(<f32>load<f64>(ratio + (p << 1)) + share * share)));
  }
}
