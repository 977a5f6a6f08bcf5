// Kernels of withDetailOf; src/stylize/style-network/detail.ts calls them. Planes lie row by row, without padding.
export { freeMemory } from '../../../assembly/shared/memory';

/** (a + 4 b + 6 c + 4 d + e) / 16 of four values each. */
@inline
function binomial(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  const inner = f32x4.mul(f32x4.splat(4), f32x4.add(b, d));
  const sum = f32x4.add(f32x4.add(f32x4.add(a, e), inner), f32x4.mul(f32x4.splat(6), c));
  return f32x4.mul(sum, f32x4.splat(0.0625));
}

/** The value at x of the row at `row`; beyond its ends that of the end. */
@inline
function at(row: usize, x: i32, width: i32): f32 {
  return load<f32>(row + (<usize>min(width - 1, max(0, x)) << 2));
}

/** Rows through 1 4 6 4 1, taps `step` apart. */
function filterRow(source: usize, target: usize, width: i32, step: i32): void {
  const far = <usize>step << 3;
  const near = <usize>step << 2;
  let x = 0;
  while (x < width) {
    const p = source + (<usize>x << 2);
    const q = target + (<usize>x << 2);
    if (x >= 2 * step && x + 4 + 2 * step <= width) {
      const filtered = binomial(
        v128.load(p - far),
        v128.load(p - near),
        v128.load(p),
        v128.load(p + near),
        v128.load(p + far),
      );
      v128.store(q, filtered);
      x += 4;
    } else {
      const outer = at(source, x - 2 * step, width) + at(source, x + 2 * step, width);
      const inner = at(source, x - step, width) + at(source, x + step, width);
      store<f32>(q, (outer + 4 * inner + 6 * load<f32>(p)) * 0.0625);
      x++;
    }
  }
}

/**
 * A plane through 1 4 6 4 1, taps `step` apart, in both directions, its border repeated; returns the sum of the squared
 * differences from it.
 *
 * @param across room for a plane
 */
export function smooth(
  source: usize,
  across: usize,
  target: usize,
  width: i32,
  height: i32,
  step: i32,
): f64 {
  const pitch = <usize>width << 2;
  for (let y: usize = 0; y < <usize>height; y++) filterRow(source + y * pitch, across + y * pitch, width, step);
  let energy: f64 = 0;
  for (let y = 0; y < height; y++) {
    const a = across + <usize>max(0, y - 2 * step) * pitch;
    const b = across + <usize>max(0, y - step) * pitch;
    const c = across + <usize>y * pitch;
    const d = across + <usize>min(height - 1, y + step) * pitch;
    const e = across + <usize>min(height - 1, y + 2 * step) * pitch;
    const from = source + <usize>y * pitch;
    const to = target + <usize>y * pitch;
    let sums = f32x4.splat(0);
    let x: usize = 0;
    for (; x + 16 <= pitch; x += 16) {
      const filtered = binomial(
        v128.load(a + x),
        v128.load(b + x),
        v128.load(c + x),
        v128.load(d + x),
        v128.load(e + x),
      );
      v128.store(to + x, filtered);
      const difference = f32x4.sub(v128.load(from + x), filtered);
      sums = f32x4.add(sums, f32x4.mul(difference, difference));
    }
    for (; x < pitch; x += 4) {
      const outer = load<f32>(a + x) + load<f32>(e + x);
      const inner = load<f32>(b + x) + load<f32>(d + x);
      const filtered: f32 = (outer + 4 * inner + 6 * load<f32>(c + x)) * 0.0625;
      store<f32>(to + x, filtered);
      const difference = load<f32>(from + x) - filtered;
      energy += <f64>(difference * difference);
    }
    energy += <f64>f32x4.extract_lane(sums, 0) + <f64>f32x4.extract_lane(sums, 1);
    energy += <f64>f32x4.extract_lane(sums, 2) + <f64>f32x4.extract_lane(sums, 3);
  }
  return energy;
}

/** out ← out + factor · (a − b), of `count` values. */
export function addDifference(out: usize, a: usize, b: usize, factor: f32, count: i32): void {
  const end = <usize>count << 2;
  const factors = f32x4.splat(factor);
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const difference = f32x4.sub(v128.load(a + i), v128.load(b + i));
    v128.store(out + i, f32x4.add(v128.load(out + i), f32x4.mul(factors, difference)));
  }
  for (; i < end; i += 4) {
    store<f32>(out + i, load<f32>(out + i) + factor * (load<f32>(a + i) - load<f32>(b + i)));
  }
}
