import { decodeFrames } from '../decode/frames/frames.js';
import { fitSize, type Size } from '../decode/size.js';
import { InputError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import type { StylizeOptions } from '../options/resolve.js';
import { openFastPainter, readFastInputs } from '../pipeline/fast-painter.js';
import { addMargin } from '../pipeline/margin.js';
import { stride } from '../pipeline/measured-shots.js';
import { openPainter, readPainterInputs } from '../pipeline/painter.js';
import type { EvaluationEvent } from '../stylize/coarse-to-fine.js';
import { selfReference } from '../stylize/loss/prior.js';
import { modelFor } from '../stylize/models/resolve-model.js';

/** Seconds of an evaluation at each scale of a schedule, coarsest first, at the size of the real job. */
export interface Pace {
  readonly first: readonly number[];
  readonly later: readonly number[];
  /** Seconds of a frame besides its evaluations: getting each scale ready, warping, colours. */
  readonly beside: { readonly first: number; readonly later: number };
}

/** Evaluations at the finest scale that the pace is taken from. */
const probes = 4;

/**
 * Times evaluations at the size of the real job, on one frame of it: a first
 * frame's, and a later one's as if nothing had moved. Fails where the job
 * would: it may not fit into memory.
 */
export async function measurePace(
  info: VideoInfo,
  style: string,
  frame: number,
  options: StylizeOptions,
  signal?: AbortSignal,
): Promise<Pace> {
  const size = fitSize(info.video, options.size);
  const picture = await frameAt(info, frame, size, signal);
  if (options.fast) return onePassPace(style, picture, options, signal);
  const source = addMargin(picture);
  const model = modelFor(options, 'clip');
  const brief: StylizeOptions = { ...options, model, quality: 'draft', iterations: probes };
  const inputs = await readPainterInputs(style, size, brief, 'clip');
  await using painter = await openPainter(inputs, brief, signal);
  const { stylizer } = painter;
  try {
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
  } catch (error) {
    throw painter.explain(error);
  }
}

/** Seconds of a frame in one pass, with as many at a time as there are workers, and its share of measuring its shot. */
async function onePassPace(
  style: string,
  picture: Image,
  options: StylizeOptions,
  signal: AbortSignal | undefined,
): Promise<Pace> {
  await using painter = await openFastPainter(await readFastInputs(style, picture, options), options, signal);
  const began = performance.now();
  const shot = await painter.measureShot([picture]);
  const measuring = performance.now() - began;
  await painter.openShot(shot, picture);
  const paint = (count: number) => Promise.all(Array.from({ length: count }, () => painter.paint(picture)));
  await paint(painter.parallel);
  const painting = performance.now();
  const count = probes * painter.parallel;
  await paint(count);
  const seconds = ((performance.now() - painting) / count + measuring / stride) / 1000;
  return { first: [], later: [], beside: { first: seconds, later: seconds } };
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
