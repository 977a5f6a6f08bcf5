import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { SourceGuard } from '../checkpoint/source-guard.js';
import type { DecodedFrame } from '../decode/frames/frames.js';
import type { Image } from '../image.js';
import type { OnStylizeProgress } from '../progress.js';
import type { FrameReport } from '../report.js';
import { announcePlan, type JobControl } from './job-report.js';
import type { ActiveArea } from './letterbox.js';
import type { VideoPlan } from './plan/job-plan.js';
import { decodeFrom } from './resume.js';

/** A clip's job under way. */
export interface VideoRun extends Omit<JobControl, 'signal'> {
  readonly plan: VideoPlan;
  readonly area: ActiveArea;
  readonly checkpoint: Checkpoint;
  readonly guard: SourceGuard;
  /** Aborted by the caller, and by the first failure of whatever runs beside painting. */
  readonly signal: AbortSignal;
}

/** Tells what is about to be done, and what an earlier run has left. */
export function tellPlan({ plan, checkpoint, onProgress }: VideoRun, device: string): void {
  announcePlan(plan, device, onProgress);
  const { notice, notes } = checkpoint.point;
  if (notice !== undefined) onProgress?.({ type: 'notice', text: notice });
  if (checkpoint.finished || notes.length === 0) return;
  const { folder } = plan.checkpoint;
  onProgress?.({ type: 'resume', folder, done: notes.length, frames: plan.selection.count });
}

/** Tells how many frames show a neighbour, if any do. */
export function reportConcealed(
  frames: readonly FrameReport[],
  onProgress: OnStylizeProgress | undefined,
): void {
  const concealed = frames.filter((frame) => frame.concealed).length;
  if (concealed === 0) return;
  const text = `The clip is damaged: ${concealed} of ${frames.length} frames could not be decoded and show a neighbouring frame instead.`;
  onProgress?.({ type: 'notice', text });
}

/**
 * The decoded frames from the last that is painted already on.
 *
 * @param source what that one was painted from, with a margin; undefined where there is nothing to compare it with
 * @param from the first that is wanted, where that is another one
 */
export function decodedForPainting(
  { plan, area, checkpoint, signal, onProgress }: VideoRun,
  source: Image | undefined,
  from?: number,
): AsyncGenerator<DecodedFrame, void, undefined> {
  const { info, selection, size, options, notices } = plan;
  const last = checkpoint.point.notes.at(-1);
  const concealed = checkpoint.point.notes.some(({ frame }) => frame.concealed);
  return decodeFrom(info, {
    ...size,
    selection,
    area,
    signal,
    strict: options.strict,
    timeoutSeconds: options.ffmpegTimeout,
    onNotice: (text, about) => {
      // Concealed frames are counted over all runs; a change of size is known to the plan, mostly.
      if (about !== 'concealed' && !notices.includes(text)) onProgress?.({ type: 'notice', text });
    },
    from: from ?? last?.frame.index ?? 0,
    painted: source,
    damaged: last !== undefined && (!source || concealed),
  });
}
