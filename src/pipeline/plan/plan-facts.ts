import { frameTime } from '../../media/info.js';
import { outputFrames, outputRate } from '../../media/time/resampled.js';
import type { PlanProgress } from '../../progress.js';
import type { JobPlan } from './job-plan.js';

/** A plan as it is told: all but the device, which only a run knows. */
export function planFacts(plan: JobPlan): Omit<PlanProgress, 'type' | 'device'> {
  const { kind, paths, options, sourceSize, size, outputSize, model } = plan;
  const common = {
    ...paths,
    options,
    model,
    sourceWidth: sourceSize.width,
    sourceHeight: sourceSize.height,
    width: size.width,
    height: size.height,
    outputWidth: outputSize.width,
    outputHeight: outputSize.height,
  };
  if (kind === 'image') return { ...common, kind, frames: 1, fps: null, duration: null, audioStreams: 0 };
  const { info, selection } = plan;
  const { num, den } = outputRate(info, selection) ?? info.video.frameRate;
  return {
    ...common,
    kind,
    startTime: frameTime(info, info.video.ticks[selection.first] as number),
    firstFrame: options.fps === 'source' ? selection.first : 0,
    frames: selection.count,
    fps: num / den,
    duration: (outputFrames(selection) * den) / num,
    audioStreams: info.audio.length,
  };
}
