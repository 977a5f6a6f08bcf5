import { fitSize } from '../decode/size.js';
import type { VideoInfo } from '../media/info.js';
import type { StylizeOptions } from '../options/resolve.js';
import { evaluationsOf, plannedSchedules } from '../pipeline/job-clock.js';
import { sizeWithMargin } from '../pipeline/margin.js';
import type { StylizeReport } from '../report.js';
import { planSchedules } from '../stylize/scales.js';
import { type Pace, predictFrames } from './pace.js';
import type { Prediction } from './sheet.js';

/** What a prediction stands on. */
export interface PredictionBasis {
  readonly info: VideoInfo;
  /** Frames of the job to come. */
  readonly frames: number;
  /** Cuts for each frame, as far as was looked. */
  readonly cutsPerFrame: number;
  readonly options: StylizeOptions;
  readonly pace: Pace;
  /** Longer side, and quality, of the drafts. */
  readonly size: number;
  readonly quality: StylizeOptions['quality'];
  readonly reports: readonly StylizeReport[];
}

/** What the job would take, by what its drafts took. */
export function predict({
  info,
  frames,
  cutsPerFrame,
  options,
  pace,
  reports,
  ...draft
}: PredictionBasis): Prediction {
  const size = fitSize(info.video, options.size);
  const small = fitSize(info.video, draft.size);
  const margined = sizeWithMargin(small);
  const iterations = options.iterations === 'auto' ? undefined : options.iterations;
  const schedules = planSchedules(margined.width, margined.height, {
    kind: 'clip',
    quality: draft.quality,
    iterations,
  });
  const planned = plannedSchedules(schedules, options);
  const all = reports.flatMap((report) =>
    report.frames.map((frame) => ({ ...frame, first: frame.reliable === null })),
  );
  const share = (first: boolean) => {
    const most = evaluationsOf(first ? planned.first : planned.later);
    const own = all.filter((frame) => frame.first === first);
    return own.length === 0
      ? 1
      : own.reduce((sum, { evaluations }) => sum + evaluations, 0) / (own.length * most);
  };
  const other = reports.reduce((sum, { seconds }) => sum + seconds.flow + seconds.decode, 0);
  const { first, later } = predictFrames(size, options, pace, {
    first: share(true),
    later: share(false),
    otherSecondsPerPixel: other / (all.length * small.width * small.height),
  });
  const shots = 1 + cutsPerFrame * (frames - 1);
  const restSeconds = options.temporal ? later : first;
  return {
    seconds: shots * first + (frames - shots) * restSeconds,
    firstSeconds: first,
    laterSeconds: restSeconds,
    frames,
    shots: Math.round(shots),
    ...size,
  };
}
