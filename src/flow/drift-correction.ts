import type { Anchor } from '../anchor.js';
import type { FlowField, ReliabilityMask } from '../flow-field.js';
import type { Image } from '../image.js';
import { boxBlur } from './blur.js';
import type { Abortable, FlowEstimator } from './estimator.js';
import { PHOTO_SCALE, warpResidual } from './frame-difference.js';
import { warpPlanes } from './warp.js';

/** Part of the drift that a frame makes good, and the most of it, in pixels: all at once would be seen as trembling. */
const CORRECTED = 0.5;
const MOST = 0.2;
/** Pixels around a pixel whose drift is averaged with its own: drift varies slowly, the measurement's noise does not. */
const NEIGHBOURHOOD = 4;
/** Mean trust below which a neighbourhood has little to say. */
const LITTLE_TRUST = 0.05;
/** Frames after which a shot is anchored anew, and the share of a frame that the anchor has to show until then. */
const LONGEST = 16;
const LEAST_KNOWN = 0.6;

/** A frame with the flow to the one before it. */
export interface FollowedFrame {
  readonly current: Image;
  readonly previous: Image;
  /** current → previous. */
  readonly backward: FlowField;
  readonly reliability: ReliabilityMask;
}

/**
 * Takes the drift out of a flow. A clip's flows, one after the other, lead each pixel astray by their errors' sum: half a
 * pixel within ten frames. Here that way, from this frame to the shot's anchor, is compared with the flow that is
 * measured directly between the two, and half of the difference, up to a fifth of a pixel and averaged over
 * 9×9 pixels, is added to the flow to the
 * frame before, where the anchor shows the pixel and the direct flow explains it.
 *
 * @param anchor of the frame before; absent where that is to be the anchor
 * @returns the flow to the frame before, and the anchor for the frame after
 */
export async function correctDrift(
  estimator: FlowEstimator,
  anchor: Anchor | undefined,
  { current, previous, backward, reliability }: FollowedFrame,
  options: Abortable = {},
): Promise<{ backward: FlowField; anchor: Anchor | undefined }> {
  const followed = await followAnchor(
    estimator,
    anchor,
    { current, previous, backward, reliability },
    options,
  );
  const isSpent = followed.anchor.age > 1 && isOutworn(followed.anchor);
  return { ...followed, anchor: isSpent ? undefined : followed.anchor };
}

/**
 * The same with an anchor that is kept for as long as one likes.
 *
 * @param anchor absent where the frame before is to be the anchor
 */
export async function followAnchor(
  estimator: FlowEstimator,
  anchor: Anchor | undefined,
  { current, previous, backward, reliability }: FollowedFrame,
  options: Abortable = {},
): Promise<{ backward: FlowField; anchor: Anchor }> {
  // As the temporal loss has it: the fourth root of the soft reliability.
  const trusted = reliability.data.map((value) => Math.sqrt(Math.sqrt(value)));
  if (anchor === undefined || estimator.refine === undefined) {
    return { backward, anchor: { source: previous, age: 1, flow: backward, known: trusted } };
  }
  const expected = compose(backward, anchor.flow);
  const direct = await estimator.refine(current, anchor.source, expected, options);
  const known = warpPlanes(anchor.known, backward, 'bilinear');
  const residual = warpResidual(direct, current, anchor.source);
  const trust = new Float32Array(known.length);
  const du = new Float32Array(known.length);
  const dv = new Float32Array(known.length);
  for (let p = 0; p < known.length; p++) {
    known[p] = Math.min(trusted[p]!, known[p]!);
    trust[p] = known[p]! * Math.exp(-((residual[p]! / PHOTO_SCALE) ** 2));
    const u = direct.u[p]! - expected.u[p]!;
    const v = direct.v[p]! - expected.v[p]!;
    const share = trust[p]! * Math.min(CORRECTED, MOST / Math.sqrt(u * u + v * v));
    du[p] = share * u;
    dv[p] = share * v;
  }
  const { width, height } = current;
  const [meanU, meanV, total] = [du, dv, trust].map((plane) => boxBlur(plane, width, height, NEIGHBOURHOOD));
  const corrected: FlowField = { ...backward, u: backward.u.slice(), v: backward.v.slice() };
  for (let p = 0; p < known.length; p++) {
    const share = known[p]! / (total![p]! + LITTLE_TRUST);
    corrected.u[p]! += share * meanU![p]!;
    corrected.v[p]! += share * meanV![p]!;
  }
  const flow = compose(corrected, anchor.flow);
  return { backward: corrected, anchor: { source: anchor.source, age: anchor.age + 1, flow, known } };
}

function isOutworn({ age, known }: Anchor): boolean {
  let total = 0;
  for (const value of known) total += value;
  return age >= LONGEST || total < LEAST_KNOWN * known.length;
}

/** From the grid of `first` by way of `second`: a(x) + b(x + a(x)), b bilinear. */
export function compose(first: FlowField, second: FlowField): FlowField {
  const pixels = first.u.length;
  const planes = new Float32Array(2 * pixels);
  planes.set(second.u);
  planes.set(second.v, pixels);
  const moved = warpPlanes(planes, first, 'bilinear');
  const sum: FlowField = { ...first, u: moved.slice(0, pixels), v: moved.slice(pixels) };
  for (let p = 0; p < pixels; p++) {
    sum.u[p]! += first.u[p]!;
    sum.v[p]! += first.v[p]!;
  }
  return sum;
}
