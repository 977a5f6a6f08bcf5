import { type DecodedFrame, type DecodeOptions, decodeFrames } from '../decode/frames.js';
import { WorkError } from '../errors.js';
import type { VideoInfo } from '../media/info.js';
import type { FrameSelection } from '../media/selection.js';

/** Settings of {@link decodeFrom}. */
export interface DecodeFromOptions extends Omit<DecodeOptions, 'selection' | 'start' | 'duration'> {
  readonly selection: FrameSelection;
  /** Index of the frame to begin with. */
  readonly from: number;
  /** Whether that frame is the one that was painted before. */
  isExpected(bytes: Uint8Array): boolean;
}

/**
 * The frames of a selection from the given one on, their indices counted from
 * the beginning of the selection. Decoding starts there, which is exact for
 * nearly every clip; where the frame comes out otherwise (a damaged clip, a
 * codec that cannot start anywhere), the clip is decoded from the beginning.
 *
 * @throws WorkError where the frame differs even then; else as `decodeFrames`
 */
export async function* decodeFrom(
  info: VideoInfo,
  { selection: { first, count }, from, isExpected, ...options }: DecodeFromOptions,
): AsyncGenerator<DecodedFrame, void, undefined> {
  for (const begin of from > 0 ? [from, 0] : [0]) {
    const selection = { first: first + begin, count: count - begin };
    let expected = true;
    for await (const frame of decodeFrames(info, { ...options, selection })) {
      const index = frame.index + begin;
      if (index < from) continue;
      if (index === from) expected = isExpected(frame.bytes);
      if (!expected) break;
      yield { ...frame, index };
    }
    if (expected) return;
  }
  throw new WorkError(
    `Frame ${from + 1} of \`${info.path}\` does not decode as it did when it was painted: begin anew with \`--restart\``,
  );
}
