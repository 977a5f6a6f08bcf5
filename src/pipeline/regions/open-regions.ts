import type { ShotState } from '../../stylize/shot-state.js';
import { strengthsAt } from '../course.js';
import type { VideoRun } from '../video-run.js';
import { RegionFrames } from './region-frames.js';

/** The regions of the frames from the given one on; undefined where the job has none. */
export function openRegions(
  { plan, area, signal }: Pick<VideoRun, 'plan' | 'area' | 'signal'>,
  from: number,
  state?: ShotState,
): RegionFrames | undefined {
  const { regions, selection, options } = plan;
  const { ffmpegTimeout: timeoutSeconds } = options;
  const followed = state?.followed;
  const strengths = (index: number) => strengthsAt(plan, index);
  return (
    regions &&
    new RegionFrames({
      regions,
      selection,
      area,
      from,
      followed,
      strengthsAt: strengths,
      timeoutSeconds,
      signal,
    })
  );
}
