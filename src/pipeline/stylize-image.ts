import assert from 'node:assert/strict';
import { SourceGuard } from '../checkpoint/source-guard.js';
import { readStill } from '../decode/still.js';
import { filtered } from '../encode/picture/finish-filter.js';
import { writeStill } from '../encode/picture/still.js';
import { type Image, imageFromRgb24, imageToRgb24 } from '../image.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import type { StylizeOptions, StylizeOptionsInput } from '../options/resolve.js';
import type { StylizeReport } from '../report.js';
import { inSourceColours } from '../source-colours.js';
import { upsample } from '../upsample/upsample.js';
import { Explanations } from './explain/explanations.js';
import { openFastPainter } from './fast-painter.js';
import { fineTunePainter } from './fine-tuning.js';
import { withLook } from './finish-look.js';
import { JobClock } from './job-clock.js';
import { announcePlan, finishReport, type JobControl, type PaintedFrames } from './job-report.js';
import { addMargin, removePlaneMargin, sizeWithMargin } from './margin.js';
import { openPainter } from './painter.js';
import type { PicturePlan } from './plan/job-plan.js';
import { filesRead, planPicture } from './plan/plan-picture.js';
import { keepEnlarged } from './regions/keep-enlarged.js';
import { keepSource } from './regions/keep-source.js';
import { type FrameRegions, RegionFrames } from './regions/region-frames.js';
import { shownPicture } from './shown-picture.js';

/**
 * Stylizes a still picture: what a shot's first frame would become.
 *
 * @param output path of the picture to write; its extension names the format
 * @throws as `stylizeVideo`
 */
export async function stylizeImage(
  input: string,
  style: string,
  output: string,
  options: StylizeOptionsInput = {},
  control: JobControl = {},
): Promise<StylizeReport> {
  const guard = await SourceGuard.of(isUrl(input) ? [] : [input]);
  const { signal } = control;
  const plan = await planPicture({ input, style, output }, options, { signal, stopAtFirst: true });
  return runPicture(plan, guard, control);
}

async function runPicture(
  plan: PicturePlan,
  guard: SourceGuard,
  control: JobControl,
): Promise<StylizeReport> {
  const { signal, onProgress } = control;
  const { paths, options } = plan;
  const explanations = Explanations.of(plan, control);
  const { picture, ...painted } = await paintPicture(plan, { signal, onProgress }, explanations);
  const { clock } = painted;
  const kept = keepSource(picture, plan.source, (await regionsOf(plan))?.keep);
  const began = performance.now();
  const output = await finished(await enlarged(kept, plan), options, signal);
  await guard.check();
  await writeStill(paths.output, output, { overwrite: options.overwrite, inputs: filesRead(paths, options) });
  clock.add({ encode: (performance.now() - began) / 1000 });
  await explanations?.write();
  return finishReport(plan, painted, onProgress);
}

/** A painted picture, at the size that is painted, and how long it took. */
interface PaintedPicture extends PaintedFrames {
  readonly picture: Image;
}

/** Paints the picture of a plan. */
export function paintPicture(
  plan: PicturePlan,
  control: JobControl,
  explanations?: Explanations,
): Promise<PaintedPicture> {
  return plan.options.fast ? paintedInOnePass(plan, control) : optimised(plan, control, explanations);
}

async function paintedInOnePass(
  plan: PicturePlan,
  { signal, onProgress }: JobControl,
): Promise<PaintedPicture> {
  const { options, source } = plan;
  assert(plan.fast, 'a plan without problems says what to paint with');
  await using painter = await openFastPainter(plan.fast, options, signal);
  const clock = new JobClock(1, { first: [], later: [] }, onProgress);
  announcePlan(plan, painter.description, onProgress);
  if (plan.fast.steps > 0) {
    await fineTunePainter(painter, plan.fast, [source], options, { signal, onProgress });
  }
  await painter.openShot(await painter.measureShot([source]), source);
  const framed = sizeWithMargin(source);
  const areas = (await regionsOf(plan))?.areas.map((area) => removePlaneMargin(area, framed));
  const painted = await painter.paint(source, areas);
  const picture = options.colors === 'source' ? inSourceColours(painted, source) : painted;
  clock.add({ optimise: clock.elapsed });
  const frame = { index: 0, time: 0, shot: 0, evaluations: 0, loss: null, reliable: null, concealed: false };
  clock.frameDone(true, 0);
  onProgress?.({ type: 'frame', ...frame, seconds: { ...clock.seconds } });
  return { picture, frames: [frame], clock, device: painter.description };
}

