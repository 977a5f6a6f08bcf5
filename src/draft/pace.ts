import { decodeFrames } from '../decode/frames/frames.js';
import { fitSize, type Size } from '../decode/size.js';
import { InputError } from '../errors.js';
import { imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import type { StylizeOptions } from '../options/resolve.js';
import { plannedSchedules } from '../pipeline/job-clock.js';
import { addMargin, sizeWithMargin } from '../pipeline/margin.js';
import { openPainter, readPainterInputs } from '../pipeline/painter.js';
import type { EvaluationEvent } from '../stylize/coarse-to-fine.js';
import { selfReference } from '../stylize/loss/prior.js';
import { modelFor } from '../stylize/models/resolve-model.js';
import { planSchedules, type Schedule } from '../stylize/scales.js';

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
  const source = addMargin(await frameAt(info, frame, size, signal));
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
    throw signal?.aborted ? error : painter.explain(error);
  }
}

/** How much of the work that was planned the drafts really did. */
export interface WorkDone {
  /** Evaluations of a shot's first frame, and of later ones, as a share of their schedule. */
  readonly first: number;
  readonly later: number;
  /** Seconds a frame and a pixel of everything but evaluations. */
  readonly otherSecondsPerPixel: number;
}

/**
 * Seconds of a shot's first frame and of a later one: each scale's evaluations at its own pace, what is done beside
 * them, and flow on top.
 */
export function predictFrames(
  size: Size,
  options: Pick<StylizeOptions, 'quality' | 'iterations' | 'temporal' | 'initNext'>,
  pace: Pace,
  done: WorkDone,
): { readonly first: number; readonly later: number } {
  const { quality, iterations } = options;
  const { width, height } = sizeWithMargin(size);
  const schedules = planSchedules(width, height, {
    kind: 'clip',
    quality,
    iterations: iterations === 'auto' ? undefined : iterations,
  });
  const other = done.otherSecondsPerPixel * size.width * size.height;
  const planned = plannedSchedules(schedules, options);
  const secondsOf = (frame: readonly Schedule[]) =>
    frame.reduce((sum, schedule) => {
      const kind = schedule === schedules.first ? 'first' : 'later';
      return sum + done[kind] * scheduleSeconds(schedule, pace[kind]) + pace.beside[kind];
    }, 0);
  return { first: secondsOf(planned.first) + other, later: secondsOf(planned.later) + other };
}

/** Paces belong to scales from the finest on; a scale coarser than any that was timed costs as its pixels do. */
function scheduleSeconds(schedule: Schedule, pace: readonly number[]): number {
  return schedule.reduce((sum, { evaluations }, i) => {
    const halvings = schedule.length - 1 - i;
    const known = pace.at(-1 - halvings) ?? (pace[0] as number) / 4 ** (halvings - pace.length + 1);
    return sum + evaluations * known;
  }, 0);
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
  readonly #byScale = new Map<number, number[]>();
  readonly #began = performance.now();
  #last = this.#began;
  #scale = -1;
  readonly #counts = new Map<number, number>();

  readonly tick = ({ scale }: EvaluationEvent): void => {
    const now = performance.now();
    // The first of a scale includes the making of its graph.
    if (scale === this.#scale) {
      const times = this.#byScale.get(scale) ?? [];
      times.push((now - this.#last) / 1000);
      this.#byScale.set(scale, times);
    }
    this.#scale = scale;
    this.#last = now;
    this.#counts.set(scale, (this.#counts.get(scale) ?? 0) + 1);
  };

  /** Seconds so far that were no evaluations. */
  beside(): number {
    const scales = [...this.#counts.entries()].sort(([a], [b]) => a - b);
    const medians = this.medians();
    const evaluations = scales.reduce((sum, [, count], i) => sum + count * (medians[i] ?? 0), 0);
    return Math.max(0, (performance.now() - this.#began) / 1000 - evaluations);
  }

  medians(): readonly number[] {
    return [...this.#byScale.entries()]
      .sort(([a], [b]) => a - b)
      .map(([, times]) => times.toSorted((a, b) => a - b)[times.length >> 1] as number);
  }
}
