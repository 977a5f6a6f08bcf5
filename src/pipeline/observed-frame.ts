import type { FlowField, ReliabilityMask } from '../flow-field.js';
import type { Image } from '../image.js';
import type { StylizeOptions } from '../options/resolve.js';
import { withLook } from './finish-look.js';
import type { ActiveArea } from './letterbox.js';
import { removePlaneMargin } from './margin.js';
import type { PastFlow, PreparedFrame } from './prepare.js';

/** What a frame was held to its predecessor by; both on the whole frame's grid. */
export interface FrameGuide {
  /** To the frame before; (0, 0) in letterbox bars. */
  readonly flow: FlowField;
  /** 1 where the flow is trusted; 0 in letterbox bars. */
  readonly reliability: ReliabilityMask;
}

/** A frame just painted, for whoever watches a job. The pictures are read-only and may be kept. */
export interface ObservedFrame {
  readonly index: number;
  /** Seconds from the beginning of the output. */
  readonly time: number;
  /** Counted from 0. */
  readonly shot: number;
  /** Both of the output's size. */
  readonly source: Image;
  readonly stylized: Image;
  /** Makes it when called: the picture with the look that it gets in the file, but for its size and FFmpeg's own filters. */
  readonly finished: () => Image;
  /** Makes it when called; null where there was no flow: a shot's first frame, a repeated one, no temporal loss. */
  readonly guide: (() => FrameGuide) | null;
}

/** Watches a job; called synchronously, so it should return quickly. */
export type OnPainted = (frame: ObservedFrame) => void;

/** What an observer sees of a prepared frame and of what was made of it. */
export function observedFrame(
  { index, time, shot, frame, flows }: PreparedFrame,
  stylized: Image,
  area: ActiveArea,
  options: StylizeOptions,
): ObservedFrame {
  const guideOf = ({ backward, reliability }: PastFlow): FrameGuide => {
    const { width, height } = frame;
    const whole = (plane: Float32Array) => placed(removePlaneMargin(plane, backward), area, frame);
    return {
      flow: { width, height, u: whole(backward.u), v: whole(backward.v) },
      reliability: { width, height, data: whole(reliability.data) },
    };
  };
  const nearest = flows[0];
  const guide = nearest ? () => guideOf(nearest) : null;
  const finished = () => withLook(stylized, options, index);
  return { index, time, shot, source: frame, stylized, finished, guide };
}

/** A plane of the active area on the whole frame's grid, 0 elsewhere. */
function placed(plane: Float32Array, area: ActiveArea, { width, height }: Image): Float32Array {
  if (area.width === width && area.height === height) return plane;
  const out = new Float32Array(width * height);
  for (let y = 0; y < area.height; y++) {
    out.set(plane.subarray(y * area.width, (y + 1) * area.width), (area.top + y) * width + area.left);
  }
  return out;
}
