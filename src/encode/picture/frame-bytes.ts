import type { VideoInfo } from '../../media/info.js';
import { nutFrameHeader, nutHeader } from '../../media/nut/writer.js';
import { outputRate } from '../../media/time/resampled.js';
import type { FrameSelection } from '../../media/time/selection.js';
import type { Size } from './colour.js';

/** What FFmpeg reads from its standard input. */
export interface FrameBytes {
  /** Comes before the first frame. */
  readonly header: Uint8Array;
  /**
   * The n-th frame of the selection, as often as the output shows it.
   *
   * @param alpha absent: opaque. Left out where none is written.
   */
  frame(rgb24: Uint8Array, alpha: Uint8Array | undefined, n: number): readonly Uint8Array[];
  /** What a trial writes: one or two blank frames. */
  readonly trial: readonly Uint8Array[];
}

/**
 * Raw frames where the output's rate is constant; else NUT, which takes every frame's own time to FFmpeg.
 *
 * @param given size of the frames to come
 * @param padded size of those that are written
 */
export function frameBytes(
  source: VideoInfo,
  selection: FrameSelection,
  given: Size,
  padded: Size,
  alpha: boolean,
): FrameBytes {
  const { ticks, timeBase } = source.video;
  const channels = alpha ? 4 : 3;
  const size = channels * padded.width * padded.height;
  const timed = outputRate(source, selection) === undefined;
  const timeOf = (n: number): number =>
    (ticks[selection.first + n] as number) - (ticks[selection.first] as number);
  const header = timed ? nutHeader({ ...padded, timeBase, alpha }) : new Uint8Array(0);
  const blank = new Uint8Array(size);
  return {
    header,
    frame(rgb24, opacity, n) {
      const picture = padPicture(alpha ? joinAlpha(rgb24, opacity) : rgb24, given, padded, channels);
      if (timed) return [nutFrameHeader(timeOf(n), size), picture];
      return Array.from({ length: selection.resampled?.repeats[n] ?? 1 }, () => picture);
    },
    trial: timed ? [header, nutFrameHeader(0, size), blank] : [blank, blank],
  };
}

/** Enlarges interleaved 8-bit values at their right and lower edge by repeating the last column and row. */
function padPicture(bytes: Uint8Array, given: Size, padded: Size, channels: 3 | 4): Uint8Array {
  const { width, height } = given;
  if (bytes.length !== channels * width * height) {
    throw new RangeError(
      `Expected ${channels * width * height} bytes for ${width}×${height}, got ${bytes.length}`,
    );
  }
  if (width === padded.width && height === padded.height) return bytes;
  const [row, paddedRow] = [channels * width, channels * padded.width];
  const out = new Uint8Array(paddedRow * padded.height);
  for (let y = 0; y < padded.height; y++) {
    const from = row * Math.min(y, height - 1);
    const line = out.subarray(paddedRow * y, paddedRow * (y + 1));
    line.set(bytes.subarray(from, from + row));
    for (let x = row; x < paddedRow; x += channels) line.copyWithin(x, row - channels, row);
  }
  return out;
}

/** RGBA of RGB, not multiplied by the opacity, and one byte of opacity a pixel; absent: opaque. */
function joinAlpha(rgb24: Uint8Array, alpha: Uint8Array | undefined): Uint8Array {
  const count = rgb24.length / 3;
  if (alpha !== undefined && alpha.length !== count) {
    throw new RangeError(`Expected ${count} bytes of opacity, got ${alpha.length}`);
  }
  const out = new Uint8Array(4 * count);
  for (let i = 0, from = 0, to = 0; i < count; i++, from += 3, to += 4) {
    out[to] = rgb24[from] as number;
    out[to + 1] = rgb24[from + 1] as number;
    out[to + 2] = rgb24[from + 2] as number;
    out[to + 3] = alpha ? (alpha[i] as number) : 255;
  }
  return out;
}
