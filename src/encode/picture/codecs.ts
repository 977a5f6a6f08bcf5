import type { StylizeOptions } from '../../options/resolve.js';
import type { Container } from '../container/containers.js';

/** Names of everything that a picture can be coded as; `--codec` takes all but `gif` and `png`. */
export type CodecName = Exclude<StylizeOptions['codec'], 'auto'> | 'gif' | 'png';

/** One of FFmpeg's encoders, with the options that make of it what we want. */
export interface EncoderSpec {
  /** FFmpeg's name. */
  readonly name: string;
  readonly pixelFormat: string;
  /** The one with an alpha plane; `undefined` where there is none. */
  readonly alphaPixelFormat?: string;
  options(container: Container, alpha: boolean): readonly string[];
  /** Takes no more than 240 ticks a second for the times of frames: too coarse for a rate that varies. */
  readonly constantRateOnly?: boolean;
  /** Options that make packets come in the order of their times. */
  readonly withoutReordering?: readonly string[];
}

/** How a codec is made with FFmpeg. */
export interface CodecSpec {
  readonly name: CodecName;
  /** Best first: the first one that FFmpeg has is taken. */
  readonly encoders: readonly EncoderSpec[];
  /** Width and height must be multiples of these. */
  readonly multiple: readonly [number, number];
  /** The smallest width and height. Default: any. */
  readonly smallest?: readonly [number, number];
  /** CRF where none is asked for: visually lossless. `undefined`: the codec has no such dial. */
  readonly defaultCrf: number | undefined;
  readonly maxCrf: number;
  /** The usual one first. */
  readonly containers: readonly Container[];
  /** R'G'B' is stored as it is; else it is turned into YCbCr of limited range. */
  readonly rgb: boolean;
}

const plain = { multiple: [1, 1], defaultCrf: undefined, maxCrf: 0 } as const;

/** Every codec that can be written. */
export const CODECS: Readonly<Record<CodecName, CodecSpec>> = {
  h264: {
    name: 'h264',
    encoders: [
      {
        name: 'libx264',
        pixelFormat: 'yuv420p',
        options: () => ['-preset', 'fast'],
        withoutReordering: ['-bf', '0'],
      },
    ],
    multiple: [2, 2],
    defaultCrf: 16,
    maxCrf: 51,
    containers: ['mp4', 'mov', 'mkv'],
    rgb: false,
  },
  h265: {
    name: 'h265',
    encoders: [
      {
        name: 'libx265',
        pixelFormat: 'yuv420p',
        options: (container) => [
          ...['-preset', 'medium', '-x265-params', 'log-level=error'],
          ...(container === 'mkv' ? [] : ['-tag:v', 'hvc1']), // the tag that Apple's players ask for
        ],
        withoutReordering: ['-x265-params', 'log-level=error:bframes=0'],
      },
    ],
    multiple: [2, 2],
    defaultCrf: 18,
    maxCrf: 51,
    containers: ['mp4', 'mov', 'mkv'],
    rgb: false,
  },
  av1: {
    name: 'av1',
    encoders: [
      {
        name: 'libsvtav1',
        pixelFormat: 'yuv420p10le',
        options: () => ['-preset', '6'],
        constantRateOnly: true,
      },
      {
        name: 'libaom-av1',
        pixelFormat: 'yuv420p10le',
        options: () => ['-b:v', '0', '-cpu-used', '8', '-row-mt', '1'],
      },
    ],
    multiple: [2, 2],
    smallest: [64, 64],
    defaultCrf: 20,
    maxCrf: 63,
    containers: ['mp4', 'mkv', 'webm'],
    rgb: false,
  },
  vp9: {
    name: 'vp9',
    encoders: [
      {
        name: 'libvpx-vp9',
        pixelFormat: 'yuv420p',
        alphaPixelFormat: 'yuva420p',
        options: (_, alpha) => [
          ...['-b:v', '0', '-deadline', 'good', '-cpu-used', '2', '-row-mt', '1'],
          ...(alpha ? ['-auto-alt-ref', '0'] : []), // hidden reference frames have no alpha
        ],
      },
    ],
    multiple: [1, 1],
    defaultCrf: 18,
    maxCrf: 63,
    containers: ['webm', 'mkv', 'mp4'],
    rgb: false,
  },
  prores: {
    ...plain,
    name: 'prores',
    encoders: [
      {
        name: 'prores_ks',
        pixelFormat: 'yuv422p10le',
        options: () => ['-profile:v', '3', '-vendor', 'apl0'], // 422 HQ, signed as Apple's own are
      },
    ],
    multiple: [2, 1],
    containers: ['mov', 'mkv'],
    rgb: false,
  },
  prores4444: {
    ...plain,
    name: 'prores4444',
    encoders: [
      {
        name: 'prores_ks',
        pixelFormat: 'yuv444p10le',
        alphaPixelFormat: 'yuva444p10le',
        options: (_, alpha) => [
          ...['-profile:v', '4', '-vendor', 'apl0'],
          ...(alpha ? ['-alpha_bits', '16'] : []),
        ],
      },
    ],
    multiple: [2, 1],
    containers: ['mov', 'mkv'],
    rgb: false,
  },
  dnxhr: {
    ...plain,
    name: 'dnxhr',
    encoders: [
      {
        name: 'dnxhd',
        pixelFormat: 'yuv422p10le',
        options: () => ['-profile:v', 'dnxhr_hqx'], // the 10-bit one: HQ itself has 8
      },
    ],
    multiple: [2, 2],
    smallest: [256, 120],
    containers: ['mov', 'mkv'],
    rgb: false,
  },
  ffv1: {
    ...plain,
    name: 'ffv1',
    encoders: [
      {
        name: 'ffv1',
        pixelFormat: 'bgr0',
        alphaPixelFormat: 'bgra',
        // Version 3 with a checksum in every slice, each frame on its own: what archives ask for.
        options: () => ['-level', '3', '-slicecrc', '1', '-slices', '4', '-g', '1'],
      },
    ],
    containers: ['mkv'],
    rgb: true,
  },
  gif: {
    ...plain,
    name: 'gif',
    // Its frames travel as FFV1 until the palette is known.
    encoders: [{ name: 'gif', pixelFormat: 'pal8', alphaPixelFormat: 'pal8', options: () => [] }],
    containers: ['gif'],
    rgb: true,
  },
  png: {
    ...plain,
    name: 'png',
    encoders: [
      { name: 'png', pixelFormat: 'rgb24', alphaPixelFormat: 'rgba', options: () => ['-start_number', '1'] },
    ],
    containers: ['png'],
    rgb: true,
  },
};
