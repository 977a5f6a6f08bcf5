import { type DecodedFrame, type DecodeOptions, decodeFrames } from '../decode/frames/frames.js';
import { InputError, WorkError } from '../errors.js';
import type { VideoInfo } from '../media/info.js';
import { remaining } from '../media/time/resampled.js';
import { type FrameSelection, sourceFrame } from '../media/time/selection.js';

/** Settings of {@link decodeFrom}. */
export interface DecodeFromOptions extends Omit<DecodeOptions, 'selection' | 'start' | 'duration'> {
  readonly selection: FrameSelection;
  /** Index of the frame to begin with. */
  readonly from: number;
  /** Frames before it could not be decoded: decoders do not always recover alike. */
  readonly damaged: boolean;
  /** Whether a frame that cannot be decoded ends the job. */
  readonly strict: boolean;
  /** Whether that frame is the one that was painted before. */
  isExpected(bytes: Uint8Array): boolean;
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
  { selection, from, damaged, isExpected, strict, ...options }: DecodeFromOptions,
): AsyncGenerator<DecodedFrame, void, undefined> {
  for (const begin of from > 0 && !damaged ? [from, 0] : [0]) {
    let expected = true;
    for await (const frame of decodeFrames(info, {
      ...options,
      strict,
      selection: remaining(selection, begin),
    })) {
      const index = frame.index + begin;
      if (index < from) continue;
      if (index === from) expected = isExpected(frame.bytes);
      if (!expected) break;
      if (strict && frame.concealed) {
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
