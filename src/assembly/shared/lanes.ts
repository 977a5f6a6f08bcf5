/** Small v128 idioms that the kernels share. Everything here is inlined. */

/** Sum of the four f32 lanes, always in the same order. */
@inline
export function sumLanes(a: v128): f32 {
  const b = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(b, 0) + f32x4.extract_lane(b, 1);
}

/** Lane k in all four. */
@inline
export function lane(a: v128, k: i32): v128 {
  if (k == 0) return v128.shuffle<f32>(a, a, 0, 0, 0, 0);
  if (k == 1) return v128.shuffle<f32>(a, a, 1, 1, 1, 1);
  if (k == 2) return v128.shuffle<f32>(a, a, 2, 2, 2, 2);
  return v128.shuffle<f32>(a, a, 3, 3, 3, 3);
}

/** Four values each of four rows, `pitch` apart, weighted by the lanes of `w` and added up; p is in the second row. */
@inline
export function weightedRows(p: usize, pitch: usize, w: v128): v128 {
  let sum = f32x4.mul(v128.load(p - pitch), lane(w, 0));
  sum = f32x4.add(sum, f32x4.mul(v128.load(p), lane(w, 1)));
  sum = f32x4.add(sum, f32x4.mul(v128.load(p + pitch), lane(w, 2)));
  return f32x4.add(sum, f32x4.mul(v128.load(p + pitch + pitch), lane(w, 3)));
}

/** Four values between those at p and their right neighbours, at fraction fx. */
@inline
export function between(p: usize, fx: v128): v128 {
  const a = v128.load(p);
  return f32x4.add(a, f32x4.mul(fx, f32x4.sub(v128.load(p, 4), a)));
}

/** The even-numbered of the eight values a0 … a3 b0 … b3. */
@inline
export function evens(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 2, 4, 6);
}

/** The odd-numbered of the eight values a0 … a3 b0 … b3. */
@inline
export function odds(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 1, 3, 5, 7);
}

/** 1 / sqrt(a), to full precision. */
@inline
export function inverseRoot(a: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(a));
}

/** x limited to [low, high]. */
@inline
export function clamp(x: f32, low: f32, high: f32): f32 {
  return min(max(x, low), high);
}

/** Lanes of `lane < count` all ones, the others zero. */
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}
