import { InputError } from '../errors.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import { outputFrames, outputRate } from '../media/time/resampled.js';
import { type FrameSelection, sourceFrame, timecodeNotice } from '../media/time/selection.js';
import type { StylizeOptions } from '../options/resolve.js';
import type { OnStylizeProgress } from '../progress.js';
import type { FrameReport } from '../report.js';
import type { FrameKeeper } from '../work/frame-keeper.js';
import { checkSame, type JobFacts } from '../work/manifest.js';
import type { PictureSize } from './frame-bytes.js';
import { JobClock, plannedCourses } from './job-clock.js';
import { checkPainting, type EarlyFacts } from './job-facts.js';
import type { KeptWork } from './kept-work.js';
import { type ActiveArea, findActiveArea } from './letterbox.js';
import type { OnPainted } from './observed-frame.js';
import { paintClip } from './paint-clip.js';
import type { PaintedNote } from './painted-note.js';
import { sampleFrames } from './sample-frames.js';
import { openStudio } from './studio.js';

/** A clip whose frames are wanted. */
export interface FramesJob {
  readonly info: VideoInfo;
  /** Paths as they were given, to be shown. */
  readonly paths: { readonly input: string; readonly style: string; readonly output: string };
  readonly selection: FrameSelection;
  /** Of the output, in pixels. */
  readonly large: PictureSize;
  readonly early: EarlyFacts;
  readonly options: StylizeOptions;
  readonly work: KeptWork;
  /** @throws InputError where the clip is no longer what it was */
  readonly checkSource: () => Promise<void>;
  /** Called, perhaps more than once, as soon as there are frames that the encoder can have. */
  onKept(keeper: FrameKeeper, area: ActiveArea): void;
  readonly signal: AbortSignal;
  readonly onProgress: OnStylizeProgress | undefined;
  readonly onPainted: OnPainted | undefined;
}

/** All frames of a job, stored or about to be. */
export interface PaintedClip {
  readonly frames: readonly FrameReport[];
  readonly clock: JobClock;
  readonly device: string;
}

/**
 * Paints what an earlier run has not painted. Where it has painted all, neither
 * the network nor the clip is looked at.
 */
export async function paintOrReuse(job: FramesJob): Promise<PaintedClip> {
  const { info, selection, early, options, work, signal, onProgress } = job;
  const { size } = early;
  const { begun, point } = work;
  const damaged = point?.notes.find(({ frame }) => frame.concealed);
  if (options.strict && damaged) {
    throw new InputError(
      `Frame ${sourceFrame(selection, damaged.frame.index)} of \`${info.path}\` could not be decoded when it was painted; ` +
        'without `--strict`, the neighbouring frame is shown instead',
    );
  }
  if (begun && point && point.notes.length === selection.count) {
    const clock = new JobClock(selection.count, { first: [], later: [] }, onProgress, point.notes);
    tellPlan(job, begun);
    if (work.keeper) job.onKept(work.keeper, begun.area);
    return { frames: point.notes.map(({ frame }) => frame), clock, device: begun.device };
  }
  const area =
    begun?.area ?? findActiveArea(await sampleFrames(info, size, selection, options.ffmpegTimeout, signal));
  await using studio = await openStudio(job.paths.style, area, options, 'clip', signal);
  await checkPainting(job.paths.style, options, early);
  const facts = { ...early, area, device: studio.device.description };
  if (begun) checkSame(work.path, begun, { device: facts.device });
  const clock = new JobClock(
    selection.count,
    plannedCourses(studio.stylizer.courses, options),
    onProgress,
    point?.notes,
  );
  tellPlan(job, facts);
  const onKept = (keeper: FrameKeeper) => job.onKept(keeper, area);
  if (work.keeper) onKept(work.keeper);
  const frames = await paintClip({ ...job, facts, studio, clock, onKept }).catch((error: unknown) => {
    throw signal.aborted ? error : studio.explain(error);
  });
  return { frames, clock, device: facts.device };
}

/** What is told of a job whose output was complete when it was killed. */
export function reuseFinished(
  job: Omit<FramesJob, 'onKept'>,
  notes: readonly PaintedNote[],
  begun: JobFacts,
): PaintedClip {
  const { selection, onProgress } = job;
  const clock = new JobClock(selection.count, { first: [], later: [] }, onProgress, notes);
  tellPlan(job, begun);
  const text = 'The output was already complete; the leftover work folder has been removed.';
  onProgress?.({ type: 'notice', text });
  return { frames: notes.map(({ frame }) => frame), clock, device: begun.device };
}

function tellPlan(job: Omit<FramesJob, 'onKept'>, { size, device }: JobFacts): void {
  const { info, selection, large, paths, options, work, onProgress } = job;
  const { num, den } = outputRate(info, selection) ?? info.video.frameRate;
  onProgress?.({
    ...{ type: 'plan', kind: 'video', ...paths, options },
    ...{ sourceWidth: info.video.width, sourceHeight: info.video.height, ...size },
    ...{ outputWidth: large.width, outputHeight: large.height },
    startTime: frameTime(info, info.video.ticks[selection.first] as number),
    firstFrame: options.fps === 'source' ? selection.first : 0,
    ...{ frames: selection.count, fps: num / den, duration: (outputFrames(selection) * den) / num },
    ...{ audioStreams: info.audio.length, device, model: options.model },
  });
  const timecode = timecodeNotice(info, options);
  for (const text of timecode ? [...info.notices, timecode] : info.notices)
    onProgress?.({ type: 'notice', text });
  if (work.notice !== undefined) onProgress?.({ type: 'notice', text: work.notice });
  if (work.point) {
    onProgress?.({
      type: 'resume',
      folder: work.path,
      done: work.point.notes.length,
      frames: selection.count,
    });
  }
}
