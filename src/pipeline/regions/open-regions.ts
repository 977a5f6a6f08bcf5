import type { ShotState } from '../../stylize/shot-state.js';
import { strengthAt } from '../course.js';
import type { VideoRun } from '../video-run.js';
import { RegionFrames } from './region-frames.js';

/** The regions of the frames from the given one on; undefined where the job has none. */
export function openRegions(
  { plan, area, signal }: Pick<VideoRun, 'plan' | 'area' | 'signal'>,
  from: number,
  state?: ShotState,
): RegionFrames | undefined {
  const { regions, selection, options, course } = plan;
  const { ffmpegTimeout: timeoutSeconds } = options;
  const followed = state?.followed;
  const strength = (index: number) => strengthAt(course, plan, index);
  return (
    regions &&
    new RegionFrames({
      regions,
      selection,
      area,
      from,
      followed,
      strengthAt: strength,
      timeoutSeconds,
      signal,
    })
  );
}
