import { lane } from '../../assembly/shared/lanes';

export { freeMemory } from '../../assembly/shared/memory';

@inline
const BORDER: i32 = 2;

/**
 * Enlarges a painted picture along its own edges and adds the detail of the
 * source. All of the small pictures have a border of two repeated pixels, so
 * that nothing is clamped here; pointers name the border's first pixel.
 *
 * @param painted four floats a pixel, 0…255: red, green, blue, and the luma of the source made small
 * @param shape four floats a pixel, which stretch the kernel: q, r, s of the squared distance
 *   q·x² + r·xy + s·y², and the lobe that ends its window
 * @param gain four floats a pixel: of the source's detail in red, green, blue; 0
 * @param rows room for eight floats for every small pixel of a row with its border
 * @param source bytes of the large source, interleaved RGB
 * @param target bytes of the result, and one more
 */
export function enlarge(
  painted: usize, shape: usize, gain: usize, width: i32, height: i32,
  rows: usize, source: usize, target: usize, largeWidth: i32, largeHeight: i32,
): void {
  const stride = width + 2 * BORDER;
  const pitch = <usize>(stride << 4);
  const shapes = rows;
  const gains = rows + pitch;
  const scaleX = <f32>width / <f32>largeWidth;
  const scaleY = <f32>height / <f32>largeHeight;
  const offsetX0 = f32x4(0, 1, -1, 0);
  const offsetX1 = f32x4(1, 2, -1, 0);
  const offsetX2 = f32x4(1, 2, 0, 1);
  const offsetY0 = f32x4(-1, -1, 0, 0);
  const offsetY1 = f32x4(0, 0, 1, 1);
  const offsetY2 = f32x4(1, 1, 2, 2);
  for (let y = 0; y < largeHeight; y++) {
    const py = (<f32>y + 0.5) * scaleY - 0.5;
    const fy = floor(py);
    const ty = py - fy;
    const row = <usize>(<i32>fy + BORDER);
    blendRows(shapes, shape + row * pitch, pitch, stride, ty);
    blendRows(gains, gain + row * pitch, pitch, stride, ty);
    const paintedRow = painted + row * pitch;
    const dy = f32x4.splat(ty);
    for (let x = 0; x < largeWidth; x++) {
      const px = (<f32>x + 0.5) * scaleX - 0.5;
      const fx = floor(px);
      const tx = px - fx;
      const at = <usize>(<i32>fx + BORDER) << 4;

      const here = mix(v128.load(shapes + at), v128.load(shapes + at, 16), tx);
      const q = lane(here, 0);
      const r = lane(here, 1);
      const s = lane(here, 2);
      const lobe = lane(here, 3);
      const dx = f32x4.splat(tx);
      const w0 = weights(f32x4.sub(offsetX0, dx), f32x4.sub(offsetY0, dy), q, r, s, lobe);
      const w1 = weights(f32x4.sub(offsetX1, dx), f32x4.sub(offsetY1, dy), q, r, s, lobe);
      const w2 = weights(f32x4.sub(offsetX2, dx), f32x4.sub(offsetY2, dy), q, r, s, lobe);

      const p = paintedRow + at;
      const f = v128.load(p);
      const g = v128.load(p, 16);
      const j = v128.load(p + pitch);
      const k = v128.load(p + pitch, 16);
      let sum = f32x4.mul(v128.load(p - pitch), lane(w0, 0));
      sum = f32x4.add(sum, f32x4.mul(v128.load(p - pitch, 16), lane(w0, 1)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(p - 16), lane(w0, 2)));
      sum = f32x4.add(sum, f32x4.mul(f, lane(w0, 3)));
      sum = f32x4.add(sum, f32x4.mul(g, lane(w1, 0)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(p, 32), lane(w1, 1)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(p + pitch - 16), lane(w1, 2)));
      sum = f32x4.add(sum, f32x4.mul(j, lane(w1, 3)));
      sum = f32x4.add(sum, f32x4.mul(k, lane(w2, 0)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(p + pitch, 32), lane(w2, 1)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(p + pitch + pitch), lane(w2, 2)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(p + pitch + pitch, 16), lane(w2, 3)));
      const total = total4(f32x4.add(f32x4.add(w0, w1), w2));
      const lowest = f32x4.min(f32x4.min(f, g), f32x4.min(j, k));
      const highest = f32x4.max(f32x4.max(f, g), f32x4.max(j, k));
      const smooth = f32x4.min(highest, f32x4.max(lowest, f32x4.mul(sum, f32x4.splat(<f32>1 / total))));

      // The detail that the source lost when it was made small: what it has beyond itself, enlarged alike.
      const o = <usize>(3 * (y * largeWidth + x));
      const light =
        <f32>0.2126 * <f32>load<u8>(source + o) +
        <f32>0.7152 * <f32>load<u8>(source + o, 1) +
        <f32>0.0722 * <f32>load<u8>(source + o, 2);
      const detail = light - f32x4.extract_lane(smooth, 3);
      const gainHere = mix(v128.load(gains + at), v128.load(gains + at, 16), tx);
      const out = f32x4.nearest(f32x4.add(smooth, f32x4.mul(gainHere, f32x4.splat(detail))));
      const words = i32x4.trunc_sat_f32x4_s(out);
      const halves = i16x8.narrow_i32x4_s(words, words);
      // Four bytes, the last of which the next pixel writes over.
      store<i32>(target + o, i32x4.extract_lane(i8x16.narrow_i16x8_u(halves, halves), 0));
    }
  }
}

/** Four weights of the windowed kernel at the squared distance q·x² + r·xy + s·y². */
@inline
function weights(x: v128, y: v128, q: v128, r: v128, s: v128, lobe: v128): v128 {
  const one = f32x4.splat(1);
  const across = f32x4.mul(x, f32x4.add(f32x4.mul(q, x), f32x4.mul(r, y)));
  const d = f32x4.add(across, f32x4.mul(s, f32x4.mul(y, y)));
  // The window ends where lobe·d reaches 1.
  let a = f32x4.min(f32x4.sub(f32x4.mul(d, lobe), one), f32x4.splat(0));
  a = f32x4.mul(a, a);
  let b = f32x4.sub(f32x4.mul(d, f32x4.splat(0.4)), one);
  b = f32x4.sub(f32x4.mul(f32x4.mul(b, b), f32x4.splat(1.5625)), f32x4.splat(0.5625));
  return f32x4.mul(a, b);
}

@inline
function mix(a: v128, b: v128, t: f32): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f32x4.splat(t)));
}

@inline
function total4(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)
  );
}

/** A row between two rows of four floats a pixel, linearly. */
function blendRows(out: usize, from: usize, pitch: usize, count: i32, t: f32): void {
  for (let i: usize = 0, end = <usize>count << 4; i < end; i += 16) {
    v128.store(out + i, mix(v128.load(from + i), v128.load(from + pitch + i), t));
  }
}
