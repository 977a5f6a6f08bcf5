import assert from 'node:assert';
import { readStill } from '../../decode/still.js';
import { createCutDetector } from '../../flow/cuts.js';
import { createDisEstimator } from '../../flow/dis/estimator.js';
import type { Size } from '../../image.js';
import { lookAhead } from '../../look-ahead.js';
import type { TimeRange } from '../../media/time/selection.js';
import { type Alignment, alignClips } from '../align/align-clips.js';
import type { ClipSource } from '../align/clip-source.js';
import { type DistanceNetworkOptions, openDistanceNetwork } from '../measures/distance-network.js';
import type { AlignedFrame } from '../measures/frame-context.js';
import type { FrameMetrics } from '../measures/frame-metrics.js';
import { type MeasuredPair, measureFrames } from './measure-frames.js';
import { packedFrame } from './packed-frame.js';

/** Gaps that are measured where none are named: neighbours, and what only builds up. */
const DEFAULT_GAPS: readonly number[] = [1, 5, 10, 20];

/** What to measure; all of it where nothing is said. A quick look is `{ gaps: [1], tof: false, distances: false }`. */
export interface ClipMeasures {
  /** Each an integer ≥ 1; frames of the largest are held in memory. Default {@link DEFAULT_GAPS}. */
  readonly gaps?: readonly number[] | undefined;
  /** Costs a flow of every frame of every render. Default true. */
  readonly tof?: boolean;
  /** Default true. */
  readonly flicker?: boolean;
  /** Content distance, and style distance where there is a style, of the first, middle and last frame. Default true. */
  readonly distances?: boolean;
  /** Path of the style picture. */
  readonly style?: string | undefined;
  /** The network that distances are measured with. */
  readonly network?: Omit<DistanceNetworkOptions, 'signal'>;
  /** Called, in the order of frames, for each pair just before the record of its later frame is handed out. */
  readonly onPair?: (pair: MeasuredPair) => void;
  /** Called for each frame, in order, when it is decoded: the pictures that are compared. */
  readonly onFrame?: (frame: AlignedFrame) => void;
  /** Called with the flow and the network that are used, before the first record. */
  readonly onTools?: (tools: MeasureTools) => void;
  /** Called where a clip is found to be damaged. */
  readonly onNotice?: ((text: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a measurement was made with; to be printed beside its values. */
export interface MeasureTools {
  readonly flow: string;
  /** Null where no distances are measured. */
  readonly network: string | null;
}

/** Measures one render against its source: a record a frame, as they come. See {@link measureRenders}. */
export async function* measureClip(
  output: string,
  source: string,
  measures: ClipMeasures & TimeRange = {},
): AsyncGenerator<FrameMetrics, void, undefined> {
  const { start = 0, end = 'rest', duration = 'rest', signal } = measures;
  const alignment = await alignClips([output], source, { start, end, duration, signal });
  for (const notice of alignment.notices) measures.onNotice?.(notice);
  for await (const [record] of measureRenders(alignment, measures)) yield record!;
}

/**
 * Decodes the source and its renders in step and measures them: for each frame
 * one record a render, in order. Flow and masks come from the source and are
 * computed once for all renders. Memory does not grow with the clip.
 *
 * @throws InputError for a clip that cannot be decoded, ModelError for the network, FfmpegError;
 *   rejects with `signal.reason` on abort
 */
export async function* measureRenders(
  alignment: Alignment,
  measures: ClipMeasures = {},
): AsyncGenerator<readonly FrameMetrics[], void, undefined> {
  const { gaps = DEFAULT_GAPS, tof = true, flicker = true, signal, onPair, onTools } = measures;
  const style = measures.style === undefined ? undefined : await readStill(measures.style);
  await using network =
    measures.distances === false ? null : await openDistanceNetwork({ ...measures.network, signal });
  await using estimator = await createDisEstimator();
  await using cuts = await createCutDetector();
  onTools?.({ flow: estimator.description, network: network?.description ?? null });
  const { frames } = alignment;
  const sampled = new Set([0, frames >> 1, frames - 1]);
  yield* measureFrames(lookAhead(decodeAligned(alignment, measures), 1), {
    estimator,
    cuts,
    gaps,
    tof,
    flicker,
    distances: network ? { network, style, sampled } : undefined,
    onPair,
    signal,
  });
}

/** The frames of an alignment, source and renders in step. */
export async function* decodeAligned(
  alignment: Alignment,
  { onFrame, ...given }: Pick<ClipMeasures, 'onFrame' | 'onNotice' | 'signal'> = {},
): AsyncGenerator<AlignedFrame, void, undefined> {
  const { source, renders, sourcePlaces, renderPlaces, times, startTime } = alignment;
  const streams = [
    framesAt(source, sourcePlaces, alignment, given),
    ...renders.map((clip, r) => framesAt(clip, renderPlaces[r] as Int32Array, alignment, given)),
  ];
  try {
    for (const [index, time] of times.entries()) {
      const results = await Promise.all(streams.map((stream) => stream.next()));
      assert(!results.some(({ done }) => done), 'a clip has fewer frames than announced');
      const pictures = results.map(({ value }) => value as Uint8Array);
      const position = { index, frame: sourcePlaces[index] as number, time: startTime + time };
      const frame = packedFrame(position, alignment, pictures as [Uint8Array, ...Uint8Array[]]);
      onFrame?.(frame);
      yield frame;
    }
    // What decoding has to say of damage, it says at its end.
    await Promise.all(streams.map((stream) => stream.next()));
  } finally {
    await Promise.all(streams.map((stream) => stream.return(undefined)));
  }
}

/** The frames of ascending numbers; one that is wanted twice is handed out twice. */
async function* framesAt(
  clip: ClipSource,
  numbers: Int32Array,
  size: Size,
  { signal, onNotice }: Pick<ClipMeasures, 'onNotice' | 'signal'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const [first, last] = [numbers[0] as number, numbers.at(-1) as number];
  let next = 0;
  let number = first;
  const named = onNotice && ((text: string) => onNotice(`\`${clip.path}\`: ${text}`));
  for await (const bytes of clip.frames({ first, last }, size, { signal, onNotice: named })) {
    for (; numbers[next] === number; next++) yield bytes;
    number++;
  }
}
