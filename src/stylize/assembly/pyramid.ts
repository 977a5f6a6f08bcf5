// Kernels between neighbouring levels of a picture pyramid, one plane at a time. Enlarging by two is one
// step of Chaikin's subdivision in each direction, (1 3 3 1)/4, borders repeated; shrinking is its exact
// transpose. A coarse side is ceil(fine / 2). All pointers are byte offsets; planes are packed, row by row.

@inline
function blend(out: usize, near: usize, far: usize, n: i32): void {
  const a = f32x4.splat(0.75);
  const b = f32x4.splat(0.25);
  let i: i32 = 0;
  for (; i <= n - 4; i += 4) {
    const o = <usize>i << 2;
    v128.store(out + o, f32x4.add(f32x4.mul(a, v128.load(near + o)), f32x4.mul(b, v128.load(far + o))));
  }
  for (; i < n; i++) {
    const o = <usize>i << 2;
    store<f32>(out + o, 0.75 * load<f32>(near + o) + 0.25 * load<f32>(far + o));
  }
}

/** out += factor · a */
@inline
function add(out: usize, factor: f32, a: usize, n: i32): void {
  const f = f32x4.splat(factor);
  let i: i32 = 0;
  for (; i <= n - 4; i += 4) {
    const o = <usize>i << 2;
    v128.store(out + o, f32x4.add(v128.load(out + o), f32x4.mul(f, v128.load(a + o))));
  }
  for (; i < n; i++) {
    const o = <usize>i << 2;
    store<f32>(out + o, load<f32>(out + o) + factor * load<f32>(a + o));
  }
}

/** coarse ← Uᵀ fine. `rows` has room for ceil(height / 2) × width values. */
export function shrink(fine: usize, width: i32, height: i32, rows: usize, coarse: usize): void {
  const w = (width + 1) >> 1;
  const h = (height + 1) >> 1;
  const stride = <usize>width << 2;
  memory.fill(rows, 0, <usize>h * stride);
  for (let y: i32 = 0; y < height; y++) {
    const i = y >> 1;
    const other = y & 1 ? min(i + 1, h - 1) : max(i - 1, 0);
    const from = fine + <usize>y * stride;
    add(rows + <usize>i * stride, 0.75, from, width);
    add(rows + <usize>other * stride, 0.25, from, width);
  }
  for (let y: i32 = 0; y < h; y++) {
    const from = rows + <usize>y * stride;
    const to = coarse + ((<usize>y * <usize>w) << 2);
    for (let x: i32 = 0; x < w; x++) {
      const left = 2 * x;
      let sum: f32 = (x == 0 ? <f32>1 : <f32>0.75) * load<f32>(from + (<usize>left << 2));
      if (x > 0) sum += 0.25 * load<f32>(from + (<usize>(left - 1) << 2));
      if (left + 1 < width) {
        sum += (x == w - 1 ? <f32>1 : <f32>0.75) * load<f32>(from + (<usize>(left + 1) << 2));
      }
      if (left + 2 < width) sum += 0.25 * load<f32>(from + (<usize>(left + 2) << 2));
      store<f32>(to + (<usize>x << 2), sum);
    }
  }
}

/** fine ← share · fine + gain · U coarse. `rows` has room for (ceil(height / 2) + 1) × width values. */
export function enlarge(
  fine: usize, share: f32, width: i32, height: i32, rows: usize, coarse: usize, gain: f32,
): void {
  const w = (width + 1) >> 1;
  const h = (height + 1) >> 1;
  const stride = <usize>width << 2;
  for (let y: i32 = 0; y < h; y++) {
    const from = coarse + ((<usize>y * <usize>w) << 2);
    const to = rows + <usize>y * stride;
    for (let x: i32 = 0; x < w; x++) {
      const near: f32 = load<f32>(from + (<usize>x << 2));
      const left: f32 = load<f32>(from + (<usize>max(x - 1, 0) << 2));
      const o = to + (<usize>x << 3);
      store<f32>(o, 0.75 * near + 0.25 * left);
      if (2 * x + 1 < width) {
        const right: f32 = load<f32>(from + (<usize>min(x + 1, w - 1) << 2));
        store<f32>(o + 4, 0.75 * near + 0.25 * right);
      }
    }
  }
  const spare = rows + <usize>h * stride;
  const kept = f32x4.splat(share);
  const added = f32x4.splat(gain);
  for (let y: i32 = 0; y < height; y++) {
    const i = y >> 1;
    const other = y & 1 ? min(i + 1, h - 1) : max(i - 1, 0);
    blend(spare, rows + <usize>i * stride, rows + <usize>other * stride, width);
    const to = fine + <usize>y * stride;
    let x: i32 = 0;
    for (; x <= width - 4; x += 4) {
      const o = <usize>x << 2;
      v128.store(to + o, f32x4.add(f32x4.mul(kept, v128.load(to + o)), f32x4.mul(added, v128.load(spare + o))));
    }
    for (; x < width; x++) {
      const o = <usize>x << 2;
      store<f32>(to + o, share * load<f32>(to + o) + gain * load<f32>(spare + o));
    }
  }
}
