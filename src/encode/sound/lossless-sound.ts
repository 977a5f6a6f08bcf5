import type { Container } from '../container/containers.js';

/** PCM as each container holds it; elsewhere it becomes another codec. */
const PCM: Partial<Record<Container, RegExp>> = {
  mov: /^pcm_(?:s16|s24|s32|f32|f64)[lb]e$|^pcm_(?:[us]8|alaw|mulaw)$/,
  mkv: /^pcm_(?:s16|s24|s32)[lb]e$|^pcm_(?:f32le|f64le|u8)$/,
};

const WRITTEN: Partial<Record<Container, RegExp>> = {
  mp4: /^(?:flac|alac)$/,
  mov: /^alac$/,
  mkv: /^(?:flac|alac)$/,
};

/** Codecs whose samples FLAC holds bit for bit. */
const AS_FLAC = /^(?:tta|wavpack|truehd|mlp|ape|tak|shorten|mp4als|ralf)$/;

/**
 * The encoder that writes the very samples of a lossless stream, so that it can be cut at
 * any sample and gets the container's own byte order; `undefined` where there is none.
 */
export function losslessEncoder(
  codec: string,
  container: Container,
  bitDepth: number | undefined,
): string | undefined {
  if (PCM[container]?.test(codec)) return codec;
  if (bitDepth !== undefined && bitDepth > 24) return undefined; // FFmpeg's FLAC and ALAC end at 24
  if (WRITTEN[container]?.test(codec)) return codec;
  return container === 'mkv' && AS_FLAC.test(codec) ? 'flac' : undefined;
}
