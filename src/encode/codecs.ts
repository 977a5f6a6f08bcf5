import { UsageError } from '../errors.js';
import type { Container } from './containers.js';

/** Names that `--codec` takes. */
export type VideoCodec = 'h264' | 'h265' | 'vp9' | 'prores';

/** How a codec is made with FFmpeg. */
export interface CodecSpec {
  readonly encoder: string;
  readonly pixelFormat: string;
  /** Width and height must be multiples of these. */
  readonly multiple: readonly [number, number];
  /** CRF where none is asked for: visually lossless. `undefined`: the codec has no such dial. */
  readonly defaultCrf: number | undefined;
  readonly maxCrf: number;
  readonly containers: readonly Container[];
  options(container: Container): readonly string[];
  /** Options that make packets come in the order of their times. */
  readonly withoutReordering: readonly string[];
}

/** Every codec that can be asked for. */
export const CODECS: Readonly<Record<VideoCodec, CodecSpec>> = {
  h264: {
    encoder: 'libx264',
    pixelFormat: 'yuv420p',
    multiple: [2, 2],
    defaultCrf: 16,
    maxCrf: 51,
    containers: ['mp4', 'mov', 'mkv'],
    options: () => ['-preset', 'fast'],
    withoutReordering: ['-bf', '0'],
  },
  h265: {
    encoder: 'libx265',
    pixelFormat: 'yuv420p',
    multiple: [2, 2],
    defaultCrf: 18,
    maxCrf: 51,
    containers: ['mp4', 'mov', 'mkv'],
    options: (container) => [
      ...['-preset', 'medium', '-x265-params', 'log-level=error'],
      ...(container === 'mkv' ? [] : ['-tag:v', 'hvc1']), // the tag that Apple's players ask for
    ],
    withoutReordering: ['-x265-params', 'log-level=error:bframes=0'],
  },
  vp9: {
    encoder: 'libvpx-vp9',
    pixelFormat: 'yuv420p',
    multiple: [1, 1],
    defaultCrf: 18,
    maxCrf: 63,
    containers: ['webm', 'mkv', 'mp4'],
    options: () => ['-b:v', '0', '-deadline', 'good', '-cpu-used', '2', '-row-mt', '1'],
    withoutReordering: [],
  },
  prores: {
    encoder: 'prores_ks',
    pixelFormat: 'yuv422p10le',
    multiple: [2, 1],
    defaultCrf: undefined,
    maxCrf: 0,
    containers: ['mov', 'mkv'],
    options: () => ['-profile:v', '3', '-vendor', 'apl0'],
    withoutReordering: [],
  },
};

/**
 * The codec to use: the one asked for, or VP9 for WebM and H.264 elsewhere.
 *
 * @throws {UsageError} where the container cannot hold it or the CRF is out of its range.
 */
export function chooseCodec(container: Container, asked?: VideoCodec, crf?: number): CodecSpec {
  const name = asked ?? (container === 'webm' ? 'vp9' : 'h264');
  const spec = CODECS[name];
  if (!spec)
    throw new UsageError(
      `Expected \`--codec\` to be one of ${Object.keys(CODECS).join(', ')}, got \`${name}\``,
    );
  if (!spec.containers.includes(container)) {
    throw new UsageError(
      `A .${container} file cannot hold ${name}: choose one of .${spec.containers.join(', .')}, or another \`--codec\``,
    );
  }
  if (crf !== undefined && (!(crf >= 0 && crf <= spec.maxCrf) || spec.defaultCrf === undefined)) {
    throw new UsageError(
      spec.defaultCrf === undefined
        ? `\`--crf\` means nothing to ${name}: leave it out`
        : `Expected \`--crf\` to be between 0 and ${spec.maxCrf} for ${name}, got \`${crf}\``,
    );
  }
  return spec;
}
