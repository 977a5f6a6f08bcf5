import { availableParallelism } from 'node:os';
import { decodeFrames } from '../decode/frames/frames.js';
import { fitSize, type Size } from '../decode/size.js';
import { InputError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import type { StylizeOptions } from '../options/resolve.js';
import {
  type FastInputs,
  openFastPainter,
  openFusedPainter,
  readFastInputs,
} from '../pipeline/fast-painter.js';
import { fineTunePainter, fineTuneSteps } from '../pipeline/fine-tuning.js';
import { addMargin } from '../pipeline/margin.js';
import { stride } from '../pipeline/measured-shots.js';
import { openPainter, readPainterInputs } from '../pipeline/painter.js';
import type { EvaluationEvent } from '../stylize/coarse-to-fine.js';
import type { FastPainter } from '../stylize/fast/fast-painter.js';
import type { FrameStylizer } from '../stylize/frame-stylizer.js';
import { selfReference } from '../stylize/loss/prior.js';
import { modelFor } from '../stylize/models/resolve-model.js';

/** Seconds of an evaluation at each scale of a schedule, coarsest first, at the size of the real job. */
export interface Pace {
  readonly first: readonly number[];
  readonly later: readonly number[];
  /** Seconds of a frame besides its evaluations: getting each scale ready, warping, colours. */
  readonly beside: { readonly first: number; readonly later: number };
  /** Whether the flow is estimated meanwhile, on other cores: the slower of the two counts. */
  readonly besideFlow: boolean;
  /** Seconds before the first frame: what the painter of one pass learns for the clip. */
  readonly before: number;
}

/** Evaluations at the finest scale, or steps of fine-tuning, that the pace is taken from: of such steps one in four takes twice as long. */
const probes = 4;

/**
 * Times evaluations at the size of the real job, on one frame of it: a first
 * frame's, and a later one's as if nothing had moved. Fails where the job
 * would: it may not fit into memory.
 *
 * @param frame which one
 * @param frames of the job
 */
export async function measurePace(
  info: VideoInfo,
  style: string,
  { frame, frames }: { readonly frame: number; readonly frames: number },
  options: StylizeOptions,
  signal?: AbortSignal,
): Promise<Pace> {
  const size = fitSize(info.video, options.size);
  const picture = await frameAt(info, frame, size, signal);
  if (options.fast) return fastPace(style, picture, frames, options, signal);
  const source = addMargin(picture);
  const model = modelFor(options, 'clip');
  const brief: StylizeOptions = { ...options, model, quality: 'draft', iterations: probes };
  const inputs = await readPainterInputs(style, size, brief, 'clip');
  await using painter = await openPainter(inputs, brief, signal);
  try {
    return { ...(await framePace(painter.stylizer, source, signal)), besideFlow: false, before: 0 };
  } catch (error) {
    throw painter.explain(error);
  }
}

/** Times a first frame, and a later one as if nothing had moved. */
async function framePace(
  stylizer: FrameStylizer,
  source: Image,
  signal: AbortSignal | undefined,
): Promise<Omit<Pace, 'besideFlow' | 'before'>> {
  const first = new Stopwatch();
  const painted = await stylizer.paintFirst(source, 0, { signal, onEvaluation: first.tick });
  const beside = first.beside();
  const itself = [selfReference(painted.image)];
  // The first time, its graphs are made; that is once a job, not once a frame.
  await stylizer.paintNext(painted.state, source, itself, { signal });
  const later = new Stopwatch();
  await stylizer.paintNext(painted.state, source, itself, { signal, onEvaluation: later.tick });
  return {
    first: first.medians(),
    later: later.medians(),
    beside: { first: beside, later: later.beside() },
  };
}

/** Seconds of a frame in one pass, held to the past or not, with its share of measuring its shot; before all, those of fine-tuning. */
async function fastPace(
  style: string,
  picture: Image,
  frames: number,
  options: StylizeOptions,
  signal: AbortSignal | undefined,
): Promise<Pace> {
  const inputs = await readFastInputs(
    style,
    picture,
    options,
    fineTuneSteps(options, picture, 'clip', frames),
  );
  const fused = options.flowFused ? await openFusedPainter(inputs, options, signal) : undefined;
  await using painter = fused?.fast ?? (await openFastPainter(inputs, options, signal));
  const before = inputs.steps > 0 ? await fineTuneSeconds(painter, inputs, picture, options, signal) : 0;
  await painter.measureShot([picture]); // starts the workers
  const began = performance.now();
  const shot = await painter.measureShot([picture]);
  const measuring = (performance.now() - began) / 1000 / stride;
  if (fused) {
    await fused.shots.openShot(shot);
    const { beside } = await framePace(fused.stylizer, addMargin(picture), signal);
    return {
      first: [],
      later: [],
      beside: { first: beside.first + measuring, later: beside.later + measuring },
      // A frame takes one worker.
      besideFlow: availableParallelism() > 1,
      before,
    };
  }
  await painter.openShot(shot, picture);
  const paint = (count: number) => Promise.all(Array.from({ length: count }, () => painter.paint(picture)));
  await paint(painter.parallel);
  const painting = performance.now();
  const count = probes * painter.parallel;
  await paint(count);
  const seconds = (performance.now() - painting) / 1000 / count + measuring;
  return { first: [], later: [], beside: { first: seconds, later: seconds }, besideFlow: false, before };
}

/** Seconds that fine-tuning takes, by a few of its steps. */
async function fineTuneSeconds(
  painter: FastPainter,
  inputs: FastInputs,
  picture: Image,
  options: StylizeOptions,
  signal: AbortSignal | undefined,
): Promise<number> {
  const began = performance.now();
  const ends: number[] = [];
  const onProgress = () => ends.push((performance.now() - began) / 1000);
  await fineTunePainter(painter, { ...inputs, steps: 1 + probes }, [picture], options, {
    signal,
    onProgress,
  });
  // The first step of a manner waits for all that is made once.
  const step = (ends[probes]! - ends[0]!) / probes;
  return painter.manners.length * (ends[0]! + (inputs.steps - 1) * step);
}

async function frameAt(info: VideoInfo, frame: number, size: Size, signal: AbortSignal | undefined) {
  const selection = { first: frame, count: 1 };
  for await (const { bytes } of decodeFrames(info, { selection, ...size, signal })) {
    return imageFromRgb24(bytes, size.width, size.height);
  }
  throw new InputError(`No frame of \`${info.path}\` could be decoded`);
}

/** Times between evaluations, by scale. */
class Stopwatch {
  /** Seconds of each evaluation of a scale but the first, which includes the making of its graph; coarsest scale first. */
  readonly #scales = new Map<number, number[]>();
  readonly #began = performance.now();
  #last = this.#began;

  readonly tick = ({ scale }: EvaluationEvent): void => {
    const now = performance.now();
    const times = this.#scales.get(scale);
    if (times) times.push((now - this.#last) / 1000);
    else this.#scales.set(scale, []);
    this.#last = now;
  };

  /** Seconds so far that were no evaluations. */
  beside(): number {
    const all = (performance.now() - this.#began) / 1000;
    const evaluations = [...this.#scales.values()].map((times) => (times.length + 1) * (median(times) ?? 0));
    return Math.max(
      0,
      evaluations.reduce((left, seconds) => left - seconds, all),
    );
  }

  medians(): readonly number[] {
    return [...this.#scales.values()].map(median).filter((seconds) => seconds !== undefined);
  }
}

/** The middle value, the upper one of two; undefined of nothing. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
