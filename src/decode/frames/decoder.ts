import { readDecoders } from '../../media/ffmpeg/version.js';
import { tagOf } from '../probe/header/describe-streams.js';
import type { StreamJson } from '../probe/header/json.js';

/** WebM keeps VP8's and VP9's opacity beside the picture, where FFmpeg's own decoders do not look. */
const ALPHA_DECODERS: Readonly<Record<string, string>> = { vp8: 'libvpx', vp9: 'libvpx-vp9' };

/**
 * The decoder to ask FFmpeg for; `undefined` where its own choice is right, or
 * where it lacks the better one.
 */
export async function chooseDecoder(stream: StreamJson): Promise<string | undefined> {
  const decoder = alphaDecoderOf(stream);
  return decoder !== undefined && (await readDecoders()).has(decoder) ? decoder : undefined;
}

/** The decoder that a stream's opacity asks for, whether or not FFmpeg has it. */
export function alphaDecoderOf(stream: StreamJson): string | undefined {
  return tagOf(stream.tags, 'alpha_mode') === '1' ? ALPHA_DECODERS[stream.codec_name ?? ''] : undefined;
}

/** Whether a decoder was chosen for the opacity. */
export function isAlphaDecoder(decoder: string | undefined): boolean {
  return decoder !== undefined && Object.values(ALPHA_DECODERS).includes(decoder);
}
