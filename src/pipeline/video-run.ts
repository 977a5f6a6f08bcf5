import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { SourceGuard } from '../checkpoint/source-guard.js';
import type { DecodedFrame, DecodeOptions } from '../decode/frames/frames.js';
import { type CutDetector, createCutDetector } from '../flow/cuts.js';
import type { Image } from '../image.js';
import { partOf } from '../media/time/resampled.js';
import type { OnStylizeProgress } from '../progress.js';
import type { FrameReport } from '../report.js';
import type { Explanations } from './explain/explanations.js';
import { announcePlan, type JobControl } from './job-report.js';
import type { ActiveArea } from './letterbox.js';
import type { VideoPlan } from './plan/job-plan.js';
import { decodeFrom, frameOfState, type KnownFrame } from './resume.js';

/** A clip's job under way, or that of one of its shots. */
export interface VideoRun extends Omit<JobControl, 'signal'> {
  readonly plan: VideoPlan;
  readonly area: ActiveArea;
  readonly checkpoint: Checkpoint;
  readonly guard: SourceGuard;
  /** Aborted by the caller, and by the first failure of whatever runs beside painting. */
  readonly signal: AbortSignal;
  /** Of frames that are to be explained; absent where there are none. */
  readonly explanations?: Explanations | undefined;
  /** Where only this one is painted. */
  readonly shot?: KnownShot | undefined;
}

/** A shot of a clip that was looked through before. Frames are counted from the beginning of the selection. */
export interface KnownShot {
  /** Counted from 0. */
  readonly number: number;
  /** Its first frame. */
  readonly first: number;
  readonly count: number;
  /** The clip is damaged: decoders do not always recover alike, so that it must be decoded from the beginning. */
  readonly damaged: boolean;
  /** Whether one of its frames is decoded to the same picture as then. */
  isSame(frame: Pick<DecodedFrame, 'index' | 'bytes' | 'alpha'>): boolean;
  /** What the painter of one pass has learnt for the clip; undefined where it has learnt nothing. */
  readonly painter: Uint8Array | undefined;
  /** The processor of the machine that paints it, for people. */
  readonly processor: string;
}

/** The frames of the selection that a run paints. */
export function framesToPaint({ plan, shot }: Pick<VideoRun, 'plan' | 'shot'>): {
  readonly first: number;
  readonly count: number;
} {
  return shot ?? { first: 0, count: plan.selection.count };
}

/** Finds the cuts of a clip; within a shot that is known there are none. */
export async function openCuts({ shot }: Pick<VideoRun, 'shot'>): Promise<CutDetector> {
  const cuts = await createCutDetector();
  return shot ? { ...cuts, isCut: async () => false } : cuts;
}

/** What paints the frames of a shot: processor and execution provider. How many threads it has changes no frame. */
export function machineOf({ shot }: Pick<VideoRun, 'shot'>, device: string): string | undefined {
  return shot && `${shot.processor}, ${device.replace(/, \d+ (× 1 )?threads?/, '')}`;
}

/** Tells what is about to be done, and what an earlier run has left. */
export function tellPlan(run: VideoRun, device: string): void {
  const { plan, checkpoint, onProgress } = run;
  const { first, count } = framesToPaint(run);
  const keys = plan.keys.filter(({ index }) => index >= first && index < first + count);
  const part = { ...plan, keys, selection: partOf(plan.selection, first, count) };
  announcePlan(part, device, onProgress);
  const { notice, notes } = checkpoint.point;
  if (notice !== undefined) onProgress?.({ type: 'notice', text: notice });
  if (checkpoint.finished || notes.length === 0) return;
  onProgress?.({ type: 'resume', folder: plan.checkpoint.folder, done: notes.length, frames: count });
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
  run: VideoRun,
  source: Image | undefined,
  from?: number,
): AsyncGenerator<DecodedFrame, void, undefined> {
  const { plan, area, checkpoint, onProgress } = run;
  const last = checkpoint.point.notes.at(-1)?.frame.index;
  const known = source && last !== undefined ? [frameOfState(last, source, plan.size, area)] : [];
  return decodedFrames(run, from ?? last ?? framesToPaint(run).first, known, (text, about) => {
    // Concealed frames are counted over all runs; a change of size is known to the plan, mostly.
    if (about !== 'concealed' && !plan.notices.includes(text)) onProgress?.({ type: 'notice', text });
  });
}

/**
 * The decoded frames that a run paints, from the given one on.
 *
 * @param known frames that are known beside a shot's own
 * @param onNotice as that of `decodeFrames`
 */
export function decodedFrames(
  run: Pick<VideoRun, 'plan' | 'checkpoint' | 'shot' | 'signal'>,
  from: number,
  known: readonly KnownFrame[] = [],
  onNotice?: DecodeOptions['onNotice'],
): AsyncGenerator<DecodedFrame, void, undefined> {
  const { plan, checkpoint, shot, signal } = run;
  const { info, selection, size, options } = plan;
  const { first, count } = framesToPaint(run);
  const damaged = shot?.damaged || checkpoint.point.notes.some(({ frame }) => frame.concealed);
  const begin = shot && {
    index: first,
    matches: (frame: Picture) => shot.isSame({ ...frame, index: first }),
  };
  return decodeFrom(info, {
    ...size,
    selection,
    from,
    until: first + count,
    begins: damaged ? [] : begin ? [...known, begin] : known,
    isExpected: shot && ((frame) => shot.isSame(frame)),
    signal,
    strict: options.strict,
    timeoutSeconds: options.ffmpegTimeout,
    onNotice,
  });
}

type Picture = Parameters<KnownFrame['matches']>[0];
