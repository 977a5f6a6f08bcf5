import type { Container } from './containers.js';

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
interface CodecEntry {
  /** Best first: the first one that FFmpeg has is taken. */
  readonly encoders: readonly EncoderSpec[];
  /** Width and height must be multiples of these. */
  readonly multiple: readonly [number, number];
  /** The smallest width and height. Default: any. */
  readonly smallest?: readonly [number, number];
  /** CRF where none is asked for, visually lossless, and the largest. Absent: the codec has no such dial. */
  readonly crf?: { readonly usual: number; readonly max: number };
  /** The usual one first. */
  readonly containers: readonly Container[];
  /** R'G'B' is stored as it is; else it is turned into YCbCr of limited range. */
  readonly rgb: boolean;
}

/** What `--codec` takes. */
const clipCodecs = {
  h264: {
    encoders: [
      {
        name: 'libx264',
        pixelFormat: 'yuv420p',
        options: () => ['-preset', 'fast'],
        withoutReordering: ['-bf', '0'],
      },
    ],
    multiple: [2, 2],
    crf: { usual: 16, max: 51 },
    containers: ['mp4', 'mov', 'mkv'],
    rgb: false,
  },
  h265: {
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
    crf: { usual: 18, max: 51 },
    containers: ['mp4', 'mov', 'mkv'],
    rgb: false,
  },
  av1: {
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
    crf: { usual: 20, max: 63 },
    containers: ['mp4', 'mkv', 'webm'],
    rgb: false,
  },
  vp9: {
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
    crf: { usual: 18, max: 63 },
    containers: ['webm', 'mkv', 'mp4'],
    rgb: false,
  },
  prores: {
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
    encoders: [
      {
        name: 'ffv1',
        pixelFormat: 'bgr0',
        alphaPixelFormat: 'bgra',
        // Version 3 with a checksum in every slice, each frame on its own: what archives ask for.
        options: () => ['-level', '3', '-slicecrc', '1', '-slices', '4', '-g', '1'],
      },
    ],
    multiple: [1, 1],
    containers: ['mkv'],
    rgb: true,
  },
} satisfies Readonly<Record<string, CodecEntry>>;

/** What a GIF and a folder of pictures hold, each in the container of its own name. */
const pictureCodecs = {
  gif: {
    // Its frames travel as FFV1 until the palette is known.
    encoders: [{ name: 'gif', pixelFormat: 'pal8', alphaPixelFormat: 'pal8', options: () => [] }],
    multiple: [1, 1],
    containers: ['gif'],
    rgb: true,
  },
  png: {
    encoders: [
      { name: 'png', pixelFormat: 'rgb24', alphaPixelFormat: 'rgba', options: () => ['-start_number', '1'] },
    ],
    multiple: [1, 1],
    containers: ['png'],
    rgb: true,
  },
} satisfies Readonly<Record<string, CodecEntry>>;

/** Names that `--codec` takes. */
export type ClipCodecName = keyof typeof clipCodecs;

/** Names of everything that a picture can be coded as. */
export type CodecName = ClipCodecName | keyof typeof pictureCodecs;

/** A codec and its name. */
export interface CodecSpec extends CodecEntry {
  readonly name: CodecName;
}

/** The codecs that `--codec` takes, in the order of the table. */
export const clipCodecNames = Object.keys(clipCodecs) as ClipCodecName[];

/** Every codec that can be written. */
export const CODECS = Object.fromEntries(
  Object.entries<CodecEntry>({ ...clipCodecs, ...pictureCodecs }).map(([name, entry]) => [
    name,
    { name, ...entry },
  ]),
) as Readonly<Record<CodecName, CodecSpec>>;

/** The codec of a container where neither preset nor codec is asked for. */
export const USUAL_CODECS: Readonly<Record<Container, CodecName>> = {
  mp4: 'h264',
  mov: 'h264',
  mkv: 'h264',
  webm: 'vp9',
  gif: 'gif',
  png: 'png',
};
