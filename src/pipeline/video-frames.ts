import assert from 'node:assert/strict';
import type { FrameBytes } from '../checkpoint/checkpoint.js';
import type { FrameEncoder } from '../encode/picture/frame-encoder.js';
import { InputError } from '../errors.js';
import { Finisher } from '../finish/finisher.js';
import { isPlain } from '../finish/look.js';
import { createDisEstimator } from '../flow/dis/estimator.js';
import { imageToRgb24 } from '../image.js';
import { lookAhead } from '../look-ahead.js';
import { frameTime } from '../media/info.js';
import { sourceFrame } from '../media/time/selection.js';
import type { FrameStylizer } from '../stylize/frame-stylizer.js';
import type { ShotState } from '../stylize/shot-state.js';
import { lookAt } from './course.js';
import { FrameEnlarger } from './enlarge-frames.js';
import { paintFast } from './fast-frames.js';
import { openFusedPainter } from './fast-painter.js';
import { findShots, type ShotFinder } from './find-shots.js';
import { fineTuneForClip } from './fine-tuning.js';
import { finishLook } from './finish-look.js';
import { JobClock, plannedSchedules } from './job-clock.js';
import type { PaintedFrames } from './job-report.js';
import { keyGuides } from './keyframes/key-guides.js';
import { pasteIntoFrame } from './letterbox.js';
import { observedFrame } from './observed-frame.js';
import type { Painter } from './opened-painter.js';
import { paintPrepared } from './paint-prepared.js';
import { openPainter } from './painter.js';
import { checkPainting } from './plan/plan-checkpoint.js';
import { type PreparedFrame, type PrepareOptions, prepareFrames } from './prepare.js';
import { keepSource } from './regions/keep-source.js';
import { openRegions } from './regions/open-regions.js';
import { keptState, stateToKeep } from './resume.js';
import { shownPicture } from './shown-picture.js';
import {
  decodedForPainting,
  framesToPaint,
  machineOf,
  reportConcealed,
  tellPlan,
  type VideoRun,
} from './video-run.js';

/** The frames of earlier runs, where there is nothing to paint: neither the network nor the clip is looked at. */
export function paintedBefore(run: VideoRun): PaintedFrames {
  const { checkpoint, onProgress } = run;
  const { point, begun } = checkpoint;
  assert(begun, 'frames of earlier runs have a manifest');
  const { device } = begun;
  const clock = new JobClock(framesToPaint(run).count, { first: [], later: [] }, onProgress, point.notes);
  tellPlan(run, device);
  return { frames: point.notes.map(({ frame }) => frame), clock, device };
}

/**
 * Paints the frames that are not painted yet and hands them to the checkpoint.
 * Decoding and flow run one frame ahead, storing one behind. Resolves when all
 * frames are on the disk.
 */
export async function paintFrames(run: VideoRun): Promise<PaintedFrames> {
  const { plan, area, checkpoint, signal } = run;
  const { info, selection, options } = plan;
  const { count } = framesToPaint(run);
  const damaged = checkpoint.point.notes.find(({ frame }) => frame.concealed);
  if (options.strict && damaged) {
    throw new InputError(
      `Frame ${sourceFrame(selection, damaged.frame.index)} of \`${info.path}\` could not be decoded when it was painted; ` +
        'without `--strict`, the neighbouring frame is shown instead',
    );
  }
  if (checkpoint.point.notes.length === count) return paintedBefore(run);
  if (options.fast && !options.flowFused) return paintFast(run);
  const fused = options.fast ? await openFusedPainter(needed(plan.fast), options, signal) : undefined;
  await using painter = fused ?? (await openPainter(needed(plan.painter), options, signal));
  await checkPainting(plan.paths.style, options, plan.checkpoint.facts);
  const { device } = painter;
  checkpoint.describe({ area, device });
  const schedules = plannedSchedules(painter.stylizer.schedules, options);
  const clock = new JobClock(count, schedules, run.onProgress, checkpoint.point.notes);
  tellPlan(run, device);
  if (fused) await fineTuneForClip(run, fused.fast, clock);
  try {
    return { frames: await paintRest(run, painter, clock), clock, device };
  } catch (error) {
    throw painter.explain(error);
  }
}

function needed<Inputs>(inputs: Inputs | undefined): Inputs {
  assert(inputs, 'a plan without problems says what to paint with');
  return inputs;
}

