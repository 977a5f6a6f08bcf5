// Kernels of withDetailOf and heldSteady in src/stylize/style-network. Planes lie row by row, without padding.
export { freeMemory } from '../../../assembly/shared/memory';

/** (o a + 4 b + (8 − 2 o) c + 4 d + o e) / 16 of four values each. */
@inline
function weighted(o: f32, a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  const inner = f32x4.mul(f32x4.splat(0.25), f32x4.add(b, d));
  const outer = f32x4.mul(f32x4.splat(0.0625 * o), f32x4.add(a, e));
  return f32x4.add(f32x4.add(outer, inner), f32x4.mul(f32x4.splat(0.5 - 0.125 * o), c));
}

/** The value at x of the row at `row`; beyond its ends that of the end. */
@inline
function at(row: usize, x: i32, width: i32): f32 {
  return load<f32>(row + (<usize>min(width - 1, max(0, x)) << 2));
}

/** Rows through o, 4, 8 − 2 o, 4, o, taps `step` apart. */
function filterRow(source: usize, target: usize, width: i32, step: i32, o: f32): void {
  const far = <usize>step << 3;
  const near = <usize>step << 2;
  let x = 0;
  while (x < width) {
    const p = source + (<usize>x << 2);
    const q = target + (<usize>x << 2);
    if (x >= 2 * step && x + 4 + 2 * step <= width) {
      const filtered = weighted(
        o,
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
      store<f32>(q, (o * outer + 4 * inner + (8 - 2 * o) * load<f32>(p)) * 0.0625);
      x++;
    }
  }
}

/**
 * A plane through o, 4, 8 − 2 o, 4, o, taps `step` apart, in both directions, its border repeated: for o = 1 a binomial filter, which
 * keeps ¼ at a quarter of the sampling rate, for o = −1 one that keeps ¾ there. The squared differences from it are summed up by square tiles.
 *
 * @param across room for 4 step + 1 rows: as many as are looked at for one
 * @param energies of the tiles, row by row, to which the sums are added
 * @param tile side of a tile, a multiple of 4
 */
export function smooth(
  source: usize,
  across: usize,
  target: usize,
  width: i32,
  height: i32,
  step: i32,
  o: f32,
  energies: usize,
  tile: i32,
): void {
  const pitch = <usize>width << 2;
  const columns = <usize>((width + tile - 1) / tile);
  const kept = 4 * step + 1;
  let filteredRows = 0;
  for (let y = 0; y < height; y++) {
    for (; filteredRows <= min(height - 1, y + 2 * step); filteredRows++) {
      const row = source + <usize>filteredRows * pitch;
      filterRow(row, across + <usize>(filteredRows % kept) * pitch, width, step, o);
    }
    const a = across + <usize>(max(0, y - 2 * step) % kept) * pitch;
    const b = across + <usize>(max(0, y - step) % kept) * pitch;
    const c = across + <usize>(y % kept) * pitch;
    const d = across + <usize>(min(height - 1, y + step) % kept) * pitch;
    const e = across + <usize>(min(height - 1, y + 2 * step) % kept) * pitch;
    const from = source + <usize>y * pitch;
    const to = target + <usize>y * pitch;
    let sum = energies + ((<usize>(y / tile) * columns) << 2);
    let x: usize = 0;
    while (x < pitch) {
      const end = min(pitch, x + (<usize>tile << 2));
      let sums = f32x4.splat(0);
      for (; x + 16 <= end; x += 16) {
        const filtered = weighted(
          o,
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
      let energy = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
      energy += f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
      for (; x < end; x += 4) {
        const outer = load<f32>(a + x) + load<f32>(e + x);
        const inner = load<f32>(b + x) + load<f32>(d + x);
        const filtered: f32 = (o * outer + 4 * inner + (8 - 2 * o) * load<f32>(c + x)) * 0.0625;
        store<f32>(to + x, filtered);
        const difference = load<f32>(from + x) - filtered;
        energy += difference * difference;
      }
      store<f32>(sum, load<f32>(sum) + energy);
      sum += 4;
    }
  }
}

/**
 * out ← out + factor · (a − b) of a plane. Factors are given at the centres of tiles, and linear between them.
 *
 * @param factors `columns` × `rows`, row by row
 * @param tile side of a tile, a multiple of 8
 */
export function addDifference(
  out: usize,
  a: usize,
  b: usize,
  width: i32,
  height: i32,
  factors: usize,
  columns: i32,
  rows: i32,
  tile: i32,
): void {
  for (let y = 0; y < height; y++) {
    const down = fromCentre(y, tile, rows);
    const upper = factors + <usize>((<i32>down * columns) << 2);
    const lower = factors + <usize>((min(rows - 1, <i32>down + 1) * columns) << 2);
    const below = down - Mathf.floor(down);
    const line = <usize>(y * width) << 2;
    let x = 0;
    while (x < width) {
      // From here to the next centre.
      const across = fromCentre(x, tile, columns);
      const left = <i32>across;
      const right = min(columns - 1, left + 1);
      const end = min(width, x < tile / 2 ? tile / 2 : tile / 2 + (left + 1) * tile);
      const first = between(upper, lower, left, below);
      let slope: f32 = 0;
      if (x >= tile / 2) slope = (between(upper, lower, right, below) - first) / <f32>tile;
      const start = first + slope * (<f32>(x - left * tile - tile / 2) + 0.5);
      const p = line + (<usize>x << 2);
      const rest = line + (<usize>end << 2);
      addRamp(out, a, b, p, rest, start, slope);
      x = end;
    }
  }
}

/** A pixel's place on the grid of tile centres, between the first and the last. */
@inline
function fromCentre(pixel: i32, tile: i32, count: i32): f32 {
  const place = (<f32>pixel + 0.5) / <f32>tile - 0.5;
  return min(<f32>(count - 1), max<f32>(0, place));
}

@inline
function between(upper: usize, lower: usize, column: i32, below: f32): f32 {
  const offset = <usize>column << 2;
  const one = load<f32>(upper + offset);
  return one + below * (load<f32>(lower + offset) - one);
}

/** out ← out + factor · (a − b) from byte `p` up to `end`; the factor begins with `start` and grows by `slope`. */
@inline
function addRamp(out: usize, a: usize, b: usize, p: usize, end: usize, start: f32, slope: f32): void {
  let factor = start;
  let factors = f32x4.add(f32x4.splat(start), f32x4.mul(f32x4.splat(slope), f32x4(0, 1, 2, 3)));
  const step = f32x4.splat(4 * slope);
  for (; p + 16 <= end; p += 16) {
    const difference = f32x4.sub(v128.load(a + p), v128.load(b + p));
    v128.store(out + p, f32x4.add(v128.load(out + p), f32x4.mul(factors, difference)));
    factors = f32x4.add(factors, step);
    factor += 4 * slope;
  }
  for (; p < end; p += 4) {
    store<f32>(out + p, load<f32>(out + p) + factor * (load<f32>(a + p) - load<f32>(b + p)));
    factor += slope;
  }
}

/** out ← own + hold · weight · (past − own), of `count` values. */
export function mix(own: usize, past: usize, weight: usize, hold: f32, out: usize, count: i32): void {
  const all = f32x4.splat(hold);
  const bytes = <usize>count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const a = v128.load(own + i);
    const share = f32x4.mul(all, v128.load(weight + i));
    v128.store(out + i, f32x4.add(a, f32x4.mul(share, f32x4.sub(v128.load(past + i), a))));
  }
  for (; i < bytes; i += 4) {
    const a = load<f32>(own + i);
    store<f32>(out + i, a + hold * load<f32>(weight + i) * (load<f32>(past + i) - a));
  }
}

/** Limits `count` values to [0,1]. */
export function limit(values: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const end = values + (<usize>count << 2);
  let p = values;
  for (; p + 16 <= end; p += 16) v128.store(p, f32x4.min(one, f32x4.max(zero, v128.load(p))));
  for (; p < end; p += 4) store<f32>(p, min<f32>(1, max<f32>(0, load<f32>(p))));
}
