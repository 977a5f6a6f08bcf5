import { inverseRoot } from '../../../assembly/shared/lanes';
import { groups, height, splitPitch, splitWork, systems, tensors, width } from './level';

// Geometry of the split planes: a row is [pad 4 | even pixels | pad 4][pad 4 | odd pixels | pad 4];
// a plane's pointer names the even pixel 0 of row 0, and one more row lies above and below.
let pitch: usize = 0; // bytes a row
let odd: usize = 0; // bytes from an even pixel's slot to its odd neighbour's
let lastX: i32 = 0;
let lastY: i32 = 0;

/** The flow, and where the images were linearised. */
export let us: usize = 0;
export let vs: usize = 0;
export let u0: usize = 0;
export let v0: usize = 0;
// Half the diffusivity of every pixel, and the weights of the edges to the right of it and below it.
let g: usize = 0;
let right: usize = 0;
let down: usize = 0;

/** Takes the split planes of the level at hand. No edge leaves the frame: those above row 0 and left of column 0 weigh 0. */
export function bindSplit(): void {
  pitch = splitPitch();
  odd = pitch >> 1;
  lastX = width - 1;
  lastY = height - 1;
  us = splitWork(0);
  vs = splitWork(1);
  u0 = splitWork(2);
  v0 = splitWork(3);
  g = splitWork(4);
  right = splitWork(5);
  down = splitWork(6);
  memory.fill(right - 16 - pitch, 0, pitch * <usize>(height + 2));
  memory.fill(down - 16 - pitch, 0, pitch);
}

const EPSILON2: f32 = 1e-6; // of the robust functions, ε² with ε = 0.001
const TENSOR: usize = 192;
const SYSTEM: usize = 144;

@inline
function slot(x: i32): usize {
  return ((<usize>(x >> 1)) << 2) + (x & 1 ? odd : 0);
}

/** Repeats the outer pixels of row y sideways by one, and the row itself beyond the frame. */
function padRow(plane: usize, y: i32): void {
  const row = plane + <usize>y * pitch;
  store<f32>(row + odd - 4, load<f32>(row)); // x = −1
  store<f32>(row + slot(lastX + 1), load<f32>(row + slot(lastX)));
  const start: usize = 16;
  if (y == 0) memory.copy(row - pitch - start, row - start, pitch);
  if (y == lastY) memory.copy(row + pitch - start, row - start, pitch);
}

/** α/2 · Ψ'(|∇u|² + |∇v|²) of row y, central differences, into plane g. */
function diffusivityRow(y: i32, alpha: f32): void {
  const half = f32x4.splat(<f32>0.5 * alpha);
  for (let parity: usize = 0; parity < 2; parity++) {
    const own = <usize>y * pitch + parity * odd;
    const next = <usize>y * pitch + (1 - parity) * odd + parity * 4;
    for (let k: usize = 0; k < groups; k++) {
      const i = own + (k << 4);
      const s = next + (k << 4);
      const ux = f32x4.sub(v128.load(us + s), v128.load(us + s - 4));
      const vx = f32x4.sub(v128.load(vs + s), v128.load(vs + s - 4));
      const uy = f32x4.sub(v128.load(us + i + pitch), v128.load(us + i - pitch));
      const vy = f32x4.sub(v128.load(vs + i + pitch), v128.load(vs + i - pitch));
      const square = f32x4.add(
        f32x4.add(f32x4.mul(ux, ux), f32x4.mul(vx, vx)), f32x4.add(f32x4.mul(uy, uy), f32x4.mul(vy, vy)));
      v128.store(
        g + i, f32x4.mul(half, inverseRoot(f32x4.add(f32x4.mul(f32x4.splat(0.25), square), f32x4.splat(EPSILON2)))));
    }
  }
}