async function optimised(
  plan: PicturePlan,
  { signal, onProgress }: JobControl,
  explanations: Explanations | undefined,
): Promise<PaintedPicture> {
  const { options, source } = plan;
  assert(plan.painter, 'a plan without problems says what to paint with');
  await using painter = await openPainter(plan.painter, options, signal);
  const { stylizer, device } = painter;
  const clock = new JobClock(1, { first: [stylizer.schedules.first], later: [] }, onProgress);
  announcePlan(plan, device, onProgress);
  const regions = await regionsOf(plan);
  const framed = addMargin(source);
  const painting = stylizer.paintFirst(framed, 0, {
    ...explanations?.paintOptions(0),
    signal,
    areas: regions?.areas,
    onEvaluation: (event) => {
      clock.evaluated(event, stylizer.schedules.first);
      onProgress?.({ type: 'evaluation', frame: 0, ...event });
    },
  });
  const painted = await painting.catch((error: unknown) => {
    throw painter.explain(error);
  });
  clock.add({ optimise: clock.elapsed });
  const { evaluations, terms: loss } = painted;
  const frame = { index: 0, time: 0, shot: 0, evaluations, loss, reliable: null, concealed: false };
  clock.frameDone(true, evaluations);
  await explanations?.add(0, 0, signal);
  onProgress?.({ type: 'frame', ...frame, seconds: { ...clock.seconds } });
  return { picture: shownPicture(painted.image, framed, options), frames: [frame], clock, device };
}

/** The regions of the picture; undefined where it has none. */
export async function regionsOf({
  regions,
  size,
  still,
  options,
}: PicturePlan): Promise<FrameRegions | undefined> {
  if (!regions) return undefined;
  const { selection, area = { left: 0, top: 0, ...size } } = still ?? {};
  const timeoutSeconds = options.ffmpegTimeout;
  await using frames = new RegionFrames({ regions, selection, area, from: 0, timeoutSeconds });
  return await frames.next(0, { startsShot: true });
}

/** A painted picture at the output's size, guided by the picture that it was painted from. */
async function enlarged(
  painted: Image,
  { paths, outputSize, source: small, options }: PicturePlan,
): Promise<Image> {
  const { width, height } = outputSize;
  if (painted.width === width && painted.height === height) return painted;
  const source = await readStill(paths.input, Math.max(width, height));
  const [paintedBytes, large] = [imageToRgb24(painted), imageToRgb24(source)];
  const bytes = upsample(paintedBytes, painted, large, outputSize);
  const upsampled = imageFromRgb24(bytes, width, height);
  const picture = options.colors === 'source' ? inSourceColours(upsampled, source) : upsampled;
  if (!options.region.some(({ style }) => style === 'keep')) return picture;
  const sized = { bytes: paintedBytes, width: painted.width, height: painted.height };
  const kept = keepEnlarged(sized, imageToRgb24(small), imageToRgb24(picture), {
    bytes: large,
    width,
    height,
  });
  return imageFromRgb24(kept, width, height);
}

/** A picture as it is written: with the look that the options give it, through FFmpeg's filters last. */
async function finished(
  picture: Image,
  options: StylizeOptions,
  signal: AbortSignal | undefined,
): Promise<Image> {
  const look = withLook(picture, options);
  if (options.filter === undefined) return look;
  const bytes = await filtered(options.filter, imageToRgb24(look), look, signal);
  return imageFromRgb24(bytes, look.width, look.height);
}
