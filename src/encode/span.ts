import { frameTime, type VideoInfo } from '../media/info.js';
import { toNumber } from '../media/rational.js';
import type { FrameSelection } from '../media/selection.js';

/** Seconds, on the source's clock, between which a selection lies. */
export interface Span {
  /** Of its first frame. */
  readonly from: number;
  /** Of the end of its last frame; `undefined` where that is the clip's last: sound goes on to its own end. */
  readonly to: number | undefined;
  /** Which time becomes 0 in the output: the clip's 0, or else `from`. */
  readonly zero: number;
}

/** Where a selection lies in its clip. */
export function spanOf(source: VideoInfo, { first, count }: FrameSelection): Span {
  const { ticks, frameRate, constantRate } = source.video;
  const from = frameTime(source, ticks[first] as number);
  const next = ticks[first + count];
  const to = constantRate ? from + count / toNumber(frameRate) : frameTime(source, next ?? 0);
  return { from, to: next === undefined ? undefined : to, zero: first === 0 ? 0 : from };
}
