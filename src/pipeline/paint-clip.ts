import type { Size } from '../decode/size.js';
import { type CutDetector, createCutDetector } from '../flow/cuts.js';
import { createDisEstimator } from '../flow/dis/estimator.js';
import { imageFromRgb24, imageToRgb24 } from '../image.js';
import { lookAhead } from '../look-ahead.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import type { FrameSelection } from '../media/time/selection.js';
import type { StylizeOptions } from '../options/resolve.js';
import type { OnStylizeProgress } from '../progress.js';
import type { FrameReport } from '../report.js';
import type { FrameKeeper } from '../work/frame-keeper.js';
import type { JobFacts } from '../work/manifest.js';
import { decodeFrom } from './decode-from.js';
import { withAlpha } from './frame-bytes.js';
import type { JobClock } from './job-clock.js';
import type { KeptWork } from './kept-work.js';
import { type ActiveArea, cropToArea, pasteIntoFrame } from './letterbox.js';
import { addMargin, removeMargin } from './margin.js';
import { type OnPainted, observedFrame } from './observed-frame.js';
import { paintPrepared } from './paint-prepared.js';
import { type PaintedNote, storedState } from './painted-note.js';
import type { Painter } from './painter.js';
import { prepareFrames } from './prepare.js';

/** A clip to be painted, and all that it takes. */
export interface PaintClipJob {
  readonly info: VideoInfo;
  readonly selection: FrameSelection;
  readonly facts: JobFacts;
  readonly options: StylizeOptions;
  /** What has been reported of the clip. */
  readonly notices: readonly string[];
  readonly painter: Painter;
  readonly work: KeptWork;
  readonly clock: JobClock;
  /** @throws InputError where the clip is no longer what it was */
  readonly checkSource: () => Promise<void>;
  /** Called, perhaps more than once, as soon as there are frames that the encoder can have. */
  onKept(keeper: FrameKeeper): void;
  readonly signal: AbortSignal;
  readonly onProgress: OnStylizeProgress | undefined;
  readonly onPainted: OnPainted | undefined;
}

/**
 * Paints the frames that are not painted yet and hands them to the job's work
 * folder. Decoding and flow run one frame ahead, storing one behind. Resolves
 * to the report of every frame, those of earlier runs among them.
 */
export async function paintClip(job: PaintClipJob): Promise<FrameReport[]> {
  const { facts, options, painter, work, clock, checkSource, signal, onProgress, onPainted } = job;
  const { stylizer } = painter;
  const { area } = facts;
  await using estimator = await createDisEstimator();
  await using cuts = await createCutDetector();
  const prepared = preparedFrames(job, estimator, cuts);
  const frames = work.point?.notes.map(({ frame }) => frame) ?? [];
  let state = work.point?.state;
  for await (const next of lookAhead(prepared, 1)) {
    const { index, time, shot, startsShot, concealed } = next;
    if (startsShot) onProgress?.({ type: 'shot', shot, frame: index, time });
    const began = performance.now();
    const schedule = startsShot || !options.temporal ? stylizer.schedules.first : stylizer.schedules.later;
    const painted = await paintPrepared(stylizer, state, next, options, {
      signal,
      onEvaluation: (event) => {
        clock.evaluated(event, schedule);
        onProgress?.({ type: 'evaluation', frame: index, ...event });
      },
    });
    state = painted.state;
    const optimise = (performance.now() - began) / 1000;
    const stylized = pasteIntoFrame(next.frame, area, removeMargin(painted.image));
    onPainted?.(observedFrame(next, stylized, area));
    clock.add({ ...next.seconds, optimise });
    const { evaluations, terms: loss, reliable } = painted;
    clock.frameDone(startsShot, evaluations);
    const frame: FrameReport = { index, time, shot, evaluations, loss, reliable, concealed };
    frames.push(frame);
    await checkSource();
    const keeper = await work.begin(facts);
    const note: PaintedNote = { frame, clock: clock.reading, past: state.past.length };
    const bytes = withAlpha(imageToRgb24(stylized), next.alpha);
    await keeper.keep({ note, bytes, stride: 3 * stylized.width, state: storedState(state) });
    job.onKept(keeper);
    const seconds = { ...next.seconds, optimise, encode: 0 };
    onProgress?.({ type: 'frame', index, time, shot, evaluations, loss, reliable, seconds });
  }
  const concealed = frames.filter((frame) => frame.concealed).length;
  if (concealed > 0) {
    const text = `The clip is damaged: ${concealed} of ${frames.length} frames could not be decoded and show a neighbouring frame instead.`;
    onProgress?.({ type: 'notice', text });
  }
  return frames;
}

function preparedFrames(
  { info, selection, facts, options, notices, work, signal, onProgress }: PaintClipJob,
  estimator: Awaited<ReturnType<typeof createDisEstimator>>,
  cuts: CutDetector,
) {
  const { area, size } = facts;
  const { point } = work;
  const decoded = decodeFrom(info, {
    selection,
    width: size.width,
    height: size.height,
    signal,
    strict: options.strict,
    timeoutSeconds: options.ffmpegTimeout,
    onNotice: (text, about) => {
      // Concealed frames are counted over all runs; a change of size is known to the plan, mostly.
      if (about !== 'concealed' && !notices.includes(text)) onProgress?.({ type: 'notice', text });
    },
    from: point ? point.notes.length - 1 : 0,
    // Without a state there is no source to compare with.
    damaged: point ? !point.state || point.notes.some(({ frame }) => frame.concealed) : false,
    isExpected: (bytes) => !point?.state || isSource(bytes, area, size, point.state.past[0]?.source.data),
  });
  return prepareFrames(lookAhead(decoded, 1), {
    area,
    size,
    estimator,
    cuts,
    signal,
    reliability: options.reliability,
    distances: options.temporal ? options.longTerm : [],
    startTime: frameTime(info, info.video.ticks[selection.first] as number),
    resumed: point && {
      shot: point.state?.shot ?? (point.notes.at(-1) as PaintedNote).frame.shot,
      sources: point.state?.past.map(({ source }) => source) ?? [],
      anchor: point.state?.anchor,
    },
  });
}

/** Whether a decoded frame is what an earlier run painted from. */
function isSource(
  bytes: Uint8Array,
  area: ActiveArea,
  { width, height }: Size,
  expected: Float32Array | undefined,
): boolean {
  const { data } = addMargin(cropToArea(imageFromRgb24(bytes, width, height), area));
  return expected?.length === data.length && data.every((value, i) => value === expected[i]);
}
