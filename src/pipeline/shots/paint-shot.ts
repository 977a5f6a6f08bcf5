import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { Checkpoint } from '../../checkpoint/checkpoint.js';
import { SourceGuard } from '../../checkpoint/source-guard.js';
import { UsageError } from '../../errors.js';
import { sourceFrame } from '../../media/time/selection.js';
import { readFastInputs } from '../fast-painter.js';
import type { JobControl } from '../job-report.js';
import { readPainterInputs } from '../painter.js';
import type { VideoPlan } from '../plan/job-plan.js';
import { picturePaths } from '../plan/plan-checkpoint.js';
import { readRegions } from '../regions/read-regions.js';
import { paintFrames } from '../video-frames.js';
import type { KnownShot, VideoRun } from '../video-run.js';
import { digestOf, frameDigest } from './look-through.js';
import { type ShotsJob, shotFolder } from './open-job.js';
import { paintedSpan } from './plan-file.js';

/** What became of a shot. */
export interface PaintedShot {
  /** All its frames. */
  readonly frames: number;
  /** Those of them that were there already. */
  readonly before: number;
}

/**
 * Paints the frames of a shot that are not painted yet, into the shot's folder, exactly as a job of the whole clip paints
 * them. Called again, also on another machine, it goes on after the last frame that is complete. Progress counts
 * frames from the beginning of the clip's selection.
 *
 * @param number of the shot, counted from 0
 * @throws UsageError for a shot that there is not, NotReadyError where another process paints it; else as `stylizeVideo`
 */
export async function paintShot(
  job: ShotsJob,
  number: number,
  { signal: given, onProgress, onPainted }: JobControl = {},
): Promise<PaintedShot> {
  const { area, folder } = job;
  const shot = knownShot(job, number);
  const failing = new AbortController();
  const fail = (error: unknown) => failing.abort(error);
  const signal = given ? AbortSignal.any([given, failing.signal]) : failing.signal;
  const checkpointJob = { ...job.plan.checkpoint, folder: shotFolder(folder, number) };
  const { first, count } = shot;
  const facts = {
    ...checkpointJob.facts,
    selection: { first: sourceFrame(job.plan.selection, first), count },
  };
  const inputs = job.plan.info.pictures ? picturePaths(job.plan.info) : [job.plan.info.path];
  const guard = await SourceGuard.of(inputs);
  if (!job.plan.info.pictures) guard.know(facts.inputFile);
  await using checkpoint = await Checkpoint.open({ ...checkpointJob, facts }, fail);
  const before = checkpoint.point.notes.length;
  if (before === count) return { frames: count, before };
  try {
    const plan = await withPainter({ ...job.plan, checkpoint: checkpointJob }, signal);
    const run: VideoRun = { plan, area, checkpoint, guard, signal, shot, onProgress, onPainted };
    await paintFrames(run);
    signal.throwIfAborted();
    await guard.checkThoroughly();
    return { frames: count, before };
  } catch (error) {
    await checkpoint.stored().catch(() => {}); // its failure has been told
    const { complete: done } = checkpoint;
    if (done > 0) onProgress?.({ type: 'kept', folder: checkpointJob.folder, done, frames: count });
    if (failing.signal.aborted) throw failing.signal.reason;
    // Whatever failed may have failed because of it.
    if (!given?.aborted) await guard.check();
    throw error;
  }
}

function knownShot({ shots, damaged, digests, painter }: ShotsJob, number: number): KnownShot {
  const shot = shots[number];
  if (!shot) {
    throw new UsageError(`Expected a shot from 1 to ${shots.length}, got ${number + 1}`);
  }
  const { first, count } = paintedSpan(shot);
  return {
    number: shot.shot,
    first,
    count,
    damaged,
    painter,
    isSame: (frame) => Buffer.compare(frameDigest(frame), digestOf(digests, frame.index)) === 0,
    processor: cpus()[0]?.model.trim() || process.arch,
  };
}

/** The plan with what it is painted with. */
async function withPainter(plan: VideoPlan, signal: AbortSignal): Promise<VideoPlan> {
  signal.throwIfAborted();
  const { paths, options, area } = plan;
  assert(area, 'a job folder knows the active area');
  const withRegions = { ...plan, regions: await readRegions(options, plan) };
  // What is learnt was learnt when the job was planned.
  if (options.fast) return { ...withRegions, fast: await readFastInputs(paths.style, area, options, 0) };
  return { ...withRegions, painter: await readPainterInputs(paths.style, area, options, 'clip', signal) };
}
