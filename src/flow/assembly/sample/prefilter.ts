// Poles of the seventh-degree B-spline's inverse filter (Unser, Aldroubi & Eden 1993, part II).
const POLE1: f32 = -0.5352804307964381655;
const POLE2: f32 = -0.12255461519232669051;
const POLE3: f32 = -0.0091486948096082769286;
// Π (1 − z)(1 − 1/z), along one dimension.
const GAIN: f64 =
  (1.0 + 0.5352804307964381655) * (1.0 + 1.0 / 0.5352804307964381655) *
  (1.0 + 0.12255461519232669051) * (1.0 + 1.0 / 0.12255461519232669051) *
  (1.0 + 0.0091486948096082769286) * (1.0 + 1.0 / 0.0091486948096082769286);

/**
 * One pole over `count` vectors `step` bytes apart, forth and back. The signal is taken to go
 * on constantly at both ends, as it does in the padding.
 */
// @ts-ignore: decorator
@inline
function filterLine(start: usize, step: usize, count: i32, pole: f32): void {
  const z = f32x4.splat(pole);
  const end = start + <usize>(count - 1) * step;
  let last = f32x4.mul(v128.load(start), f32x4.splat(<f32>1 / (<f32>1 - pole)));
  v128.store(start, last);
  for (let p = start + step; p <= end; p += step) {
    last = f32x4.add(v128.load(p), f32x4.mul(z, last));
    v128.store(p, last);
  }
  last = f32x4.mul(last, f32x4.splat(-pole / (<f32>1 - pole)));
  v128.store(end, last);
  for (let p = end - step; p >= start; p -= step) {
    last = f32x4.mul(z, f32x4.sub(last, v128.load(p)));
    v128.store(p, last);
  }
}

// @ts-ignore: decorator
@inline
function transpose(from: usize, fromStep: usize, to: usize, toStep: usize, scale: v128): void {
  const a = v128.load(from);
  const b = v128.load(from + fromStep);
  const c = v128.load(from + 2 * fromStep);
  const d = v128.load(from + 3 * fromStep);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, f32x4.mul(scale, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5)));
  v128.store(to + toStep, f32x4.mul(scale, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7)));
  v128.store(to + 2 * toStep, f32x4.mul(scale, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5)));
  v128.store(to + 3 * toStep, f32x4.mul(scale, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7)));
}

/**
 * Pixels to the coefficients of the seventh-degree B-spline that goes through
 * them, in place. `start` is the first float of the padded plane, `stride` ×
 * `rows` floats in all, both multiples of 4; `line` has room for 16 · stride bytes. Four rows
 * are filtered side by side, then four columns.
 */
export function splineCoefficients(start: usize, stride: i32, rows: i32, line: usize): void {
  const pitch: usize = (<usize>stride) << 2;
  const gain = f32x4.splat(<f32>(GAIN * GAIN));
  const one = f32x4.splat(1);
  for (let y = 0; y < rows; y += 4) {
    const row = start + <usize>y * pitch;
    for (let x: usize = 0; x < pitch; x += 16) {
      transpose(row + x, pitch, line + (x << 2), 16, gain);
    }
    filterLine(line, 16, stride, POLE1);
    filterLine(line, 16, stride, POLE2);
    filterLine(line, 16, stride, POLE3);
    for (let x: usize = 0; x < pitch; x += 16) {
      transpose(line + (x << 2), 16, row + x, pitch, one);
    }
  }
  for (let x: usize = 0; x < pitch; x += 16) {
    filterLine(start + x, pitch, rows, POLE1);
    filterLine(start + x, pitch, rows, POLE2);
    filterLine(start + x, pitch, rows, POLE3);
  }
}
