import PQueue from 'p-queue';
import { decodeFrames } from '../decode/frames.js';
import { probe } from '../decode/probe.js';
import { fitSize } from '../decode/size.js';
import { openEncoder } from '../encode/encoder.js';
import { UsageError } from '../errors.js';
import { createCutDetector } from '../flow/cuts.js';
import { createDisEstimator } from '../flow/estimator.js';
import { imageFromRgb24, imageToRgb24 } from '../image.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import { selectFrames } from '../media/selection.js';
import { resolveOptions, type StylizeOptions, type StylizeOptionsInput } from '../options/resolve.js';
import type { OnStylizeProgress } from '../progress.js';
import type { FrameReport, StylizeReport } from '../report.js';
import type { ShotState } from '../stylize/shot-state.js';
import { JobClock } from './job-clock.js';
import { findActiveArea, pasteIntoFrame } from './letterbox.js';
import { lookAhead } from './look-ahead.js';
import { removeMargin } from './margin.js';
import { type OnPainted, observedFrame } from './observed-frame.js';
import { paintPrepared } from './paint-prepared.js';
import { prepareFrames } from './prepare.js';
import { openStudio } from './studio.js';

/** What every job takes besides its options. */
export interface JobControl {
  /** Aborting rejects with the signal's reason, once everything is cleaned up. */
  readonly signal?: AbortSignal;
  readonly onProgress?: OnStylizeProgress;
  /** Shown every frame as soon as it is painted; not called by `stylizeImage`. */
  readonly onPainted?: OnPainted;
}

/** Frames that are looked at for letterbox bars, spread over the part that is stylized. */
const barSamples = 5;

/**
 * Stylizes a clip, or the part of it that `options.start` and `options.duration`
 * name, and writes it with the original sound. Decoding and flow run one frame
 * ahead, encoding one frame behind. The output appears under its name only
 * when it is complete.
 *
 * @param input path of a clip (or a URL with `options.allowUrl`)
 * @param style path of the style picture
 * @param output path of the clip to write; its extension names the container
 * @throws {UsageError} bad options; {@link InputError} unreadable clip or style;
 *   {@link OutputError} target; {@link ModelError}, {@link EngineError}, {@link FfmpegError}
 */
