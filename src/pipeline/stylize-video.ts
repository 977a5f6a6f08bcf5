import { resolve } from 'node:path';
import { openEncoder } from '../encode/encoder.js';
import { removeHalfWritten } from '../encode/output/pending.js';
import { finalPath } from '../encode/output/picture-folder.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import type { StylizeOptionsInput } from '../options/resolve.js';
import type { OnStylizeProgress } from '../progress.js';
import type { StylizeReport } from '../report.js';
import type { FrameKeeper } from '../work/frame-keeper.js';
import { SourceGuard } from '../work/source-guard.js';
import { FrameEnlarger } from './enlarge-frames.js';
import { FrameFollower } from './follow-frames.js';
import { picturePaths } from './job-facts.js';
import { finishReport } from './job-report.js';
import { KeptWork } from './kept-work.js';
import type { ActiveArea } from './letterbox.js';
import type { OnPainted } from './observed-frame.js';
import { paintOrReuse, reuseFinished } from './paint-or-reuse.js';
import type { VideoPlan } from './plan/job-plan.js';
import { encoderOptions, planVideo } from './plan/plan-video.js';

/** What every job takes besides its options. */
export interface JobControl {
  /** Aborting rejects with the signal's reason, once everything is cleaned up. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnStylizeProgress | undefined;
  /** Shown every frame as soon as it is painted; not called by `stylizeImage`. */
  readonly onPainted?: OnPainted | undefined;
}

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
 * @param style path of the style picture
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
  const before = isUrl(input) ? undefined : await SourceGuard.of([input]);
  const plan = await planVideo({ input, style, output }, options, { signal, stopAtFirst: true });
  const guard = before && plan.info.pictures ? await SourceGuard.of(picturePaths(plan.info)) : before;
  guard?.know(plan.facts.inputFile);
  await before?.check();
  return runVideo(plan, guard, control);
}

async function runVideo(
  plan: VideoPlan,
  guard: SourceGuard | undefined,
  { signal: given, onProgress, onPainted }: JobControl,
): Promise<StylizeReport> {
  const { info, selection, size, outputSize, paths, facts, options } = plan;
  const { output } = paths;
  const { workDir, restart, preset, keepWork, ffmpegTimeout: timeoutSeconds } = options;
  const failing = new AbortController();
  const onFailure = (error: unknown) => failing.abort(error);
  const signal = given ? AbortSignal.any([given, failing.signal]) : failing.signal;
  await using work = await KeptWork.open({ output, workDir, restart, preset, facts, options, onFailure });
  const checkSource = async () => await guard?.check();
  const job = { plan, work, checkSource, signal, onProgress, onPainted };
  if (work.finished && work.begun) {
    const finished = reuseFinished(job, work.finished, work.begun);
    await removeHalfWritten(resolve(finalPath(output, preset)));
    if (keepWork) await work.sealOutput(undefined);
    else await work.remove();
    return finishReport(plan, finished, onProgress);
  }
  try {
    const enlarge = { info, selection, small: size, large: outputSize, signal, timeoutSeconds };
    await using enlarger = new FrameEnlarger(enlarge);
    await using follower = new FrameFollower(size, onFailure);
    await using encoder = await openEncoder({ ...encoderOptions(plan, signal), tried: true });
    await checkSource();
    const onKept = (keeper: FrameKeeper, area: ActiveArea) =>
      follower.start(keeper, enlarger.before(encoder, area));
    const painted = await paintOrReuse({ ...job, onKept });
    await work.keeper?.stored();
    await follower.end();
    const closing = performance.now();
    await encoder.finish(async (temporary) => {
      await guard?.checkThoroughly();
      await work.sealOutput(keepWork ? undefined : temporary);
    });
    painted.clock.add({ encode: follower.seconds + (performance.now() - closing) / 1000 });
    if (!keepWork) await work.remove();
    return finishReport(plan, painted, onProgress);
  } catch (error) {
    await work.tellKept(onProgress);
    // Whatever failed may have failed because of it.
    if (!given?.aborted) await guard?.check();
    throw error;
  }
}
