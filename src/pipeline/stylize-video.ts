import { checkDecoding } from '../decode/check-decoding.js';
import { probe } from '../decode/probe.js';
import { fitSize } from '../decode/size.js';
import { openEncoder } from '../encode/encoder.js';
import { UsageError } from '../errors.js';
import { formatRational } from '../media/rational.js';
import { selectOutput } from '../media/resample.js';
import { outputRate } from '../media/resampled.js';
import { resolveOptions, type StylizeOptionsInput } from '../options/resolve.js';
import type { OnStylizeProgress } from '../progress.js';
import type { StylizeReport } from '../report.js';
import { modelFor } from '../stylize/models/resolve-model.js';
import type { FrameKeeper } from '../work/frame-keeper.js';
import { FrameEnlarger, outputSizeOf } from './enlarge-frames.js';
import { FrameFollower } from './follow-frames.js';
import { gatherFacts } from './job-facts.js';
import { KeptWork } from './kept-work.js';
import type { ActiveArea } from './letterbox.js';
import type { OnPainted } from './observed-frame.js';
import { paintOrReuse } from './paint-or-reuse.js';

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
  const info = await probe(input, { ...resolved, signal });
  if (info.kind !== 'video') {
    throw new UsageError(`Expected \`${input}\` to be a clip, got a picture: use stylizeImage for it`);
  }
  const selection = selectOutput(info, resolved);
  // Whether all can be decoded shows now, not after hours.
  if (resolved.strict) await checkDecoding(info, { selection, signal, patience: resolved.ffmpegTimeout });
  const size = fitSize(info.video, resolved.size);
  const large = outputSizeOf(info.video, size, resolved);
  const early = await gatherFacts(info, { style, output }, resolved, selection, size);
  const { workDir, restart } = resolved;
  await using work = await KeptWork.open({ output, workDir, restart, facts: early, onFailure });
  try {
    const { ffmpegTimeout: patience } = resolved;
    await using enlarger = new FrameEnlarger({ info, selection, small: size, large, signal, patience });
    await using follower = new FrameFollower(size, onFailure);
    await using encoder = await openEncoder({
      ...{ output, overwrite: resolved.overwrite, source: info, selection, signal },
      ...{ ...large, patience },
      ...{ preset: resolved.preset, codec: resolved.codec, crf: resolved.crf },
    });
    const onKept = (keeper: FrameKeeper, area: ActiveArea) =>
      follower.start(keeper, enlarger.before(encoder, area));
    const paths = { input, style, output };
    const job = {
      info,
      paths,
      options: resolved,
      selection,
      large,
      early,
      work,
      signal,
      onProgress,
      onPainted,
      onKept,
    };
    const { clock, frames, device } = await paintOrReuse(job);
    await work.keeper?.stored();
    await follower.end();
    const closing = performance.now();
    const { notices } = await encoder.finish();
    clock.add({ encode: follower.seconds + (performance.now() - closing) / 1000 });
    if (!resolved.keepWork) await work.remove();
    for (const text of notices) onProgress?.({ type: 'notice', text });
    const later = clock.laterMedians();
    onProgress?.({ type: 'done', output, frames: frames.length, seconds: clock.elapsed, later });
    return {
      concealedFrames: frames.filter(({ concealed }) => concealed).length,
      ...{ input, output, frames, size: large },
      fps: formatRational(outputRate(info, selection) ?? info.video.frameRate),
      ...{ model: modelFor(resolved, 'clip'), device, options: resolved },
      seconds: { ...clock.seconds, total: clock.elapsed },
      secondsPerFrame: later?.seconds ?? clock.seconds.optimise,
      peakRssMb: process.resourceUsage().maxRSS / 1024,
    };
  } catch (error) {
    await work.tellKept(onProgress);
    throw error;
  }
}
