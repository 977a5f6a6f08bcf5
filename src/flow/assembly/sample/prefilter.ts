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
 * One pole over `count` quadruples of vectors, `step` bytes apart, forth and back: four
 * vectors at once, since each waits for the one before it in its line. The
 * signal is taken to go on constantly at both ends, as it does in the padding.
 */
function filterLines(start: usize, step: usize, count: i32, pole: f32): void {
  const z = f32x4.splat(pole);
  const first = f32x4.splat(<f32>1 / (<f32>1 - pole));
  const last = f32x4.splat(-pole / (<f32>1 - pole));
  const end = start + <usize>(count - 1) * step;
  let a = f32x4.mul(v128.load(start), first);
  let b = f32x4.mul(v128.load(start, 16), first);
  let c = f32x4.mul(v128.load(start, 32), first);
  let d = f32x4.mul(v128.load(start, 48), first);
  for (let p = start; ; ) {
    v128.store(p, a);
    v128.store(p, b, 16);
    v128.store(p, c, 32);
    v128.store(p, d, 48);
    p += step;
    if (p > end) break;
    a = f32x4.add(v128.load(p), f32x4.mul(z, a));
    b = f32x4.add(v128.load(p, 16), f32x4.mul(z, b));
    c = f32x4.add(v128.load(p, 32), f32x4.mul(z, c));
    d = f32x4.add(v128.load(p, 48), f32x4.mul(z, d));
  }
  a = f32x4.mul(a, last);
  b = f32x4.mul(b, last);
  c = f32x4.mul(c, last);
  d = f32x4.mul(d, last);
  for (let p = end; ; ) {
    v128.store(p, a);
    v128.store(p, b, 16);
    v128.store(p, c, 32);
    v128.store(p, d, 48);
    p -= step;
    if (p < start) break;
    a = f32x4.mul(z, f32x4.sub(a, v128.load(p)));
    b = f32x4.mul(z, f32x4.sub(b, v128.load(p, 16)));
    c = f32x4.mul(z, f32x4.sub(c, v128.load(p, 32)));
    d = f32x4.mul(z, f32x4.sub(d, v128.load(p, 48)));
  }
}

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
 * them, in place. `start` is the first float of the padded plane, `stride` (a
 * multiple of 16) × `rows` floats, with room for as many rows as the next multiple of 16;
 * `line` has room for 64 · stride bytes. Sixteen rows are filtered side by side, then sixteen columns.
 */
export function splineCoefficients(start: usize, stride: i32, rows: i32, line: usize): void {
  const pitch: usize = (<usize>stride) << 2;
  const gain = f32x4.splat(<f32>(GAIN * GAIN));
  const one = f32x4.splat(1);
  for (let y = 0; y < rows; y += 16) {
    for (let k: usize = 0; k < 4; k++) {
      const row = start + (<usize>y + 4 * k) * pitch;
      for (let x: usize = 0; x < pitch; x += 16) transpose(row + x, pitch, line + (x << 4) + (k << 4), 64, gain);
    }
    filterLines(line, 64, stride, POLE1);
    filterLines(line, 64, stride, POLE2);
    filterLines(line, 64, stride, POLE3);
    for (let k: usize = 0; k < 4; k++) {
      const row = start + (<usize>y + 4 * k) * pitch;
      for (let x: usize = 0; x < pitch; x += 16) transpose(line + (x << 4) + (k << 4), 64, row + x, pitch, one);
    }
  }
  for (let x: usize = 0; x < pitch; x += 64) {
    filterLines(start + x, pitch, rows, POLE1);
    filterLines(start + x, pitch, rows, POLE2);
    filterLines(start + x, pitch, rows, POLE3);
  }
}