/** Weights of the edges to the right of and below every pixel of row y: the sum of both ends' halves, 0 at the frame. */
function edgeRow(y: i32): void {
  for (let parity: usize = 0; parity < 2; parity++) {
    const own = <usize>y * pitch + parity * odd;
    const next = <usize>y * pitch + (1 - parity) * odd + parity * 4;
    for (let k: usize = 0; k < groups; k++) {
      const i = own + (k << 4);
      const here = v128.load(g + i);
      v128.store(right + i, f32x4.add(here, v128.load(g + next + (k << 4))));
      v128.store(down + i, y == lastY ? f32x4.splat(0) : f32x4.add(here, v128.load(g + i + pitch)));
    }
  }
  const end = lastX | 7;
  for (let x = lastX; x <= end; x++) {
    store<f32>(right + <usize>y * pitch + slot(x), 0);
  }
}

/** weight · Ψ' of a data term at the increment (du, dv), Ψ' = 1 / √(r² + ε²); t: its motion tensors. */
@inline
function robustWeight(t: usize, du: v128, dv: v128, weight: v128): v128 {
  const t13 = v128.load(t, 48);
  const t23 = v128.load(t, 64);
  const x = f32x4.add(t13, f32x4.add(f32x4.mul(du, v128.load(t)), f32x4.mul(dv, v128.load(t, 16))));
  const y = f32x4.add(t23, f32x4.add(f32x4.mul(du, v128.load(t, 16)), f32x4.mul(dv, v128.load(t, 32))));
  const squared = f32x4.add(
    v128.load(t, 80), f32x4.add(f32x4.mul(du, f32x4.add(t13, x)), f32x4.mul(dv, f32x4.add(t23, y))));
  return f32x4.mul(weight, inverseRoot(f32x4.add(f32x4.max(squared, f32x4.splat(0)), f32x4.splat(EPSILON2))));
}

/**
 * The linear system of row y: per four pixels of a parity nine vectors: right-hand side (u, v),
 * the inverse 2×2 block (11, 12, 22) times ω, the weights of the edges left,
 * right, up, down.
 */
function systemRow(y: i32, gamma: f32, delta: f32, omega: f32): void {
  for (let parity: usize = 0; parity < 2; parity++) {
    const own = <usize>y * pitch + parity * odd;
    const left = <usize>y * pitch + (1 - parity) * odd + parity * 4 - 4;
    let t = tensors + (<usize>y * 2 + parity) * groups * TENSOR;
    let s = systems + (<usize>y * 2 + parity) * groups * SYSTEM;
    for (let k: usize = 0; k < groups; k++, t += TENSOR, s += SYSTEM) {
      const i = own + (k << 4);
      const baseU = v128.load(u0 + i);
      const baseV = v128.load(v0 + i);
      const du = f32x4.sub(v128.load(us + i), baseU);
      const dv = f32x4.sub(v128.load(vs + i), baseV);

      const wd = robustWeight(t, du, dv, f32x4.splat(delta));
      const wg = robustWeight(t + 96, du, dv, f32x4.splat(gamma));
      const a11 = f32x4.add(f32x4.mul(wd, v128.load(t)), f32x4.mul(wg, v128.load(t, 96)));
      const a12 = f32x4.add(f32x4.mul(wd, v128.load(t, 16)), f32x4.mul(wg, v128.load(t, 112)));
      const a22 = f32x4.add(f32x4.mul(wd, v128.load(t, 32)), f32x4.mul(wg, v128.load(t, 128)));
      const a13 = f32x4.add(f32x4.mul(wd, v128.load(t, 48)), f32x4.mul(wg, v128.load(t, 144)));
      const a23 = f32x4.add(f32x4.mul(wd, v128.load(t, 64)), f32x4.mul(wg, v128.load(t, 160)));

      const wl = v128.load(right + left + (k << 4));
      const wr = v128.load(right + i);
      const wu = v128.load(down + i - pitch);
      const wb = v128.load(down + i);
      const sum = f32x4.add(f32x4.add(wl, wr), f32x4.add(f32x4.add(wu, wb), f32x4.splat(1e-6)));
      const c11 = f32x4.add(a11, sum);
      const c22 = f32x4.add(a22, sum);
      const scale = f32x4.div(f32x4.splat(omega), f32x4.sub(f32x4.mul(c11, c22), f32x4.mul(a12, a12)));
      v128.store(s, f32x4.sub(f32x4.add(f32x4.mul(a11, baseU), f32x4.mul(a12, baseV)), a13));
      v128.store(s, f32x4.sub(f32x4.add(f32x4.mul(a12, baseU), f32x4.mul(a22, baseV)), a23), 16);
      v128.store(s, f32x4.mul(scale, c22), 32);
      v128.store(s, f32x4.neg(f32x4.mul(scale, a12)), 48);
      v128.store(s, f32x4.mul(scale, c11), 64);
      v128.store(s, wl, 80);
      v128.store(s, wr, 96);
      v128.store(s, wu, 112);
      v128.store(s, wb, 128);
    }
  }
}

