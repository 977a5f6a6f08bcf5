import { FfmpegError, UsageError } from '../../errors.js';
import { ffmpegBytes } from '../../media/ffmpeg/ffmpeg.js';
import type { Size } from './colour.js';

/**
 * The user's filters, in front of those that make of frames what the encoder takes. Opacity goes round them: few filters
 * would leave it alone.
 *
 * @param filters a chain without labels; undefined: none
 * @param alpha frames come as rgba
 */
export function filtersBefore(filters: string | undefined, alpha: boolean, encoding: string): string {
  if (filters === undefined) return encoding;
  if (!alpha) return `${filters},format=rgb24,${encoding}`;
  return [
    'split[colours][whole]',
    '[whole]alphaextract[opacity]',
    `[colours]format=rgb24,${filters},format=rgba[filtered]`,
    `[filtered][opacity]alphamerge,format=rgba,${encoding}`,
  ].join(';');
}

/**
 * A picture through the user's filters.
 *
 * @param rgb24 interleaved, of that size; several, one after the other, are frames
 * @throws UsageError with FFmpeg's words where it does not take them, or where they change the size or the number of frames
 */
export async function filtered(
  filters: string,
  rgb24: Uint8Array,
  { width, height }: Size,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const picture = {
    source: 'pipe:0',
    options: [
      ...['-f', 'rawvideo', '-pixel_format', 'rgb24'],
      ...['-video_size', `${width}x${height}`, '-framerate', '25'],
    ],
  };
  const outputOptions = ['-vf', `${filters},format=rgb24`, '-f', 'rawvideo'];
  const command = { inputs: [picture], outputOptions, output: 'pipe:1' };
  let bytes: Uint8Array;
  try {
    bytes = await ffmpegBytes(command, signal, rgb24);
  } catch (error) {
    if (!(error instanceof FfmpegError) || error.stderr === '') throw error;
    throw new UsageError(
      `FFmpeg does not take \`--filter ${filters}\` (${complaint(error.stderr)}): see docs/control.md, or leave it out`,
      error,
    );
  }
  if (bytes.length === rgb24.length) return bytes;
  throw new UsageError(
    `Expected \`--filter ${filters}\` to keep the size and the number of frames, got ${bytes.length} bytes of ${rgb24.length}`,
  );
}

/**
 * Tries the user's filters on two blank frames of the size that they will be given.
 *
 * @throws as {@link filtered}
 */
export async function tryFilters(
  filters: string,
  size: Size,
  signal: AbortSignal | undefined,
): Promise<void> {
  await filtered(filters, new Uint8Array(6 * size.width * size.height), size, signal);
}

/** The first thing that FFmpeg says, without the names of its parts. */
function complaint(stderr: string): string {
  return (stderr.split('\n')[0] ?? '').replaceAll(/\[[^\]]*@ 0x[\da-f]+\] */g, '').trim();
}
