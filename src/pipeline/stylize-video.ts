import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { Checkpoint } from '../checkpoint/checkpoint.js';
import { SourceGuard } from '../checkpoint/source-guard.js';
import { openEncoder } from '../encode/encoder.js';
import { removeHalfWritten } from '../encode/output/pending.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import type { StylizeOptionsInput } from '../options/resolve.js';
import type { StylizeReport } from '../report.js';
import { Explanations } from './explain/explanations.js';
import { finishReport, type JobControl } from './job-report.js';
import type { VideoPlan } from './plan/job-plan.js';
import { picturePaths } from './plan/plan-checkpoint.js';
import { planVideo } from './plan/plan-video.js';
import { encodeFrames, paintedBefore, paintFrames } from './video-frames.js';
import type { VideoRun } from './video-run.js';

/**
 * Stylizes a clip, or the part of it that `options.start` and `options.duration`
 * name, and writes it with the original sound. Decoding and flow run one frame
 * ahead, storing one frame behind; the encoder follows what is stored. The
 * output appears under its name only when it is complete.
 *
 * Painted frames are kept in a work folder until then: called again with the
 * same input and options after whatever ended it, it continues after the last
 * complete frame, with the same frames as an unbroken run.
 *
 * @param input path of a clip (or a URL with `options.allowUrl`)
 * @param style path of the style picture, or of a style network (ONNX)
 * @param output path of the clip to write; its extension names the container
 * @throws {UsageError} bad options; {@link InputError} unreadable clip or style;
 *   {@link OutputError} target; {@link WorkError} unfinished work that is another job's, or in use;
 *   {@link ModelError}, {@link EngineError}, {@link FfmpegError}
 */
export async function stylizeVideo(
  input: string,
  style: string,
  output: string,
  options: StylizeOptionsInput = {},
  control: JobControl = {},
): Promise<StylizeReport> {
  const { signal } = control;
  const before = await SourceGuard.of(isUrl(input) ? [] : [input]);
  const plan = await planVideo({ input, style, output }, options, { signal, stopAtFirst: true });
  const guard = plan.info.pictures ? await SourceGuard.of(picturePaths(plan.info)) : before;
  guard.know(plan.checkpoint.facts.inputFile);
  await before.check();
  return runVideo(plan, guard, control);
}

/**
 * Runs the plan of a clip: `paintFrames` hands frames to the checkpoint and `encodeFrames` takes them from there to the
 * encoder, side by side, each at its own pace.
 */
async function runVideo(plan: VideoPlan, guard: SourceGuard, control: JobControl): Promise<StylizeReport> {
  const { signal: given, onProgress, onPainted } = control;
  const { area, checkpoint: job, options, selection } = plan;
  assert(area, 'a plan without problems knows the active area');
  const failing = new AbortController();
  const fail = (error: unknown) => failing.abort(error);
  const signal = given ? AbortSignal.any([given, failing.signal]) : failing.signal;
  await using checkpoint = await Checkpoint.open(job, fail);
  const explanations = Explanations.of(plan, control);
  const run: VideoRun = { plan, area, checkpoint, guard, signal, onProgress, onPainted, explanations };
  if (checkpoint.finished) return finishLeftOver(run);
  try {
    await using encoder = await openEncoder({ ...plan.encoder, signal, tried: true });
    await guard.check();
    // The first of the two to fail ends the other.
    const painting = paintFrames(run);
    const encoding = encodeFrames(checkpoint.follow(signal), run, encoder);
    painting.catch(fail);
    encoding.catch(fail);
    await Promise.allSettled([painting, encoding]);
    signal.throwIfAborted();
    const [painted, seconds] = [await painting, await encoding];
    const closing = performance.now();
    await encoder.finish(async (temporary) => {
      await guard.checkThoroughly();
      await checkpoint.seal(options.keepWork ? undefined : temporary);
    });
    painted.clock.add({ encode: seconds + (performance.now() - closing) / 1000 });
    if (!options.keepWork) await checkpoint.remove();
    await explanations?.write();
    return finishReport(plan, painted, onProgress);
  } catch (error) {
    await checkpoint.stored().catch(() => {}); // its failure has been told
    const { complete: done } = checkpoint;
    if (done > 0) onProgress?.({ type: 'kept', folder: job.folder, done, frames: selection.count });
    // Whatever failed may have failed because of it.
    if (!given?.aborted) await guard.check();
    throw error;
  }
}

/** What is left to do for an output that was complete when its job was killed: to remove what is left over. */
async function finishLeftOver(run: VideoRun): Promise<StylizeReport> {
  const { plan, checkpoint, onProgress } = run;
  const finished = paintedBefore(run);
  const text = 'The output was already complete; the leftover work folder has been removed.';
  onProgress?.({ type: 'notice', text });
  await removeHalfWritten(resolve(plan.checkpoint.output));
  if (plan.options.keepWork) await checkpoint.seal(undefined);
  else await checkpoint.remove();
  return finishReport(plan, finished, onProgress);
}
