import { type DecodedFrame, type DecodeOptions, decodeFrames } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import { InputError, WorkError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import { partOf } from '../media/time/resampled.js';
import { type FrameSelection, sourceFrame } from '../media/time/selection.js';
import type { ShotState } from '../stylize/shot-state.js';
import { decodeShotState, shotStateParts } from '../stylize/shot-state-codec.js';
import { type ActiveArea, cropToArea } from './letterbox.js';
import { addMargin } from './margin.js';

/**
 * A state as it is kept with its frame: with that frame alone, since the past
 * ones were kept with theirs. So the cost of storing does not grow with the
 * distances of the temporal loss. In parts, one after the other.
 */
export function stateToKeep(state: ShotState): readonly Uint8Array[] {
  return shotStateParts({ ...state, past: state.past.slice(0, 1) });
}

/** The state that was kept in such parts, newest first; undefined where there are none: the next frame starts a shot. */
export function keptState(parts: readonly Uint8Array[]): ShotState | undefined {
  const states = parts.map(decodeShotState);
  return states[0] && { ...states[0], past: states.flatMap(({ past }) => past) };
}

/** A place at which decoding may begin, because the picture that comes out there is known. */
export interface KnownFrame {
  /** Within the selection. */
  readonly index: number;
  /** Whether a frame is that picture. */
  matches(frame: Pick<DecodedFrame, 'bytes' | 'alpha'>): boolean;
}

/** Settings of {@link decodeFrom}. */
export interface DecodeFromOptions extends Omit<DecodeOptions, 'selection' | 'start' | 'duration'>, Size {
  readonly selection: FrameSelection;
  /** Index of the first frame that is wanted. */
  readonly from: number;
  /** Index of the frame before which to end. */
  readonly until: number;
  /** Where decoding may begin, none after `from`; what is tried first comes first. */
  readonly begins: readonly KnownFrame[];
  /** Whether a frame that is wanted is the picture that it should be, where that is known. */
  readonly isExpected?: ((frame: DecodedFrame) => boolean) | undefined;
  /** Whether a frame that cannot be decoded ends the job. */
  readonly strict: boolean;
}

/**
 * The frames `from` … `until − 1` of a selection, their indices counted from the
 * beginning of the selection. Decoding starts at a frame that is known, which is exact for
 * nearly every clip; where one comes out otherwise than it should (a codec that
 * cannot start anywhere), it starts again elsewhere and goes on from there, at last from the beginning.
 *
 * @throws WorkError where a frame differs even then, InputError under `strict`; else as `decodeFrames`
 */
export async function* decodeFrom(
  info: VideoInfo,
  { selection, from, until, begins, isExpected, ...options }: DecodeFromOptions,
): AsyncGenerator<DecodedFrame, void, undefined> {
  let next = from;
  for (const begin of [...begins.map(({ index }) => index).filter((index) => index > 0), 0]) {
    let expected = true;
    const rest = partOf(selection, begin, until - begin);
    for await (const decoded of decodeFrames(info, { ...options, selection: rest })) {
      const frame = { ...decoded, index: decoded.index + begin };
      const known = begins.find(({ index }) => index === frame.index);
      expected = (known?.matches(frame) ?? true) && (frame.index < next || (isExpected?.(frame) ?? true));
      if (!expected) {
        next = Math.max(next, frame.index);
        break;
      }
      if (frame.index < next) continue;
      if (options.strict && frame.concealed) {
        throw new InputError(
          `Frame ${sourceFrame(selection, frame.index)}, at ${frame.time.toFixed(3)} s, of \`${info.path}\` cannot be decoded; ` +
            'without `--strict`, the neighbouring frame is shown instead',
        );
      }
      yield frame;
      next = frame.index + 1;
    }
    if (expected) return;
  }
  throw new WorkError(
    `Frame ${sourceFrame(selection, next)} of \`${info.path}\` no longer decodes to the picture that was painted: start over with \`--restart\``,
  );
}

/** The frame that a state was painted from, its active area with a margin. */
export function frameOfState(
  index: number,
  { data }: Image,
  { width, height }: Size,
  area: ActiveArea,
): KnownFrame {
  return {
    index,
    matches({ bytes }) {
      const source = addMargin(cropToArea(imageFromRgb24(bytes, width, height), area)).data;
      return source.length === data.length && source.every((value, i) => value === data[i]);
    },
  };
}
