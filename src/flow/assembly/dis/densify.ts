import { between, firstLanes } from '../../../assembly/shared/lanes';
import { flowU, flowV, height, image0, patchU, patchV, pitch, width, workPlane } from './level';
import { columns, corner, fractionX, fractionY, locate, originX, originY, rows, side, spacing } from './patch';

/** Eight values in memory, each more by one of a and b. */
@inline
function addTo(p: usize, a: v128, b: v128): void {
  v128.store(p, f32x4.add(v128.load(p), a));
  v128.store(p, f32x4.add(v128.load(p, 16), b), 16);
}

/**
 * Every pixel's flow as the mean over the patches that cover it, each weighted
 * by 1 / max(1, |I₁(x + u) − I₀(x)|), in grey levels (Kroeger et al. 2016, eq. 4).
 *
 * Works patch by patch, since all pixels of one patch share their fractions.
 */
export function densify(): void {
  const weights = workPlane(2);
  const us = flowU;
  const vs = flowV;
  for (let y = -8; y < height + 8; y++) {
    const o = <usize>y * pitch - 32;
    const bytes: usize = (<usize>(width + 16)) << 2;
    memory.fill(weights + o, 0, bytes);
    memory.fill(us + o, 0, bytes);
    memory.fill(vs + o, 0, bytes);
  }
  const tail = firstLanes(side - 4);
  const one = f32x4.splat(1);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const px = originX + i * spacing;
      const py = originY + j * spacing;
      const at: usize = (<usize>(j * columns + i)) << 2;
      const ofPatchU = load<f32>(patchU + at);
      const ofPatchV = load<f32>(patchV + at);
      locate(<f32>px + ofPatchU, <f32>py + ofPatchV);
      const u = f32x4.splat(ofPatchU);
      const v = f32x4.splat(ofPatchV);
      const fx = f32x4.splat(fractionX);
      const fy = f32x4.splat(fractionY);
      let q = corner;
      let o: usize = <usize>py * pitch + ((<usize>px) << 2);
      let upperA = between(q, fx);
      let upperB = between(q + 16, fx);
      for (let row = 0; row < side; row++, o += pitch) {
        q += pitch;
        const lowerA = between(q, fx);
        const lowerB = between(q + 16, fx);
        const p = image0 + o;
        const dA = f32x4.abs(
          f32x4.sub(f32x4.add(upperA, f32x4.mul(fy, f32x4.sub(lowerA, upperA))), v128.load(p)));
        const dB = f32x4.abs(
          f32x4.sub(f32x4.add(upperB, f32x4.mul(fy, f32x4.sub(lowerB, upperB))), v128.load(p, 16)));
        const wA = f32x4.div(one, f32x4.max(one, dA));
        const wB = v128.and(f32x4.div(one, f32x4.max(one, dB)), tail);
        upperA = lowerA;
        upperB = lowerB;
        addTo(weights + o, wA, wB);
        addTo(us + o, f32x4.mul(wA, u), f32x4.mul(wB, u));
        addTo(vs + o, f32x4.mul(wA, v), f32x4.mul(wB, v));
      }
    }
  }
  for (let y = 0; y < height; y++) {
    let o: usize = <usize>y * pitch;
    for (let x = 0; x < width; x += 4, o += 16) {
      // Columns past the width may be covered by no patch: keep them finite.
      const w = f32x4.max(v128.load(weights + o), f32x4.splat(1e-6));
      v128.store(us + o, f32x4.div(v128.load(us + o), w));
      v128.store(vs + o, f32x4.div(v128.load(vs + o), w));
    }
  }
}
