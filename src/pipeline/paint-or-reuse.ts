import assert from 'node:assert/strict';
import { InputError } from '../errors.js';
import { sourceFrame } from '../media/time/selection.js';
import type { OnStylizeProgress } from '../progress.js';
import type { FrameKeeper } from '../work/frame-keeper.js';
import { checkSame, type JobFacts } from '../work/manifest.js';
import { JobClock, plannedSchedules } from './job-clock.js';
import { checkPainting } from './job-facts.js';
import { announcePlan, type PaintedFrames } from './job-report.js';
import type { KeptWork } from './kept-work.js';
import type { ActiveArea } from './letterbox.js';
import type { OnPainted } from './observed-frame.js';
import { paintClip } from './paint-clip.js';
import type { PaintedNote } from './painted-note.js';
import { openPainter } from './painter.js';
import type { VideoPlan } from './plan/job-plan.js';

/** A clip whose frames are wanted. */
export interface FramesJob {
  readonly plan: VideoPlan;
  readonly work: KeptWork;
  /** @throws InputError where the clip is no longer what it was */
  readonly checkSource: () => Promise<void>;
  /** Called, perhaps more than once, as soon as there are frames that the encoder can have. */
  onKept(keeper: FrameKeeper, area: ActiveArea): void;
  readonly signal: AbortSignal;
  readonly onProgress: OnStylizeProgress | undefined;
  readonly onPainted: OnPainted | undefined;
}

/**
 * Paints what an earlier run has not painted. Where it has painted all, neither
 * the network nor the clip is looked at.
 */
export async function paintOrReuse(job: FramesJob): Promise<PaintedFrames> {
  const { plan, work, signal, onProgress } = job;
  const { info, selection, facts: early, options, area } = plan;
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
    tellPlan(job, begun.device);
    if (work.keeper) job.onKept(work.keeper, begun.area);
    return { frames: point.notes.map(({ frame }) => frame), clock, device: begun.device };
  }
  assert(plan.painter && area, 'a plan without problems says what to paint with');
  await using painter = await openPainter(plan.painter, options, signal);
  await checkPainting(plan.paths.style, options, early);
  const facts = { ...early, area, device: painter.device.description };
  if (begun) checkSame(work.path, begun, { device: facts.device });
  const clock = new JobClock(
    selection.count,
    plannedSchedules(painter.stylizer.schedules, options),
    onProgress,
    point?.notes,
  );
  tellPlan(job, facts.device);
  const onKept = (keeper: FrameKeeper) => job.onKept(keeper, area);
  if (work.keeper) onKept(work.keeper);
  const frames = await paintClip({
    ...job,
    info,
    selection,
    options,
    notices: plan.notices,
    facts,
    painter,
    clock,
    onKept,
  }).catch((error: unknown) => {
    throw signal.aborted ? error : painter.explain(error);
  });
  return { frames, clock, device: facts.device };
}

/** What is told of a job whose output was complete when it was killed. */
export function reuseFinished(
  job: Omit<FramesJob, 'onKept'>,
  notes: readonly PaintedNote[],
  begun: JobFacts,
): PaintedFrames {
  const { plan, onProgress } = job;
  const clock = new JobClock(plan.selection.count, { first: [], later: [] }, onProgress, notes);
  tellPlan(job, begun.device);
  const text = 'The output was already complete; the leftover work folder has been removed.';
  onProgress?.({ type: 'notice', text });
  return { frames: notes.map(({ frame }) => frame), clock, device: begun.device };
}

function tellPlan({ plan, work, onProgress }: Omit<FramesJob, 'onKept'>, device: string): void {
  announcePlan(plan, device, onProgress);
  if (work.notice !== undefined) onProgress?.({ type: 'notice', text: work.notice });
  if (!work.point) return;
  const done = work.point.notes.length;
  onProgress?.({ type: 'resume', folder: work.path, done, frames: plan.selection.count });
}
