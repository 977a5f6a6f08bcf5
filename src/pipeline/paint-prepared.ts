import { warp, warpPlanes } from '../flow/warp.js';
import type { Image } from '../image.js';
import type { StylizeOptions } from '../options/resolve.js';
import type { PaintOptions } from '../stylize/coarse-to-fine.js';
import type { FrameStylizer, PaintedFrame } from '../stylize/frame-stylizer.js';
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
      const settles = stylizer.settlesFirst && options.temporal && options.initNext === 'previous';
      return settles ? settled(stylizer, first, source, paint) : first;
    }
    if (prepared.repeats) return stylizer.repeat(state);
    if (!options.temporal) return stylizer.paintAlone(state, source, paint);
    const references = prepared.flows.map((flow) => temporalReference(flow, state, prepared, options));
    return stylizer.paintNext(state, source, references, paint);
  };
  const painted = await byKind();
  return { ...painted, state: { ...painted.state, anchor: prepared.anchor, followed } };
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
    convergence: warpPlanes(past.convergence, backward, 'bilinear'),
    reliability,
    brightening: luminanceCompensation ? brightening(source, warp(pastSource, backward)) : undefined,
  };
}
