import assert from 'node:assert/strict';
import { decodeFrames } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import { UsageError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { StylizeOptions } from '../options/resolve.js';
import type { OnStylizeProgress } from '../progress.js';
import type { FastPainter } from '../stylize/fast/fast-painter.js';
import { isVaried } from '../stylize/fast/light.js';
import { MannerMaker } from '../stylize/fast/manner-maker.js';
import { canFineTune, learntSize } from '../stylize/fast/tuning/fine-tune.js';
import { type Manner, packManners, unpackManners } from '../stylize/fast/tuning/parameters.js';
import { usualLayers } from '../stylize/network/layer-choice.js';
import type { FastInputs } from './fast-painter.js';
import type { JobClock } from './job-clock.js';
import { type ActiveArea, cropToArea } from './letterbox.js';
import { stylizerSettings } from './optimising-painter.js';
import type { VideoPlan } from './plan/job-plan.js';
import type { VideoRun } from './video-run.js';

/** Frames of a clip that are learnt from, evenly spread. */
const sampled = 16;
/** What `auto` takes: fewer steps than `least` change too little to be worth it, more than `most` hardly anything more. */
const auto = { least: 40, most: 800 };
/** A step takes as long as painting so many pixels for each that is learnt from, by measurement (docs/benchmarks.md). */
const paintedPerLearnt = 8;

/** Steps of fine-tuning that a job of so many pictures of a size takes. */
export function fineTuneSteps(
  { fineTune: steps }: Pick<StylizeOptions, 'fineTune'>,
  { width, height }: Size,
  kind: 'clip' | 'picture',
  frames: number,
): number {
  if (steps !== 'auto') return steps;
  if (kind === 'picture' || !canFineTune({ width, height })) return 0;
  const learnt = learntSize({ width, height });
  const stepPixels = paintedPerLearnt * learnt.width * learnt.height;
  const alike = Math.min(auto.most, Math.round((frames * width * height) / stepPixels));
  return alike < auto.least ? 0 : alike;
}

/** How fine-tuning is watched and stopped. */
interface FineTuneControl {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnStylizeProgress | undefined;
}

/**
 * Trains the painter for its painting, and those of regions, on some pictures, and has it paint so from then on. Resolves to
 * whether there were any.
 *
 * @throws UsageError where the pictures are too small to learn from, EngineError as `fineTune`
 */
export async function fineTunePainter(
  painter: FastPainter,
  { network, paintings, threads, steps }: FastInputs,
  pictures: Iterable<Image> | AsyncIterable<Image>,
  options: StylizeOptions,
  { signal, onProgress }: FineTuneControl,
): Promise<boolean> {
  await using maker = new MannerMaker(signal);
  let seen = 0;
  for await (const picture of pictures) {
    if (!canFineTune(picture)) {
      throw new UsageError(
        `Expected pictures of at least 88 pixels each way for \`--fine-tune\`, got ${picture.width}×${picture.height}: try a larger \`--size\``,
      );
    }
    await maker.see(picture);
    seen++;
  }
  if (seen === 0) return false;
  const { styleLayers, contentLayers, styleLoss, styleWeight, contentWeight } = stylizerSettings(
    options,
    'clip',
    usualLayers(network),
  );
  const settings = { styleLayers, contentLayers, styleLoss, styleWeight, contentWeight };
  const learnt: Manner[] = [];
  for (const [i, manner] of painter.manners.entries()) {
    const { provider } = painter;
    const styles = paintings[i]!;
    const lesson = { manner, styles, settings, steps, provider, threads };
    const tuned = await maker.learn(lesson, ({ step, style: distance, content }) => {
      const all = { step: i * steps + step, steps: painter.manners.length * steps };
      onProgress?.({ type: 'fine-tune', ...all, style: distance, content });
    });
    learnt.push(tuned);
  }
  painter.manners = learnt;
  return true;
}

/** Trains the painter for the clip; what an earlier run, or the plan of its shots, has learnt is taken up again. */
export async function fineTuneForClip(run: VideoRun, painter: FastPainter, clock: JobClock): Promise<void> {
  const { plan, area, checkpoint, shot, signal, onProgress } = run;
  const learnt = shot ? shot.painter : await checkpoint.painter();
  if (learnt) painter.manners = unpackManners(painter.manners, learnt);
  if (learnt || shot) return;
  const learning = await learnFromClip(painter, plan, area, { signal, onProgress });
  if (learning) checkpoint.keepPainter(learning);
  if (checkpoint.point.notes.length === 0) clock.firstFrameBegins();
}

/**
 * Trains the painter for a clip, on some of its frames, as its options say. Resolves to what it has learnt
 * (`packManners`); undefined where it learns nothing.
 *
 * @throws as `fineTunePainter`, and `decodeFrames`
 */
export async function learnFromClip(
  painter: FastPainter,
  plan: VideoPlan,
  area: ActiveArea,
  { signal, onProgress }: FineTuneControl,
): Promise<Uint8Array | undefined> {
  const { fast, options } = plan;
  assert(fast, 'only what paints in one pass is trained');
  if (fast.steps === 0) return undefined;
  const frames = sampleFrames(plan, area, signal);
  if (await fineTunePainter(painter, fast, frames, options, { signal, onProgress })) {
    return packManners(painter.manners);
  }
  const text =
    'Every frame that was looked at is of one colour: there is nothing to fine-tune the painter on.';
  onProgress?.({ type: 'notice', text });
  return undefined;
}

/** Some frames of a clip, evenly spread, without its letterbox bars and without those of one colour. */
async function* sampleFrames(
  { info, size, selection, options }: VideoPlan,
  area: ActiveArea,
  signal: AbortSignal | undefined,
): AsyncGenerator<Image, void, undefined> {
  const stride = Math.max(1, Math.ceil(selection.count / sampled));
  const last = stride * Math.floor((selection.count - 1) / stride);
  const source = { ...size, selection, signal, timeoutSeconds: options.ffmpegTimeout };
  for await (const { index, bytes } of decodeFrames(info, source)) {
    if (index % stride !== 0) continue;
    const frame = cropToArea(imageFromRgb24(bytes, size.width, size.height), area);
    if (isVaried(frame)) yield frame;
    if (index >= last) return;
  }
}
