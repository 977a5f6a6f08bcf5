import type { ExplainedFrame } from '../explain/explained-frame.js';
import { formatRational } from '../media/time/rational.js';
import { outputRate } from '../media/time/resampled.js';
import type { OnStylizeProgress } from '../progress.js';
import type { FrameReport, StylizeReport } from '../report.js';
import type { JobClock } from './job-clock.js';
import type { OnPainted } from './observed-frame.js';
import { type JobPlan, planFacts } from './plan/job-plan.js';

/** What every job takes besides its options. */
export interface JobControl {
  /** Aborting rejects with the signal's reason, once everything is cleaned up. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnStylizeProgress | undefined;
  /** Shown every frame as soon as it is painted; not called by `stylizeImage`. */
  readonly onPainted?: OnPainted | undefined;
  /** Shown each frame that `explainFrames` names, explained, before the next is painted; makes a job explain without `explain`. */
  readonly onExplained?: ((frame: ExplainedFrame) => void) | undefined;
}

/** All frames of a job, and how long they took. */
export interface PaintedFrames {
  readonly frames: readonly FrameReport[];
  readonly clock: JobClock;
  readonly device: string;
}

/** Tells what is about to be done, with all that a plan notices. */
export function announcePlan(plan: JobPlan, device: string, onProgress: OnStylizeProgress | undefined): void {
  onProgress?.({ type: 'plan', ...planFacts(plan), device });
  for (const text of plan.notices) onProgress?.({ type: 'notice', text });
}

/** Tells that a job is done, and what it did. */
export function finishReport(
  plan: JobPlan,
  { frames, clock, device }: PaintedFrames,
  onProgress: OnStylizeProgress | undefined,
): StylizeReport {
  const { input, output } = plan.paths;
  const later = clock.laterMedians();
  onProgress?.({ type: 'done', output, frames: frames.length, seconds: clock.elapsed, later });
  return {
    input,
    output,
    frames,
    concealedFrames: frames.filter(({ concealed }) => concealed).length,
    fps:
      plan.kind === 'image'
        ? null
        : formatRational(outputRate(plan.info, plan.selection) ?? plan.info.video.frameRate),
    size: plan.outputSize,
    model: plan.model,
    device,
    options: plan.options,
    seconds: { ...clock.seconds, total: clock.elapsed },
    secondsPerFrame: later?.seconds ?? clock.seconds.optimise,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  };
}
