import assert from 'node:assert/strict';
import { warp, warpPlanes } from '../flow/warp.js';
import type { Image } from '../image.js';
import type { StylizeOptions } from '../options/resolve.js';
import type { PaintOptions } from '../stylize/coarse-to-fine.js';
import type { FrameStylizer, PaintedFrame } from '../stylize/frame-stylizer.js';
import { lagOf, settledAfter } from '../stylize/lag.js';
import { brightening, selfReference, type TemporalReference } from '../stylize/loss/prior.js';
import type { ShotState } from '../stylize/shot-state.js';
import type { PastFlow, PreparedFrame } from './prepare.js';

/**
 * Paints the next frame of a clip: a shot's first frame afresh, a repeated one
 * not at all, any other from its warped predecessors; without temporal
 * consistency every frame alone.
 *
 * A shot's first frame, once painted, is painted on as if it followed itself:
 * later frames weigh the scales differently, and would otherwise take the
 * step from the one balance to the other in view.
 *
 * @param state of the shot that the frame belongs to; absent for its first frame
 */
export async function paintPrepared(
  stylizer: FrameStylizer,
  state: ShotState | undefined,
  prepared: PreparedFrame,
  options: StylizeOptions,
  given: PaintOptions,
): Promise<PaintedFrame> {
  const { source, regions, followed } = prepared;
  const paint = regions ? { ...given, areas: regions.areas } : given;
  const byKind = async (): Promise<PaintedFrame> => {
    if (state === undefined || prepared.startsShot) {
      const first = await stylizer.paintFirst(source, prepared.shot, paint);
      const follows = options.temporal && options.initNext === 'previous' && !paint.guide?.given;
      const settles = stylizer.settlesFirst && follows;
      return settles ? settled(stylizer, first, source, paint) : first;
    }
    if (prepared.repeats && staysAsItIs(state, options, paint)) return stylizer.repeat(state);
    if (!options.temporal) return stylizer.paintAlone(state, source, paint);
    if (prepared.repeats) return stylizer.paintNext(state, source, [sameReference(state)], paint);
    const references = prepared.flows.map((flow) => temporalReference(flow, state, prepared, options));
    return stylizer.paintNext(state, source, references, paint);
  };
  const painted = await byKind();
  // What is painted in one pass is at once as it is to look.
  const looked = given.look && settledAfter(undefined, { ...weightsOf(options), ...given.look });
  const { settled: look = looked } = painted.state;
  return { ...painted, state: { ...painted.state, settled: look, anchor: prepared.anchor, followed } };
}

/** Whether the painted frame before would be painted again just so. */
function staysAsItIs(state: ShotState, options: StylizeOptions, { look, guide }: PaintOptions): boolean {
  if (guide !== undefined) return false;
  return look === undefined || lagOf(state.settled, { ...weightsOf(options), ...look }) === 0;
}

function weightsOf({ contentWeight, styleWeight, tvWeight }: StylizeOptions) {
  return { contentWeight, styleWeight, tvWeight };
}

/** The painted frame before, for one that shows the same. */
function sameReference({ past }: ShotState): TemporalReference {
  const [newest] = past;
  assert(newest, 'only what follows a painted frame repeats it');
  return { ...selfReference(newest.stylized), convergence: newest.convergence };
}

async function settled(
  stylizer: FrameStylizer,
  first: PaintedFrame,
  source: Image,
  paint: PaintOptions,
): Promise<PaintedFrame> {
  const itself = [selfReference(first.image)];
  const { state, ...painted } = await stylizer.paintNext(first.state, source, itself, paint);
  return {
    ...painted,
    evaluations: first.evaluations + painted.evaluations,
    reliable: null,
    state: { ...state, painted: 1, past: state.past.slice(0, 1) },
  };
}

function temporalReference(
  { distance, backward, reliability, pastSource }: PastFlow,
  state: ShotState,
  { source }: PreparedFrame,
  { luminanceCompensation }: StylizeOptions,
): TemporalReference {
  const past = state.past[distance - 1];
  if (past === undefined)
    throw new RangeError(`The shot's state holds ${state.past.length} frames, not ${distance}`);
  return {
    distance,
    warped: warp(past.stylized, backward),
    convergence: past.convergence && warpPlanes(past.convergence, backward, 'bilinear'),
    reliability,
    brightening: luminanceCompensation ? brightening(source, warp(pastSource, backward)) : undefined,
  };
}
