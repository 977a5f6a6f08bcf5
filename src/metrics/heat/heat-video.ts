import { type EncoderOptions, openEncoder } from '../../encode/encoder.js';
import { type Image, imageToRgb24 } from '../../image.js';
import { toNumber } from '../../media/time/rational.js';
import type { Alignment } from '../align/align-clips.js';
import type { AlignedFrame } from '../measures/frame-context.js';
import type { HeatMap } from '../measures/warping-error.js';
import type { MeasuredPair } from '../stream/measure-frames.js';
import { paintHeat } from './paint-heat.js';

/** Writes the first render with its warping error over it, at one gap. */
export interface HeatVideo extends AsyncDisposable {
  /** Takes a frame; in order, as it is decoded. */
  onFrame(frame: AlignedFrame): void;
  /** Takes a pair; those of other gaps are passed over. */
  onPair(pair: MeasuredPair): void;
  /** Writes all that is known once the record of frame `index` is there; resolves when there is room for more. */
  advance(index: number): Promise<void>;
  /** Writes the rest and puts the file in its place. */
  finish(): Promise<void>;
}

/**
 * Starts the video of an alignment, with its times and sound. A frame shows how
 * it differs from the one `gap` later, warped onto it. Holds `gap` frames.
 *
 * @throws errors of the encoder
 */
export async function openHeatVideo(
  output: string,
  alignment: Alignment,
  options: { readonly gap: number; readonly overwrite: boolean; readonly signal?: AbortSignal | undefined },
): Promise<HeatVideo> {
  const { width, height } = alignment;
  const { gap, overwrite, signal } = options;
  const encoder = await openEncoder({
    output,
    overwrite,
    width,
    height,
    ...timesAndSound(alignment),
    signal,
  });
  const waiting: AlignedFrame[] = [];
  const heats = new Map<number, HeatMap>();
  let written = 0;
  const writeUntil = async (end: number) => {
    for (; written < end; written++) {
      const heat = heats.get(written);
      heats.delete(written);
      const [render] = (waiting.shift() as AlignedFrame).renders;
      await encoder.write(imageToRgb24(paintHeat(render as Image, heat)));
    }
  };
  return {
    onFrame: (frame) => waiting.push(frame),
    onPair(pair) {
      if (pair.gap === gap) heats.set(pair.earlier, pair.heatMap(0));
    },
    advance: (index) => writeUntil(index - gap + 1),
    async finish() {
      await writeUntil(alignment.frames);
      await encoder.finish();
    },
    [Symbol.asyncDispose]: () => encoder[Symbol.asyncDispose](),
  };
}

/** The clip whose times the video takes over: the source where the render keeps to them, for its sound; else the render. */
function timesAndSound(alignment: Alignment): Pick<EncoderOptions, 'source' | 'selection'> {
  const { source, renders, sourcePlaces, renderPlaces, frames: count } = alignment;
  const [render] = renders;
  const [first, last] = [sourcePlaces[0] as number, sourcePlaces[count - 1] as number];
  const [a, b] = [source.rate, render?.rate ?? null];
  const inStep = last - first === count - 1 && (a === null || b === null || toNumber(a) === toNumber(b));
  if (render?.info && !(source.info && inStep)) {
    return { source: render.info, selection: { first: renderPlaces[0]?.[0] as number, count } };
  }
  return { source: source.decoded, selection: { first, count } };
}
