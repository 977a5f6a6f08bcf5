import { firstDerivatives, motionTensors, warpImage } from './derivatives';
import { flowU, flowV, height, pad, pitch, width, workPlane } from './level';
import { padPlane } from './pyramid';
import { bindSplit, relax, u0, us, v0, vs } from './relax';
import { joinPlane, splitPlane } from './split';

/**
 * Refines the flow of the level at hand (Brox et al. 2004): `warps` times, image 1 is warped by it and linearised, and
 * the equations of that are solved in `fixedPoints` steps of `sweeps` sweeps each.
 */
export function refineLevel(
  warps: i32, fixedPoints: i32, sweeps: i32, alpha: f32, gamma: f32, delta: f32, omega: f32,
): void {
  const warped = workPlane(0);
  const ix = workPlane(1);
  const iy = workPlane(2);
  const it = workPlane(3);
  const inside = workPlane(4);
  for (let warp = 0; warp < warps; warp++) {
    padWork(flowU, pad);
    padWork(flowV, pad);
    warpImage(warped, inside);
    padWork(warped, pad);
    firstDerivatives(warped, ix, iy, it);
    padWork(ix, 4);
    padWork(iy, 4);
    padWork(it, 4);
    motionTensors(ix, iy, it, inside);
    bindSplit();
    splitPlane(flowU, us);
    splitPlane(flowV, vs);
    splitPlane(flowU, u0);
    splitPlane(flowV, v0);
    for (let step = 0; step < fixedPoints; step++) relax(alpha, gamma, delta, omega, sweeps);
    joinPlane(us, flowU);
    joinPlane(vs, flowV);
  }
}

function padWork(plane: usize, by: i32): void {
  padPlane(plane, width, height, <i32>(pitch >> 2), by);
}
