import { fitSize, type Size } from '../decode/size.js';
import type { VideoInfo } from '../media/info.js';
import type { StylizeOptions } from '../options/resolve.js';
import { evaluationsOf, type PlannedSchedules, plannedSchedules } from '../pipeline/job-clock.js';
import { sizeWithMargin } from '../pipeline/margin.js';
import type { StylizeReport } from '../report.js';
import { planSchedules, type Schedule } from '../stylize/scales.js';
import type { Pace } from './pace.js';
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
  readonly draft: { readonly size: number; readonly quality: StylizeOptions['quality'] };
  readonly reports: readonly StylizeReport[];
}

/** What the job would take, by what its drafts took. */
export function predict({
  info,
  frames,
  cutsPerFrame,
  options,
  pace,
  draft,
  reports,
}: PredictionBasis): Prediction {
  const size = fitSize(info.video, options.size);
  const small = fitSize(info.video, draft.size);
  const planned = schedulesAt(small, { ...options, quality: draft.quality }, pace);
  const all = reports.flatMap((report) => report.frames);
  const share = (kind: 'first' | 'later') => {
    const own = all.filter(({ reliable }) => (reliable === null) === (kind === 'first'));
    if (own.length === 0) return 1;
    const done = own.reduce((sum, { evaluations }) => sum + evaluations, 0);
    const evaluations = evaluationsOf(planned[kind]);
    return evaluations === 0 ? 1 : done / (own.length * evaluations);
  };
  const other = reports.reduce((sum, { seconds }) => sum + seconds.flow + seconds.decode, 0);
  const { first, later } = predictFrames(size, options, pace, {
    first: share('first'),
    later: share('later'),
    otherSecondsPerPixel: other / (all.length * small.width * small.height),
  });
  const shots = 1 + cutsPerFrame * (frames - 1);
  const restSeconds = options.temporal ? later : first;
  return {
    seconds: pace.before + shots * first + (frames - shots) * restSeconds,
    firstSeconds: first,
    laterSeconds: restSeconds,
    frames,
    shots: Math.round(shots),
    ...size,
  };
}

/** How much of the work that was planned the drafts really did. */
export interface WorkDone {
  /** Evaluations of a shot's first frame, and of later ones, as a share of their schedule. */
  readonly first: number;
  readonly later: number;
  /** Seconds a frame and a pixel of everything but evaluations. */
  readonly otherSecondsPerPixel: number;
}

/**
 * Seconds of a shot's first frame and of a later one: each scale's evaluations at its own pace, what is done beside
 * them, and flow on top, unless it is estimated meanwhile.
 */
export function predictFrames(
  size: Size,
  options: Pick<StylizeOptions, 'quality' | 'iterations' | 'temporal' | 'initNext'>,
  pace: Pace,
  done: WorkDone,
): { readonly first: number; readonly later: number } {
  const planned = schedulesAt(size, options, pace);
  const other = done.otherSecondsPerPixel * size.width * size.height;
  const secondsOf = (frame: readonly Schedule[]) => {
    const painting = frame.reduce((sum, schedule) => {
      const kind = schedule === planned.first[0] ? 'first' : 'later';
      return sum + done[kind] * scheduleSeconds(schedule, pace[kind]) + pace.beside[kind];
    }, 0);
    return pace.besideFlow ? Math.max(painting, other) : painting + other;
  };
  return { first: secondsOf(planned.first), later: secondsOf(planned.later) };
}

/** The schedules of a clip's frames at a size without margin; in one pass there are no evaluations, and none was timed. */
function schedulesAt(
  size: Size,
  options: Pick<StylizeOptions, 'quality' | 'iterations' | 'temporal' | 'initNext'>,
  pace: Pace,
): PlannedSchedules {
  if (pace.first.length === 0) return { first: [[]], later: [[]] };
  const { width, height } = sizeWithMargin(size);
  const iterations = options.iterations === 'auto' ? undefined : options.iterations;
  const schedules = planSchedules(width, height, { kind: 'clip', quality: options.quality, iterations });
  return plannedSchedules(schedules, options);
}

/** Paces belong to scales from the finest on; a scale coarser than any that was timed costs as its pixels do. */
function scheduleSeconds(schedule: Schedule, pace: readonly number[]): number {
  return schedule.reduce((sum, { evaluations }, i) => {
    const halvings = schedule.length - 1 - i;
    const known = pace.at(-1 - halvings) ?? (pace[0] as number) / 4 ** (halvings - pace.length + 1);
    return sum + evaluations * known;
  }, 0);
}
