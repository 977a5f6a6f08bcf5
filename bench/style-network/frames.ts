import { decodeFrames } from '../../src/decode/frames/frames.js';
import { probe } from '../../src/decode/probe/probe.js';
import { fitSize } from '../../src/decode/size.js';
import { createCutDetector } from '../../src/flow/cuts.js';
import type { FlowEstimator } from '../../src/flow/estimator.js';
import { warp } from '../../src/flow/warp.js';
import type { Image } from '../../src/image.js';
import { type PreparedFrame, prepareFrames } from '../../src/pipeline/prepare.js';
import { combineReferences } from '../../src/stylize/loss/prior.js';
import { heldSteady } from '../../src/stylize/style-network/hold-steady.js';

/** Frames of a clip with their flow, all at once. */
export async function framesOf(
  clip: string,
  longerSide: number,
  selection: { readonly first: number; readonly count: number },
  estimator: FlowEstimator,
): Promise<readonly PreparedFrame[]> {
  const info = await probe(clip);
  if (info.kind !== 'video') throw new TypeError(`${clip} is no clip`);
  const size = fitSize(info.video, longerSide);
  await using cuts = await createCutDetector();
  const frames: PreparedFrame[] = [];
  const prepared = prepareFrames(decodeFrames(info, { ...size, selection }), {
    area: { left: 0, top: 0, ...size },
    size,
    distances: [1],
    reliability: 'soft',
    estimator,
    startsShot: (_, previous, current) => cuts.isCut(previous, current),
    startTime: 0,
  });
  for await (const frame of prepared) frames.push(frame);
  return frames;
}

/** Frames painted alone, each held to the one before it in its shot. */
export function heldInTurn(
  alone: readonly Image[],
  prepared: readonly PreparedFrame[],
  blend: number,
  detail: boolean,
): Image[] {
  const held: Image[] = [];
  for (const [i, image] of alone.entries()) {
    const flow = prepared[i]!.flows[0];
    const past = held[i - 1];
    if (flow === undefined || past === undefined) {
      held.push(prepared[i]!.repeats && past ? past : image);
      continue;
    }
    const { backward, reliability } = flow;
    const warped = warp(past, backward);
    const prior = combineReferences([{ distance: 1, warped, reliability }]);
    held.push(heldSteady(image, prior, blend, { detail }));
  }
  return held;
}
