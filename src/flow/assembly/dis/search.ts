import { firstLanes, sumLanes } from '../../../assembly/shared/lanes';
import { densify } from './densify';
import { flowU, flowV, height, patchU, patchV, pitch, tensors, width } from './level';
import {
  columns, compare, found, gradX, gradY, layPatches, originX, originY, rows, side, slopeX, slopeY, spacing, ssd,
} from './patch';
import { gradients } from './pyramid';

// Hessian of the patch at hand, inverted (symmetric 2×2), and the means of its gradients.
let inverse11: f32 = 0;
let inverse12: f32 = 0;
let inverse22: f32 = 0;
let meanX: f32 = 0;
let meanY: f32 = 0;

// What a scan leaves of each patch for the next, where the tensors will be: its matrix and means, and what the comparison at its flow found.
const RECORD: usize = 48;
/** The patch's flow is not where a comparison was made. */
const UNKNOWN: f32 = 0;
/** The next step from there was tried, and is none. */
const SETTLED: f32 = 1;
const MOVING: f32 = 2;

/** Gauss–Newton matrix of the patch at byte offset `o`: once a patch, since the search is inverse. */
function prepare(o: usize): void {
  const tail = firstLanes(side - 4);
  let x = f32x4.splat(0);
  let y = f32x4.splat(0);
  let xx = f32x4.splat(0);
  let xy = f32x4.splat(0);
  let yy = f32x4.splat(0);
  let p = gradX + o;
  let q = gradY + o;
  for (let row = 0; row < side; row++, p += pitch, q += pitch) {
    const a = v128.load(p);
    const b = v128.and(v128.load(p, 16), tail);
    const c = v128.load(q);
    const d = v128.and(v128.load(q, 16), tail);
    x = f32x4.add(x, f32x4.add(a, b));
    y = f32x4.add(y, f32x4.add(c, d));
    xx = f32x4.add(xx, f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)));
    xy = f32x4.add(xy, f32x4.add(f32x4.mul(a, c), f32x4.mul(b, d)));
    yy = f32x4.add(yy, f32x4.add(f32x4.mul(c, c), f32x4.mul(d, d)));
  }
  const share: f32 = <f32>1 / <f32>(side * side);
  const sx = sumLanes(x);
  const sy = sumLanes(y);
  meanX = sx * share;
  meanY = sy * share;
  const h11 = sumLanes(xx) - sx * meanX;
  const h12 = sumLanes(xy) - sx * meanY;
  const h22 = sumLanes(yy) - sy * meanY;
  const determinant = max(h11 * h22 - h12 * h12, <f32>1e-3);
  inverse11 = h22 / determinant;
  inverse12 = -h12 / determinant;
  inverse22 = h11 / determinant;
}

/**
 * Inverse search (Kroeger et al. 2016, section 2.1) of every patch of a level.
 *
 * Two scans, down and up again: a patch first tries the
 * flow of the neighbours scanned before it (spatial propagation, as in
 * OpenCV's DIS, Apache-2), then takes `steps` Gauss–Newton steps. A patch that
 * leaves its start by more than its side returns there. The second scan takes up what the first has
 * computed: where neither neighbour is better and no step was left, there is nothing to do.
 */