async function paintRest(run: VideoRun, painter: Painter, clock: JobClock): Promise<PaintedFrames['frames']> {
  const { plan, area, checkpoint, guard, signal, onProgress, onPainted, explanations } = run;
  const { options } = plan;
  const { stylizer } = painter;
  const machine = machineOf(run, painter.device);
  // What is painted anew in every frame asks little of the flow that only checks the other.
  await using estimator = await createDisEstimator(options.fast ? { forward: 'light' } : {});
  await using shots = await findShots(run, painter);
  const frames = checkpoint.point.notes.map(({ frame }) => frame);
  let state = keptState(checkpoint.point.states);
  const { startsShot: starts } = shots;
  const last = checkpoint.point.notes.at(-1);
  const from = last ? last.frame.index + 1 : framesToPaint(run).first;
  await using regions = openRegions(run, from, state);
  const guides = plan.keys.length > 0 ? lookAhead(keyGuides(run, from), 1) : undefined;
  await using _ = { [Symbol.asyncDispose]: async () => void (await guides?.return()) };
  const prepared = preparedFrames(run, state, { estimator, startsShot: starts, regions });
  const ready = stylizer.begin ? begun(prepared, run, stylizer, shots) : prepared;
  for await (const next of lookAhead(ready, 1)) {
    const { index, time, shot, startsShot, concealed } = next;
    if (startsShot) onProgress?.({ type: 'shot', shot, frame: index, time });
    const began = performance.now();
    if (!stylizer.begin) await shots.open(index);
    const schedule = startsShot || !options.temporal ? stylizer.schedules.first : stylizer.schedules.later;
    const guide = (await guides?.next())?.value ?? undefined;
    const painted = await paintPrepared(stylizer, state, next, options, {
      ...explanations?.paintOptions(index),
      signal,
      look: lookAt(plan, index),
      guide,
      onEvaluation: (event) => {
        clock.evaluated(event, schedule);
        onProgress?.({ type: 'evaluation', frame: index, ...event });
      },
    });
    state = painted.state;
    const optimise = (performance.now() - began) / 1000;
    const shown = shownPicture(painted.image, next.source, options);
    const stylized = keepSource(pasteIntoFrame(next.frame, area, shown), next.frame, next.regions?.keep);
    onPainted?.(observedFrame(next, stylized, area, options));
    clock.add({ ...next.seconds, optimise });
    const { evaluations, terms: loss, reliable } = painted;
    clock.frameDone(startsShot, evaluations);
    const frame = { index, time, shot, evaluations, loss, reliable, concealed };
    frames.push(frame);
    await guard.check();
    await checkpoint.keep({
      note: { frame, clock: clock.reading, past: state.past.length, machine },
      rgb24: imageToRgb24(stylized),
      alpha: next.alpha,
      state: stateToKeep(state),
    });
    await explanations?.add(index, time, signal);
    const seconds = { ...next.seconds, optimise, encode: 0 };
    onProgress?.({ type: 'frame', index, time, shot, evaluations, loss, reliable, seconds });
  }
  reportConcealed(frames, onProgress);
  await checkpoint.stored();
  return frames;
}

/** The frames as they come, their painting begun. */
async function* begun(
  frames: AsyncIterable<PreparedFrame>,
  { plan }: VideoRun,
  stylizer: FrameStylizer,
  shots: Pick<ShotFinder, 'open'>,
): AsyncGenerator<PreparedFrame, void, undefined> {
  // What may be painted otherwise than the frame that it repeats.
  const changes = plan.course.size > 0 || plan.keys.length > 0;
  for await (const frame of frames) {
    await shots.open(frame.index);
    const look = lookAt(plan, frame.index);
    if (!frame.repeats || changes) stylizer.begin?.(frame.source, { areas: frame.regions?.areas, look });
    yield frame;
  }
}

/** The frames to be painted: decoded, from the last that is painted already on, with their shots and flow. */
function preparedFrames(
  run: VideoRun,
  state: ShotState | undefined,
  flow: Pick<PrepareOptions, 'estimator' | 'startsShot' | 'regions'>,
) {
  const { plan, area, checkpoint, shot, signal } = run;
  const { info, selection, size, options } = plan;
  const last = checkpoint.point.notes.at(-1);
  const decoded = decodedForPainting(run, state?.past[0]?.source);
  return prepareFrames(lookAhead(decoded, 1), {
    ...flow,
    area,
    size,
    firstShot: shot?.number,
    signal,
    reliability: options.reliability,
    // What is painted anew in every frame goes astray by no more than a few frames' flows.
    correctsDrift: !options.fast,
    distances: options.temporal ? options.longTerm : [],
    startTime: frameTime(info, info.video.ticks[selection.first] as number),
    resumed: last && (state ?? { shot: last.frame.shot, past: [] }),
  });
}

/** Takes all painted frames to the encoder, at the encoder's own pace. Resolves to the seconds that it kept us waiting. */
export async function encodeFrames(
  frames: AsyncIterable<FrameBytes>,
  { plan, area, signal }: Pick<VideoRun, 'plan' | 'area' | 'signal'>,
  encoder: FrameEncoder,
): Promise<number> {
  const { size, outputSize, options } = plan;
  const enlarges = size.width !== outputSize.width || size.height !== outputSize.height;
  await using enlarger = enlarges ? new FrameEnlarger(plan, area, signal) : undefined;
  const look = finishLook(options);
  await using finisher = isPlain(look) ? undefined : new Finisher({ look, size: outputSize });
  let [seconds, frame] = [0, 0];
  for await (const painted of frames) {
    const began = performance.now();
    const { rgb24, alpha } = enlarger ? await enlarger.enlarge(painted.rgb24) : painted;
    await encoder.write(finisher ? await finisher.finish(rgb24, frame++) : rgb24, alpha);
    seconds += (performance.now() - began) / 1000;
  }
  return seconds;
}