/** The right-hand side of four pixels of one unknown, their neighbours' values brought over to it. */
@inline
function rightSide(own: v128, wl: v128, wr: v128, wu: v128, wb: v128, p: usize, side: usize): v128 {
  return f32x4.add(
    f32x4.add(own, f32x4.mul(wl, v128.load(side - 4))),
    f32x4.add(
      f32x4.mul(wr, v128.load(side)),
      f32x4.add(f32x4.mul(wu, v128.load(p - pitch)), f32x4.mul(wb, v128.load(p + pitch)))));
}

/** One over-relaxation of the pixels of row y that have the given parity in x, both unknowns at once. */
function relaxRow(y: i32, parity: usize, omega: f32): void {
  const keep = f32x4.splat(1 - omega);
  const row = <usize>y * pitch;
  let s = systems + (<usize>y * 2 + parity) * groups * SYSTEM;
  let u = us + row + parity * odd;
  let v = vs + row + parity * odd;
  let uSide = us + row + (1 - parity) * odd + parity * 4;
  let vSide = vs + row + (1 - parity) * odd + parity * 4;
  const end = u + (groups << 4);
  for (; u < end; u += 16, v += 16, uSide += 16, vSide += 16, s += SYSTEM) {
    const wl = v128.load(s, 80);
    const wr = v128.load(s, 96);
    const wu = v128.load(s, 112);
    const wb = v128.load(s, 128);
    const ru = rightSide(v128.load(s), wl, wr, wu, wb, u, uSide);
    const rv = rightSide(v128.load(s, 16), wl, wr, wu, wb, v, vSide);
    const m12 = v128.load(s, 48);
    v128.store(u, f32x4.add(
      f32x4.mul(keep, v128.load(u)), f32x4.add(f32x4.mul(v128.load(s, 32), ru), f32x4.mul(m12, rv))));
    v128.store(v, f32x4.add(
      f32x4.mul(keep, v128.load(v)), f32x4.add(f32x4.mul(m12, ru), f32x4.mul(v128.load(s, 64), rv))));
  }
}

/**
 * One fixed-point step of Brox et al. 2004: robust weights at the flow as it
 * stands, then `sweeps` red-black SOR sweeps on the linear system they make.
 *
 * Everything in one pass over the picture: half-sweep n works n + 1 rows behind
 * the row whose equations are being set up. That is far enough for it to see
 * exactly what it would see in separate passes, and all rows in work stay in
 * the cache. The unknown is the whole flow, not its increment over (u0, v0),
 * so that the smoothness term needs no divergence of the flow before.
 */
export function relax(alpha: f32, gamma: f32, delta: f32, omega: f32, sweeps: i32): void {
  padRow(us, 0);
  padRow(vs, 0);
  if (lastY > 0) {
    padRow(us, 1);
    padRow(vs, 1);
  }
  diffusivityRow(0, alpha);
  const halfSweeps = 2 * sweeps;
  for (let t = 0; t < height + halfSweeps; t++) {
    if (t < height) {
      if (t + 2 < height) {
        padRow(us, t + 2);
        padRow(vs, t + 2);
      }
      if (t < lastY) diffusivityRow(t + 1, alpha);
      edgeRow(t);
      systemRow(t, gamma, delta, omega);
    }
    for (let n = 0; n < halfSweeps; n++) {
      const y = t - 1 - n;
      if (y >= 0 && y < height) relaxRow(y, <usize>((y + n) & 1), omega);
    }
  }
}
