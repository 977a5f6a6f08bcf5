import { InputError } from '../../errors.js';
import type { VideoInfo } from '../../media/info.js';
import { type DecodeOptions, decodeFrames } from './frames.js';

/** Damage shows at any size. */
const SIZE = { width: 16, height: 16 };

/**
 * Decodes frames for nothing but to see whether all of them can be.
 *
 * @throws {InputError} at the first that cannot, or that FFmpeg reports errors in; else as {@link decodeFrames}
 */
export async function checkDecoding(
  info: VideoInfo,
  options: Pick<DecodeOptions, 'selection' | 'signal' | 'timeoutSeconds'>,
): Promise<void> {
  for await (const { concealed, time } of decodeFrames(info, { ...options, ...SIZE, strict: true })) {
    if (concealed) throw undecodable(info, time);
  }
}

/** What stops a strict job. */
function undecodable(info: VideoInfo, time: number): InputError {
  return new InputError(
    `The frame at ${time.toFixed(3)} s of \`${info.path}\` cannot be decoded: without \`--strict\`, a copy of a neighbouring frame is used instead`,
  );
}
