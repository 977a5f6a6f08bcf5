import { clamp, evens, odds, sumLanes, weightedRows } from '../../../assembly/shared/lanes';
import { flowU, flowV, groups, height, image0, image1, pitch, tensors, width } from './level';

/** ζ of the normalisation, in grey levels per pixel. */
const ZETA: f32 = 0.1;
/** Room for the tensors of eight pixels. */
const SCRATCH: usize = memory.data(384, 16);

// Coefficients of f³, f², f and 1 in the weights below. In memory, since V8 builds a vector constant anew from scalars wherever one is used.
const CATMULL_ROM: usize = memory.data<f32>([-0.5, 1.5, -1.5, 0.5, 1, -2.5, 2, -0.5, -0.5, 0, 0.5, 0, 0, 1, 0, 0], 16);

/** Catmull-Rom weights (Keys 1981, a = −½) of the taps at −1, 0, 1, 2 for a point at fraction f. */
@inline
function catmullRom(f: f32): v128 {
  const t = f32x4.splat(f);
  let w = f32x4.add(f32x4.mul(t, v128.load(CATMULL_ROM)), v128.load(CATMULL_ROM, 16));
  w = f32x4.add(f32x4.mul(t, w), v128.load(CATMULL_ROM, 32));
  return f32x4.add(f32x4.mul(t, w), v128.load(CATMULL_ROM, 48));
}

/**
 * Image 1 sampled at p + (u, v)(p), bicubic, so on image 0's grid; `inside` becomes 1
 * where p + (u, v) lies in the frame and 0 elsewhere.
 */
export function warpImage(target: usize, inside: usize): void {
  const right = <f32>(width - 1);
  const bottom = <f32>(height - 1);
  for (let y = 0; y < height; y++) {
    let o: usize = <usize>y * pitch;
    for (let x = 0; x < width; x++, o += 4) {
      const px: f32 = <f32>x + load<f32>(flowU + o);
      const py: f32 = <f32>y + load<f32>(flowV + o);
      const cx = clamp(px, 0, right);
      const cy = clamp(py, 0, bottom);
      store<f32>(inside + o, px == cx && py == cy ? 1 : 0);
      const ix = floor(cx);
      const iy = floor(cy);
      const wy = catmullRom(cy - iy);
      const q = image1 + <usize>(<i32>iy) * pitch + ((<usize>(<i32>ix)) << 2) - 4;
      store<f32>(target + o, sumLanes(f32x4.mul(weightedRows(q, pitch, wy), catmullRom(cx - ix))));
    }
  }
}

/** The sum of two planes `step` bytes ahead, less the same as far behind. */
@inline
function stepOfSum(p: usize, q: usize, step: usize): v128 {
  return f32x4.sub(
    f32x4.add(v128.load(p + step), v128.load(q + step)), f32x4.add(v128.load(p - step), v128.load(q - step)));
}

/**
 * First derivatives of the mean of image 0 and image 1, warped, and their difference in
 * time: ix, iy, it. Five-point differences (−1 8 0 −8 1)/12.
 */
export function firstDerivatives(warped: usize, ix: usize, iy: usize, it: usize): void {
  const near = f32x4.splat(<f32>(8.0 / 24.0));
  const far = f32x4.splat(<f32>(1.0 / 24.0));
  for (let y = 0; y < height; y++) {
    let o: usize = <usize>y * pitch;
    for (let x = 0; x < width; x += 4, o += 16) {
      const p = image0 + o;
      const q = warped + o;
      const dx1 = stepOfSum(p, q, 4);
      const dx2 = stepOfSum(p, q, 8);
      v128.store(ix + o, f32x4.sub(f32x4.mul(near, dx1), f32x4.mul(far, dx2)));
      const dy1 = stepOfSum(p, q, pitch);
      const dy2 = stepOfSum(p, q, 2 * pitch);
      v128.store(iy + o, f32x4.sub(f32x4.mul(near, dy1), f32x4.mul(far, dy2)));
      v128.store(it + o, f32x4.sub(v128.load(q), v128.load(p)));
    }
  }
}

