// Dense float32 vector kernels for the optimisers, 4 lanes at a time. All
// pointers are byte offsets into the imported memory, 16-byte aligned; `n` is
// the padded length, a multiple of 16 (the padding holds zeros).

/** Σ a_i b_i, accumulated in blocks so that rounding stays near float64's. */
export function dot(a: usize, b: usize, n: i32): f64 {
  let total: f64 = 0;
  let i: i32 = 0;
  while (i < n) {
    const end = min(n, i + 4096);
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (; i < end; i += 16) {
      const pa = a + (<usize>i << 2);
      const pb = b + (<usize>i << 2);
      s0 = f32x4.add(s0, f32x4.mul(v128.load(pa), v128.load(pb)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(pa, 16), v128.load(pb, 16)));
      s2 = f32x4.add(s2, f32x4.mul(v128.load(pa, 32), v128.load(pb, 32)));
      s3 = f32x4.add(s3, f32x4.mul(v128.load(pa, 48), v128.load(pb, 48)));
    }
    const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    total +=
      (<f64>f32x4.extract_lane(s, 0) + <f64>f32x4.extract_lane(s, 1)) +
      (<f64>f32x4.extract_lane(s, 2) + <f64>f32x4.extract_lane(s, 3));
  }
  return total;
}

/** y ← y + α x */
export function axpy(alpha: f32, x: usize, y: usize, n: i32): void {
  const factor = f32x4.splat(alpha);
  for (let i: i32 = 0; i < n; i += 8) {
    const px = x + (<usize>i << 2);
    const py = y + (<usize>i << 2);
    v128.store(py, f32x4.add(v128.load(py), f32x4.mul(factor, v128.load(px))));
    v128.store(py, f32x4.add(v128.load(py, 16), f32x4.mul(factor, v128.load(px, 16))), 16);
  }
}

/** x ← α x */
export function scale(alpha: f32, x: usize, n: i32): void {
  const factor = f32x4.splat(alpha);
  for (let i: i32 = 0; i < n; i += 4) {
    const px = x + (<usize>i << 2);
    v128.store(px, f32x4.mul(factor, v128.load(px)));
  }
}

/** y ← x y, element by element */
export function multiply(y: usize, x: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i += 4) {
    const o = <usize>i << 2;
    v128.store(y + o, f32x4.mul(v128.load(x + o), v128.load(y + o)));
  }
}

/** out ← a − b */
export function subtract(out: usize, a: usize, b: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i += 4) {
    const o = <usize>i << 2;
    v128.store(out + o, f32x4.sub(v128.load(a + o), v128.load(b + o)));
  }
}

/** out ← a, zero where x sits on a border of [0,1] and −g points outside. */
export function freePart(out: usize, a: usize, g: usize, x: usize, n: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let i: i32 = 0; i < n; i += 4) {
    const o = <usize>i << 2;
    const gradient = v128.load(g + o);
    const value = v128.load(x + o);
    const low = v128.and(f32x4.le(value, zero), f32x4.gt(gradient, zero));
    const high = v128.and(f32x4.ge(value, one), f32x4.lt(gradient, zero));
    v128.store(out + o, v128.andnot(v128.load(a + o), v128.or(low, high)));
  }
}

/** s ← clamp(x + α d, 0, 1) − x, then x ← x + s: the step that was really taken. */
export function clampedStep(x: usize, alpha: f32, d: usize, s: usize, n: i32): void {
  const factor = f32x4.splat(alpha);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let i: i32 = 0; i < n; i += 4) {
    const o = <usize>i << 2;
    const before = v128.load(x + o);
    const moved = f32x4.add(before, f32x4.mul(factor, v128.load(d + o)));
    const after = f32x4.min(one, f32x4.max(zero, moved));
    v128.store(s + o, f32x4.sub(after, before));
    v128.store(x + o, after);
  }
}

/**
 * One bias-corrected Adam step, clamped to [0,1] (Kingma & Ba 2015, algorithm 1):
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², x ← x − rate · m / (√(v·correction) + ε).
 */
export function adamStep(
  x: usize, g: usize, m: usize, v: usize, rate: f32, correction: f32, beta1: f32, beta2: f32, epsilon: f32, n: i32,
): void {
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(1 - beta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(1 - beta2);
  const r = f32x4.splat(rate);
  const k = f32x4.splat(correction);
  const e = f32x4.splat(epsilon);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let i: i32 = 0; i < n; i += 4) {
    const o = <usize>i << 2;
    const grad = v128.load(g + o);
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + o)), f32x4.mul(c1, grad));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v + o)), f32x4.mul(c2, f32x4.mul(grad, grad)));
    v128.store(m + o, first);
    v128.store(v + o, second);
    const step = f32x4.div(f32x4.mul(r, first), f32x4.add(f32x4.sqrt(f32x4.mul(second, k)), e));
    v128.store(x + o, f32x4.min(one, f32x4.max(zero, f32x4.sub(v128.load(x + o), step))));
  }
}
