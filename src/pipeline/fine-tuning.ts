import assert from 'node:assert/strict';
import { decodeFrames } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import { UsageError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { StylizeOptions } from '../options/resolve.js';
import type { OnStylizeProgress } from '../progress.js';
import { createEngine } from '../stylize/engines/create-engine.js';
import type { FastPainter } from '../stylize/fast/fast-painter.js';
import { isVaried } from '../stylize/fast/light.js';
import { canFineTune, fineTune, learntSize } from '../stylize/fast/tuning/fine-tune.js';
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

/**
 * Trains the painter for its painting, and those of regions, on some pictures, and has it paint so from then on.
 *
 * @throws UsageError where the pictures are too small to learn from, EngineError as `fineTune`
 */
export async function fineTunePainter(
  painter: FastPainter,
  { network, paintings, threads, steps }: FastInputs,
  pictures: readonly Image[],
  options: StylizeOptions,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: OnStylizeProgress | undefined },
): Promise<void> {
  const [first] = pictures;
  if (first === undefined || !canFineTune(first)) {
    throw new UsageError(
      `Expected pictures of at least 88 pixels each way for \`--fine-tune\`, got ${first?.width}×${first?.height}: try a larger \`--size\``,
    );
  }
  await using engine = await createEngine({ network, device: options.device, threads, arena: false, signal });
  const learnt: Manner[] = [];
  for (const [i, manner] of painter.manners.entries()) {
    const tuned = await fineTune({
      manner,
      engine,
      metrics: network.metrics,
      settings: stylizerSettings(options, 'clip', usualLayers(network)),
      styles: paintings[i]!,
      pictures,
      steps,
      device: { provider: painter.provider, threads },
      signal,
      onStep: ({ step, style: distance, content }) => {
        const all = { step: i * steps + step, steps: painter.manners.length * steps };
        onProgress?.({ type: 'fine-tune', ...all, style: distance, content });
      },
    });
    learnt.push(tuned);
  }
  painter.manners = learnt;
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
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: OnStylizeProgress | undefined },
): Promise<Uint8Array | undefined> {
  const { fast, options } = plan;
  assert(fast, 'only what paints in one pass is trained');
  if (fast.steps === 0) return undefined;
  const pictures = (await sampleFrames(plan, area, signal)).filter(isVaried);
  if (pictures.length === 0) {
    const text =
      'Every frame that was looked at is of one colour: there is nothing to fine-tune the painter on.';
    onProgress?.({ type: 'notice', text });
    return undefined;
  }
  await fineTunePainter(painter, fast, pictures, options, { signal, onProgress });
  return packManners(painter.manners);
}

/** Some frames of a clip, evenly spread, without its letterbox bars. */
async function sampleFrames(
  { info, size, selection, options }: VideoPlan,
  area: ActiveArea,
  signal: AbortSignal | undefined,
): Promise<Image[]> {
  const stride = Math.max(1, Math.ceil(selection.count / sampled));
  const last = stride * Math.floor((selection.count - 1) / stride);
  const frames: Image[] = [];
  const source = { ...size, selection, signal, timeoutSeconds: options.ffmpegTimeout };
  for await (const { index, bytes } of decodeFrames(info, source)) {
    if (index % stride !== 0) continue;
    frames.push(cropToArea(imageFromRgb24(bytes, size.width, size.height), area));
    if (index >= last) break;
  }
  return frames;
}
