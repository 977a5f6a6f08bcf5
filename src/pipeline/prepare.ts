import type { Anchor } from '../anchor.js';
import type { DecodedFrame } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import { correctDrift } from '../flow/drift-correction.js';
import type { FlowEstimator } from '../flow/estimator.js';
import { publishedReliability, softReliability } from '../flow/reliability.js';
import type { FlowField, ReliabilityMask } from '../flow-field.js';
import type { FollowedMask } from '../followed-mask.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { ShotState } from '../stylize/shot-state.js';
import { type ActiveArea, cropToArea } from './letterbox.js';
import { addMargin } from './margin.js';
import type { FrameRegions, RegionFrames } from './regions/region-frames.js';

/** Flow from a frame to a past one of its shot. */
export interface PastFlow {
  /** How many frames back. */
  readonly distance: number;
  /** On the frame's grid, to the past frame. */
  readonly backward: FlowField;
  readonly reliability: ReliabilityMask;
  /** The source of the past frame. */
  readonly pastSource: Image;
}

/** A decoded frame with all that can be known before it is painted. */
export interface PreparedFrame {
  readonly index: number;
  /** Seconds from the beginning of the output. */
  readonly time: number;
  /** The whole frame. */
  readonly frame: Image;
  /** Opacity, one byte a pixel; absent where the frame is opaque. */
  readonly alpha?: Uint8Array | undefined;
  /** Whether it could not be decoded and repeats its neighbour. */
  readonly concealed: boolean;
  /** Its active area with a margin: what is painted. */
  readonly source: Image;
  /** Counted from 0. */
  readonly shot: number;
  readonly startsShot: boolean;
  /** Every byte is the same as in the frame before, of the same shot. */
  readonly repeats: boolean;
  /** Nearest first; none for a shot's first frame, for a repeated one, or where no flow was asked for. */
  readonly flows: readonly PastFlow[];
  /** Absent where the job has none. */
  readonly regions?: FrameRegions | undefined;
  /** Where followed masks have come to. */
  readonly followed?: readonly FollowedMask[] | undefined;
  /** By which the next frame's drift is measured; absent where this frame is to be the anchor. */
  readonly anchor: Anchor | undefined;
  /** What decoding (waiting for it) and flow took. */
  readonly seconds: { readonly decode: number; readonly flow: number };
}

/** Settings of {@link prepareFrames}. */
export interface PrepareOptions {
  readonly area: ActiveArea;
  readonly size: Size;
  /** Distances of the past frames that flow is wanted to, ascending; none: cuts are found, nothing else. */
  readonly distances: readonly number[];
  readonly reliability: 'soft' | 'published';
  readonly estimator: FlowEstimator;
  /** Whether the drift is taken out of flows to the frame before. Default: yes. */
  readonly correctsDrift?: boolean | undefined;
  /** Whether a frame begins a new shot: asked of every one but the first, unless it repeats its predecessor. */
  readonly startsShot: (index: number, previous: Image, current: Image) => Promise<boolean>;
  /** Number of the shot that the first frame begins. Default 0. */
  readonly firstShot?: number | undefined;
  /** Time of the output's first frame, in seconds from the start of the clip. */
  readonly startTime: number;
  /**
   * Where the first frame that comes was painted by an earlier run: the state after it, of which only this is looked at;
   * without past frames where the next one starts a shot.
   */
  readonly resumed?: Pick<ShotState, 'shot' | 'past' | 'anchor'> | undefined;
  /** Gives the regions of the frames that come. */
  readonly regions?: RegionFrames | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Splits a stream of frames into shots and adds the flow to past frames of
 * the same shot. Keeps as many past sources as the longest distance asks for.
 * A frame that was painted by an earlier run is taken as past and not yielded.
 */
export async function* prepareFrames(
  frames: AsyncIterable<DecodedFrame>,
  {
    area,
    size,
    distances,
    reliability,
    estimator,
    correctsDrift = true,
    startsShot: isFirst,
    firstShot = 0,
    startTime,
    resumed,
    regions,
    signal,
  }: PrepareOptions,
): AsyncGenerator<PreparedFrame, void, undefined> {
  const longest = distances.at(-1) ?? 1;
  let newestBytes: Uint8Array | undefined;
  let past = resumed?.past.map(({ source }) => source) ?? [];
  let shot = resumed?.shot ?? firstShot - 1;
  let anchor = resumed?.anchor;
  let asked = performance.now();
  for await (const { index, time, bytes, alpha, concealed } of frames) {
    const arrived = performance.now();
    if (resumed && newestBytes === undefined) {
      newestBytes = bytes;
      asked = performance.now();
      continue;
    }
    const frame = imageFromRgb24(bytes, size.width, size.height);
    const source = addMargin(cropToArea(frame, area));
    const newest = past[0];
    const repeats =
      newest !== undefined && newestBytes !== undefined && Buffer.compare(newestBytes, bytes) === 0;
    const startsShot = newest === undefined || (!repeats && (await isFirst(index, newest, source)));
    if (startsShot) {
      shot++;
      past = [];
      anchor = undefined;
    }
    const flows: PastFlow[] = [];
    for (const distance of repeats ? [] : distances) {
      const reference = past[distance - 1];
      if (reference === undefined) break;
      const { forward, backward } = await estimator.estimateBoth(reference, source, { signal });
      const mask =
        reliability === 'soft'
          ? softReliability(backward, forward, source, reference)
          : publishedReliability(backward, forward);
      const flow: PastFlow = { distance, backward, reliability: mask, pastSource: reference };
      if (distance === 1 && correctsDrift) {
        const followed = { current: source, previous: reference, backward, reliability: mask };
        const corrected = await correctDrift(estimator, anchor, followed, { signal });
        anchor = corrected.anchor;
        flows.push({ ...flow, backward: corrected.backward });
      } else flows.push(flow);
    }
    const flow = flows[0]?.distance === 1 ? { ...flows[0], source } : undefined;
    const ofFrame = await regions?.next(index, { flow, startsShot });
    past = [source, ...past].slice(0, longest);
    newestBytes = bytes;
    const prepared = performance.now();
    yield {
      index,
      time: time - startTime,
      frame,
      alpha,
      source,
      shot,
      startsShot,
      repeats,
      flows,
      regions: ofFrame,
      followed: regions?.followed,
      anchor,
      concealed,
      seconds: { decode: (arrived - asked) / 1000, flow: (prepared - arrived) / 1000 },
    };
    asked = performance.now();
  }
}