@inline
function slopeAcross(p: usize, step: usize): v128 {
  const near = f32x4.mul(f32x4.splat(<f32>(8.0 / 12.0)), f32x4.sub(v128.load(p + step), v128.load(p - step)));
  const far = f32x4.mul(f32x4.splat(<f32>(1.0 / 12.0)), f32x4.sub(v128.load(p + 2 * step), v128.load(p - 2 * step)));
  return f32x4.sub(near, far);
}

/** The tensors of four pixels at byte offset o into twelve vectors at `out`. */
@inline
function fourTensors(ix: usize, iy: usize, it: usize, inside: usize, o: usize, zeta: v128, out: usize): void {
  const valid = v128.load(inside + o);
  const x = v128.load(ix + o);
  const y = v128.load(iy + o);
  const t = v128.load(it + o);
  const xx = slopeAcross(ix + o, 4);
  const yy = slopeAcross(iy + o, pitch);
  const xy = slopeAcross(ix + o, pitch);
  const xt = slopeAcross(it + o, 4);
  const yt = slopeAcross(it + o, pitch);
  const cross = f32x4.mul(xy, xy);
  const n = f32x4.div(valid, f32x4.add(zeta, f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y))));
  const n1 = f32x4.div(valid, f32x4.add(zeta, f32x4.add(f32x4.mul(xx, xx), cross)));
  const n2 = f32x4.div(valid, f32x4.add(zeta, f32x4.add(f32x4.mul(yy, yy), cross)));
  const nx = f32x4.mul(n, x);
  const ny = f32x4.mul(n, y);
  v128.store(out, f32x4.mul(nx, x));
  v128.store(out, f32x4.mul(nx, y), 16);
  v128.store(out, f32x4.mul(ny, y), 32);
  v128.store(out, f32x4.mul(nx, t), 48);
  v128.store(out, f32x4.mul(ny, t), 64);
  v128.store(out, f32x4.mul(f32x4.mul(n, t), t), 80);
  const ax = f32x4.mul(n1, xx);
  const ay = f32x4.mul(n1, xy);
  const at = f32x4.mul(n1, xt);
  const bx = f32x4.mul(n2, xy);
  const by = f32x4.mul(n2, yy);
  const bt = f32x4.mul(n2, yt);
  v128.store(out, f32x4.add(f32x4.mul(ax, xx), f32x4.mul(bx, xy)), 96);
  v128.store(out, f32x4.add(f32x4.mul(ax, xy), f32x4.mul(bx, yy)), 112);
  v128.store(out, f32x4.add(f32x4.mul(ay, xy), f32x4.mul(by, yy)), 128);
  v128.store(out, f32x4.add(f32x4.mul(ax, xt), f32x4.mul(bx, yt)), 144);
  v128.store(out, f32x4.add(f32x4.mul(ay, xt), f32x4.mul(by, yt)), 160);
  v128.store(out, f32x4.add(f32x4.mul(at, xt), f32x4.mul(bt, yt)), 176);
}

/**
 * Motion tensors of brightness and gradient constancy, normalised as Zimmer et
 * al. 2011 do: with (du, dv, 1) on either side they give the squared
 * residuals. Twelve vectors for four pixels of one parity: brightness 11 12 22
 * 13 23 33, then gradient, the same six. `groups` is the number of such records in half a row; a
 * row holds its even pixels' first, then its odd ones'.
 */
export function motionTensors(ix: usize, iy: usize, it: usize, inside: usize): void {
  const floor2 = f32x4.splat(ZETA * ZETA);
  const half: usize = <usize>groups * 192;
  for (let y = 0; y < height; y++) {
    let o: usize = <usize>y * pitch;
    let even: usize = tensors + <usize>y * half * 2;
    for (let x = 0; x < width; x += 8, o += 32, even += 192) {
      fourTensors(ix, iy, it, inside, o, floor2, SCRATCH);
      fourTensors(ix, iy, it, inside, o + 16, floor2, SCRATCH + 192);
      for (let k: usize = 0; k < 12; k++) {
        const a = v128.load(SCRATCH + (k << 4));
        const b = v128.load(SCRATCH + (k << 4), 192);
        v128.store(even + (k << 4), evens(a, b));
        v128.store(even + half + (k << 4), odds(a, b));
      }
    }
  }
}
