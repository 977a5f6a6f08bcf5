import { frameTime, type VideoInfo } from '../../media/info.js';
import { toNumber } from '../../media/time/rational.js';
import { endOf, outputFrames, outputRate } from '../../media/time/resampled.js';
import type { FrameSelection } from '../../media/time/selection.js';

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
export function spanOf(source: VideoInfo, selection: FrameSelection): Span {
  const { first } = selection;
  const { ticks } = source.video;
  const from = frameTime(source, ticks[first] as number);
  const next = ticks[endOf(selection)];
  const rate = outputRate(source, selection);
  const to = rate ? from + outputFrames(selection) / toNumber(rate) : frameTime(source, next ?? 0);
  return { from, to: next === undefined ? undefined : to, zero: first === 0 ? 0 : from };
}
