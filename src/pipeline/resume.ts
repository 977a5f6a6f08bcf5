import { type DecodedFrame, type DecodeOptions, decodeFrames } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import { InputError, WorkError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import { remaining } from '../media/time/resampled.js';
import { type FrameSelection, sourceFrame } from '../media/time/selection.js';
import type { ShotState } from '../stylize/shot-state.js';
import { decodeShotState, encodeShotState } from '../stylize/shot-state-codec.js';
import { type ActiveArea, cropToArea } from './letterbox.js';
import { addMargin } from './margin.js';

/**
 * A state as it is kept with its frame: with that frame alone, since the past
 * ones were kept with theirs. So the cost of storing does not grow with the
 * distances of the temporal loss.
 */
export function stateToKeep(state: ShotState): Uint8Array {
  return encodeShotState({ ...state, past: state.past.slice(0, 1) });
}

/** The state that was kept in such parts, newest first; undefined where there are none: the next frame starts a shot. */
export function keptState(parts: readonly Uint8Array[]): ShotState | undefined {
  const states = parts.map(decodeShotState);
  return states[0] && { ...states[0], past: states.flatMap(({ past }) => past) };
}

/** Settings of {@link decodeFrom}. */
export interface DecodeFromOptions extends Omit<DecodeOptions, 'selection' | 'start' | 'duration'>, Size {
  readonly selection: FrameSelection;
  /** Index of the frame to begin with: the last that is painted already, 0 where none is. */
  readonly from: number;
  /** What that frame was painted from, in its active area with a margin; undefined where there is nothing to compare with. */
  readonly painted: Image | undefined;
  readonly area: ActiveArea;
  /** Frames before it could not be decoded: decoders do not always recover alike. */
  readonly damaged: boolean;
  /** Whether a frame that cannot be decoded ends the job. */
  readonly strict: boolean;
}

/**
 * The frames of a selection from the given one on, their indices counted from
 * the beginning of the selection. Decoding starts there, which is exact for
 * nearly every clip; where the frame comes out otherwise (a codec that
 * cannot start anywhere), or the clip is damaged, it is decoded from the beginning.
 *
 * @throws WorkError where the frame differs even then, InputError under `strict`; else as `decodeFrames`
 */
export async function* decodeFrom(
  info: VideoInfo,
  { selection, from, painted, area, damaged, ...options }: DecodeFromOptions,
): AsyncGenerator<DecodedFrame, void, undefined> {
  for (const begin of from > 0 && !damaged ? [from, 0] : [0]) {
    let expected = true;
    const rest = remaining(selection, begin);
    for await (const frame of decodeFrames(info, { ...options, selection: rest })) {
      const index = frame.index + begin;
      if (index < from) continue;
      if (index === from && painted) expected = isSource(frame.bytes, options, area, painted);
      if (!expected) break;
      if (options.strict && frame.concealed) {
        throw new InputError(
          `Frame ${sourceFrame(selection, index)}, at ${frame.time.toFixed(3)} s, of \`${info.path}\` cannot be decoded; ` +
            'without `--strict`, the neighbouring frame is shown instead',
        );
      }
      yield { ...frame, index };
    }
    if (expected) return;
  }
  throw new WorkError(
    `Frame ${sourceFrame(selection, from)} of \`${info.path}\` no longer decodes to the picture that was painted: start over with \`--restart\``,
  );
}

/** Whether a decoded frame is what an earlier run painted from. */
function isSource(bytes: Uint8Array, { width, height }: Size, area: ActiveArea, painted: Image): boolean {
  const { data } = addMargin(cropToArea(imageFromRgb24(bytes, width, height), area));
  return painted.data.length === data.length && data.every((value, i) => value === painted.data[i]);
}
