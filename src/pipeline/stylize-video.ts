import { resolve } from 'node:path';
import { checkDecoding } from '../decode/frames/check-decoding.js';
import { probe } from '../decode/probe/probe.js';
import { shapeNotices } from '../decode/probe/shape-changes.js';
import { soundNotices } from '../decode/probe/sound-damage.js';
import { fitSize } from '../decode/size.js';
import { containerOf } from '../encode/container/containers.js';
import { openEncoder } from '../encode/encoder.js';
import { removeHalfWritten } from '../encode/output/file.js';
import { UsageError } from '../errors.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import { formatRational } from '../media/time/rational.js';
import { selectOutput } from '../media/time/resample.js';
import { outputRate } from '../media/time/resampled.js';
import { resolveOptions, type StylizeOptionsInput } from '../options/resolve.js';
import type { OnStylizeProgress } from '../progress.js';
import type { StylizeReport } from '../report.js';
import { modelFor } from '../stylize/models/resolve-model.js';
import type { FrameKeeper } from '../work/frame-keeper.js';
import { SourceGuard } from '../work/source-guard.js';
import { FrameEnlarger, outputSizeOf } from './enlarge-frames.js';
import { FrameFollower } from './follow-frames.js';
import { gatherFacts, picturePaths } from './job-facts.js';
import { KeptWork } from './kept-work.js';
import { placeOf } from './left-over.js';
import type { ActiveArea } from './letterbox.js';
import type { OnPainted } from './observed-frame.js';
import { type PaintedClip, paintOrReuse, reuseFinished } from './paint-or-reuse.js';

/** What every job takes besides its options. */
export interface JobControl {
  /** Aborting rejects with the signal's reason, once everything is cleaned up. */
  readonly signal?: AbortSignal;
  readonly onProgress?: OnStylizeProgress;
  /** Shown every frame as soon as it is painted; not called by `stylizeImage`. */
  readonly onPainted?: OnPainted;
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
  { signal: given, onProgress, onPainted }: JobControl = {},
): Promise<StylizeReport> {
  const resolved = resolveOptions(options);
  const failing = new AbortController();
  const onFailure = (error: unknown) => failing.abort(error);
  const signal = given ? AbortSignal.any([given, failing.signal]) : failing.signal;
  const guarded = isUrl(input) ? undefined : await SourceGuard.of([input]);
  const found = await probe(input, { ...resolved, signal });
  if (found.kind !== 'video') {
    throw new UsageError(`Expected \`${input}\` to be a clip, got a picture: use stylizeImage instead`);
  }
  const selection = selectOutput(found, resolved);
  // Whether all can be decoded shows now, not after hours.
  const { strict, ffmpegTimeout: patience } = resolved;
  if (strict) await checkDecoding(found, { selection, signal, patience });
  const soundless = containerOf(output, resolved.preset) === 'gif';
  const heard = soundless ? [] : await soundNotices(found, { selection, strict, patience, signal });
  // Another size is reported when it is reached; of another aspect ratio, decoding hears nothing.
  const { aspect } = await shapeNotices(found, selection, { signal });
  const shape = aspect === undefined ? [] : [aspect];
  const info = { ...found, notices: [...found.notices, ...heard, ...shape] };
  const size = fitSize(info.video, resolved.size);
  const large = outputSizeOf(info.video, size, resolved);
  const early = await gatherFacts(info, { style, output }, resolved, selection, size);
  const guard = guarded && info.pictures ? await SourceGuard.of(picturePaths(info)) : guarded;
  guard?.know(early.inputFile);
  const checkSource = async () => await guard?.check();
  await guarded?.check();
  const { workDir, restart, preset } = resolved;
  await using work = await KeptWork.open({
    ...{ output, workDir, restart, preset, facts: early, options: resolved, onFailure },
  });
  const paths = { input, style, output };
  const job = {
    ...{ info, paths, options: resolved, selection, large, early, work, checkSource },
    ...{ signal, onProgress, onPainted },
  };
  const report = ({ frames, clock, device }: PaintedClip): StylizeReport => {
    const later = clock.laterMedians();
    onProgress?.({ type: 'done', output, frames: selection.count, seconds: clock.elapsed, later });
    return {
      concealedFrames: frames.filter(({ concealed }) => concealed).length,
      ...{ input, output, frames, size: large },
      fps: formatRational(outputRate(info, selection) ?? info.video.frameRate),
      ...{ model: modelFor(resolved, 'clip'), device, options: resolved },
      seconds: { ...clock.seconds, total: clock.elapsed },
      secondsPerFrame: later?.seconds ?? clock.seconds.optimise,
      peakRssMb: process.resourceUsage().maxRSS / 1024,
    };
  };
  if (work.finished && work.begun) {
    const finished = reuseFinished(job, work.finished, work.begun);
    await removeHalfWritten(resolve(placeOf(output, preset)));
    if (resolved.keepWork) await work.sealOutput(undefined);
    else await work.remove();
    return report(finished);
  }
  try {
    await using enlarger = new FrameEnlarger({ info, selection, small: size, large, signal, patience });
    await using follower = new FrameFollower(size, onFailure);
    await using encoder = await openEncoder({
      ...{ output, overwrite: resolved.overwrite, source: info, selection, signal },
      ...{ ...large, patience, alsoRead: [style] },
      ...{ preset: resolved.preset, codec: resolved.codec, crf: resolved.crf },
    });
    await checkSource();
    const onKept = (keeper: FrameKeeper, area: ActiveArea) =>
      follower.start(keeper, enlarger.before(encoder, area));
    const painted = await paintOrReuse({ ...job, onKept });
    await work.keeper?.stored();
    await follower.end();
    const closing = performance.now();
    const { notices } = await encoder.finish(async (temporary) => {
      await guard?.checkThoroughly();
      await work.sealOutput(resolved.keepWork ? undefined : temporary);
    });
    painted.clock.add({ encode: follower.seconds + (performance.now() - closing) / 1000 });
    if (!resolved.keepWork) await work.remove();
    for (const text of notices) onProgress?.({ type: 'notice', text });
    return report(painted);
  } catch (error) {
    await work.tellKept(onProgress);
    // Whatever failed may have failed because of it.
    if (!given?.aborted) await guard?.check();
    throw error;
  }
}
