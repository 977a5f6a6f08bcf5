import { readDecoders } from '../../../media/ffmpeg/version.js';
import type { VideoStreamInfo } from '../../../media/info.js';
import { tagOf } from './describe-streams.js';
import type { StreamJson } from './json.js';

/** Bits of one component of an FFmpeg pixel format such as `yuv420p10le`, `p010le`, `gbrp12be`, `rgb24`. */
export function bitDepthOf(pixelFormat: string, rawBits?: string): number {
  const declared = Number(rawBits);
  if (declared > 0) return declared;
  const planar = /(?:p|gray)(\d{1,2})(?:le|be)$/.exec(pixelFormat);
  if (planar) return Number(planar[1]);
  if (/^(?:rgb|bgr|gbr|xyz)a?48|^rgba64|^bgra64|^ya16/.test(pixelFormat)) return 16;
  const semi = /^[py](?:0|2|4)(10|12|16)/.exec(pixelFormat);
  return semi ? Number(semi[1]) : 8;
}

/** Chroma subsampling of an FFmpeg pixel format. */
export function chromaOf(pixelFormat: string): VideoStreamInfo['chroma'] {
  const yuv = /^yuv[aj]?(4[124][0124])p/.exec(pixelFormat);
  if (yuv) return (yuv[1] as string).split('').join(':') as VideoStreamInfo['chroma'];
  if (/^(?:gray|ya|mono)/.test(pixelFormat)) return 'grey';
  if (/^(?:nv12|nv21|p01)/.test(pixelFormat)) return '4:2:0';
  if (/^(?:nv16|nv20|p21|yuyv|uyvy|yvyu|y21)/.test(pixelFormat)) return '4:2:2';
  if (/^(?:nv24|nv42|p41|vuy|vuyx|ayuv|xv)/.test(pixelFormat)) return '4:4:4';
  return /rgb|bgr|gbr|pal8|xyz/.test(pixelFormat) ? 'rgb' : '4:2:0';
}

/** Whether an FFmpeg pixel format has an alpha component; a palette's colours have one each. */
export function hasAlphaComponent(pixelFormat: string): boolean {
  return /^(?:yuva|ya\d|gbrap|rgba|bgra|argb|abgr|ayuv|vuya|pal8)/.test(pixelFormat);
}

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