function search(steps: i32): void {
  const us = patchU;
  const vs = patchV;
  for (let scan = 0; scan < 2; scan++) {
    const step = scan == 0 ? 1 : -1;
    const total = columns * rows;
    for (let n = 0; n < total; n++) {
      const index = scan == 0 ? n : total - 1 - n;
      const j = index / columns;
      const i = index - j * columns;
      const px = originX + i * spacing;
      const py = originY + j * spacing;
      const x = <f32>px;
      const y = <f32>py;
      const o: usize = <usize>py * pitch + ((<usize>px) << 2);
      const at: usize = (<usize>index) << 2;
      const record = tensors + <usize>index * RECORD;
      let u = load<f32>(us + at);
      let v = load<f32>(vs + at);
      let end = UNKNOWN;
      if (scan == 0) prepare(o);
      else end = recall(record);
      if (end == UNKNOWN) compare(o, x + u, y + v, meanX, meanY);
      else found(load<f32>(record, 24), load<f32>(record, 28), load<f32>(record, 32));
      let best = ssd;
      let gx = slopeX;
      let gy = slopeY;
      let moved = false;
      // The neighbour across, then the one down, that this scan has been at.
      for (let k = 0; k < 2; k++) {
        const position = k == 0 ? i : j;
        const last = k == 0 ? columns - 1 : rows - 1;
        if (position == (step == 1 ? 0 : last)) continue;
        const near: usize = at - ((k == 0 ? step : step * columns) << 2);
        const cu = load<f32>(us + near);
        const cv = load<f32>(vs + near);
        if (cu == u && cv == v) continue;
        compare(o, x + cu, y + cv, meanX, meanY);
        if (ssd < best) {
          best = ssd;
          gx = slopeX;
          gy = slopeY;
          u = cu;
          v = cv;
          moved = true;
        }
      }
      if (end == SETTLED && !moved) continue;
      const startU = u;
      const startV = v;
      end = MOVING;
      for (let k = 0; k < steps; k++) {
        const du = inverse11 * gx + inverse12 * gy;
        const dv = inverse12 * gx + inverse22 * gy;
        compare(o, x + u - du, y + v - dv, meanX, meanY);
        if (!(ssd < best)) {
          end = SETTLED;
          break;
        }
        best = ssd;
        gx = slopeX;
        gy = slopeY;
        u -= du;
        v -= dv;
        if (du * du + dv * dv < <f32>1e-4) break;
      }
      const leftU = u - startU;
      const leftV = v - startV;
      if (leftU * leftU + leftV * leftV > <f32>(side * side)) {
        u = startU;
        v = startV;
        end = UNKNOWN;
      }
      store<f32>(us + at, u);
      store<f32>(vs + at, v);
      if (scan == 0) keep(record, end, best, gx, gy);
    }
  }
}

function keep(record: usize, end: f32, best: f32, gx: f32, gy: f32): void {
  store<f32>(record, inverse11);
  store<f32>(record, inverse12, 4);
  store<f32>(record, inverse22, 8);
  store<f32>(record, meanX, 12);
  store<f32>(record, meanY, 16);
  store<f32>(record, end, 20);
  store<f32>(record, best, 24);
  store<f32>(record, gx, 28);
  store<f32>(record, gy, 32);
}

/** The matrix and the means of the patch at hand; answers how its search ended. */
function recall(record: usize): f32 {
  inverse11 = load<f32>(record);
  inverse12 = load<f32>(record, 4);
  inverse22 = load<f32>(record, 8);
  meanX = load<f32>(record, 12);
  meanY = load<f32>(record, 16);
  return load<f32>(record, 20);
}

/** The dense flow at each patch's centre: where the search of this level starts. */
function seed(): void {
  for (let j = 0; j < rows; j++) {
    const y = min(max(originY + j * spacing + (side >> 1), 0), height - 1);
    for (let i = 0; i < columns; i++) {
      const x = min(max(originX + i * spacing + (side >> 1), 0), width - 1);
      const o: usize = <usize>y * pitch + ((<usize>x) << 2);
      const at: usize = (<usize>(j * columns + i)) << 2;
      store<f32>(patchU + at, load<f32>(flowU + o));
      store<f32>(patchV + at, load<f32>(flowV + o));
    }
  }
}

/** The flow of the level at hand, by patches of `patch` pixels' side, `distance` apart; it starts from the flow there. */
export function searchLevel(patch: i32, distance: i32, steps: i32): void {
  layPatches(patch, distance);
  gradients(gradX, gradY, 8);
  seed();
  search(steps);
  densify();
}
