import type { DecodedFrame } from '../decode/frames.js';
import type { CutDetector } from '../flow/cuts.js';
import type { FlowEstimator } from '../flow/estimator.js';
import { publishedReliability, softReliability } from '../flow/reliability.js';
import type { FlowField, ReliabilityMask } from '../flow-field.js';
import { type Image, imageFromRgb24 } from '../image.js';
import { type ActiveArea, cropToArea } from './letterbox.js';
import { addMargin } from './margin.js';

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
  /** Its active area with a margin: what is painted. */
  readonly source: Image;
  /** Counted from 0. */
  readonly shot: number;
  readonly startsShot: boolean;
  /** Every byte is the same as in the frame before, of the same shot. */
  readonly repeats: boolean;
  /** Nearest first; none for a shot's first frame, for a repeated one, or where no flow was asked for. */
  readonly flows: readonly PastFlow[];
  /** What decoding (waiting for it) and flow took. */
  readonly seconds: { readonly decode: number; readonly flow: number };
}

/** Settings of {@link prepareFrames}. */
export interface PrepareOptions {
  readonly area: ActiveArea;
  readonly size: { readonly width: number; readonly height: number };
  /** Distances of the past frames that flow is wanted to, ascending; none: cuts are found, nothing else. */
  readonly distances: readonly number[];
  readonly reliability: 'soft' | 'published';
  readonly estimator: FlowEstimator;
  readonly cuts: CutDetector;
  readonly signal?: AbortSignal;
}

/**
 * Splits a stream of frames into shots and adds the flow to past frames of
 * the same shot. Keeps as many past sources as the longest distance asks for.
 */
export async function* prepareFrames(
  frames: AsyncIterable<DecodedFrame>,
  { area, size, distances, reliability, estimator, cuts, signal }: PrepareOptions,
): AsyncGenerator<PreparedFrame, void, undefined> {
  const longest = distances.at(-1) ?? 1;
  let past: { readonly bytes: Uint8Array; readonly source: Image }[] = [];
  let shot = -1;
  let firstTime: number | undefined;
  let asked = performance.now();
  for await (const { index, time, bytes } of frames) {
    const arrived = performance.now();
    const frame = imageFromRgb24(bytes, size.width, size.height);
    const source = addMargin(cropToArea(frame, area));
    const newest = past[0];
    const repeats = newest !== undefined && Buffer.compare(newest.bytes, bytes) === 0;
    const startsShot =
      newest === undefined || (!repeats && (await cuts.isCut(newest.source, source, { signal })));
    if (startsShot) {
      shot++;
      past = [];
    }
    const flows: PastFlow[] = [];
    for (const distance of repeats ? [] : distances) {
      const reference = past[distance - 1];
      if (reference === undefined) break;
      const { forward, backward } = await estimator.estimateBoth(reference.source, source, { signal });
      const mask =
        reliability === 'soft'
          ? softReliability(backward, forward, source, reference.source)
          : publishedReliability(backward, forward);
      flows.push({ distance, backward, reliability: mask, pastSource: reference.source });
    }
    past = [{ bytes, source }, ...past].slice(0, longest);
    firstTime ??= time;
    const prepared = performance.now();
    yield {
      ...{ index, time: time - firstTime, frame, source, shot, startsShot, repeats, flows },
      seconds: { decode: (arrived - asked) / 1000, flow: (prepared - arrived) / 1000 },
    };
    asked = performance.now();
  }
}