export async function stylizeVideo(
  input: string,
  style: string,
  output: string,
  options: StylizeOptionsInput = {},
  { signal, onProgress, onPainted }: JobControl = {},
): Promise<StylizeReport> {
  const resolved = resolveOptions(options);
  const aborting = signal ? { signal } : {};
  const info = await probe(input, { ...aborting, allowUrl: resolved.allowUrl });
  if (info.kind !== 'video') {
    throw new UsageError(`Expected \`${input}\` to be a clip, got a picture: use stylizeImage for it`);
  }
  const range = timeRange(resolved);
  const selection = selectFrames(info, range);
  const size = fitSize(info.video, resolved.size);
  await using encoder = await openEncoder({
    ...{ output, overwrite: resolved.overwrite, source: info, selection },
    ...size,
    ...{ preset: resolved.preset, codec: resolved.codec, crf: resolved.crf },
    ...aborting,
  });
  const area = findActiveArea(await sampleFrames(info, size, selection, signal));
  await using studio = await openStudio(style, area, resolved, signal);
  const { stylizer } = studio;
  const clock = new JobClock(selection.count, stylizer.courses, onProgress);
  onProgress?.({
    ...{ type: 'plan', kind: 'video', input, style, output, options: resolved },
    ...{ sourceWidth: info.video.width, sourceHeight: info.video.height, ...size },
    ...{ frames: selection.count, fps: info.video.frameRate.num / info.video.frameRate.den },
    ...{ duration: (selection.count * info.video.frameRate.den) / info.video.frameRate.num },
    ...{ audioStreams: info.audio.length, device: studio.device.description, model: studio.model },
  });
  const notice = (text: string) => onProgress?.({ type: 'notice', text });
  for (const text of info.notices) notice(text);

  await using estimator = await createDisEstimator();
  await using cuts = await createCutDetector();
  const decoded = decodeFrames(info, { ...range, ...size, ...aborting, onNotice: notice });
  const prepared = prepareFrames(lookAhead(decoded, 1), {
    ...{ area, size, estimator, cuts, reliability: resolved.reliability },
    distances: resolved.temporal ? resolved.longTerm : [],
    ...aborting,
  });
  const frames: FrameReport[] = [];
  const writes = new PQueue({ concurrency: 1 });
  let failure: unknown;
  let state: ShotState | undefined;
  for await (const next of lookAhead(prepared, 1)) {
    const { index, time, shot, startsShot } = next;
    if (startsShot) onProgress?.({ type: 'shot', shot, frame: index, time });
    const began = performance.now();
    const course = startsShot || !resolved.temporal ? stylizer.courses.first : stylizer.courses.later;
    const painted = await paintPrepared(stylizer, state, next, resolved, {
      ...aborting,
      onEvaluation: (event) => {
        clock.evaluated(event, course);
        onProgress?.({ type: 'evaluation', frame: index, ...event });
      },
    });
    state = painted.state;
    const optimise = (performance.now() - began) / 1000;
    const stylized = pasteIntoFrame(next.frame, area, removeMargin(painted.image));
    onPainted?.(observedFrame(next, stylized, area));
    const bytes = imageToRgb24(stylized);
    await writes.onSizeLessThan(2);
    if (failure !== undefined) throw failure;
    writes
      .add(async () => {
        const from = performance.now();
        await encoder.write(bytes);
        clock.add({ encode: (performance.now() - from) / 1000 });
      })
      .catch((error: unknown) => {
        failure ??= error;
      });
    clock.add({ ...next.seconds, optimise });
    const { evaluations, terms: loss, reliable } = painted;
    clock.frameDone(startsShot, evaluations);
    frames.push({ index, time, shot, evaluations, loss, reliable });
    const seconds = { ...next.seconds, optimise, encode: 0 };
    onProgress?.({ type: 'frame', index, time, shot, evaluations, loss, reliable, seconds });
  }
  await writes.onIdle();
  if (failure !== undefined) throw failure;
  const closing = performance.now();
  const { notices } = await encoder.finish();
  clock.add({ encode: (performance.now() - closing) / 1000 });
  for (const text of notices) notice(text);
  onProgress?.({
    type: 'done',
    output,
    frames: frames.length,
    seconds: clock.elapsed,
    later: clock.laterMedians(),
  });
  return {
    ...{ input, output, frames, fps: `${info.video.frameRate.num}/${info.video.frameRate.den}`, size },
    ...{ model: studio.model, device: studio.device.description, options: resolved },
    seconds: { ...clock.seconds, total: clock.elapsed },
    secondsPerFrame: clock.laterMedians()?.seconds ?? clock.seconds.optimise,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  };
}

function timeRange({ start, duration }: StylizeOptions): { start?: number; duration?: number } {
  return { ...(start > 0 ? { start } : {}), ...(duration === 'rest' ? {} : { duration }) };
}

/** A few frames from all over the selection, in order. */
async function sampleFrames(
  info: VideoInfo,
  size: { width: number; height: number },
  selection: { first: number; count: number },
  signal: AbortSignal | undefined,
) {
  const last = selection.count - 1;
  const offsets = new Set(
    Array.from({ length: barSamples }, (_, i) => Math.round((last * i) / (barSamples - 1))),
  );
  const queue = new PQueue({ concurrency: 2 });
  return queue.addAll(
    [...offsets].map((offset) => async () => {
      const start = frameTime(info, info.video.ticks[selection.first + offset] as number);
      const frames = decodeFrames(info, { start, ...size, ...(signal ? { signal } : {}) });
      for await (const { bytes } of frames) return imageFromRgb24(bytes, size.width, size.height);
      throw new UsageError(`No frame of \`${info.path}\` could be decoded`);
    }),
  );
}
