/** What can be written: file types, `m4v` being `mp4`, and `png`, a folder of numbered pictures. */
export type Container = 'mp4' | 'mov' | 'mkv' | 'webm' | 'gif' | 'png';

/** What a file type holds besides the picture, and what it is written as where it cannot be copied. */
interface Stored {
  /** FFmpeg's names of the codecs whose packets it takes as they are. */
  readonly copied: RegExp;
  /** FFmpeg's encoder for all others. */
  readonly encoder: string;
}

/** A file type. */
export interface ContainerSpec {
  /** What names of such files end in; `%04d.png` is told from those by its pattern. */
  readonly extensions: readonly string[];
  /** FFmpeg's muxer. */
  readonly muxer: string;
  /** Whether edit lists in the file tell players where sound and picture begin. */
  readonly editLists: boolean;
  /** `undefined`: it carries no sound. */
  readonly sound:
    | (Stored & {
        /** PCM as it holds it, bit for bit. */
        readonly pcm?: RegExp;
        /** Other lossless codecs that FFmpeg encodes for it. */
        readonly lossless?: RegExp;
      })
    | undefined;
  /** `undefined`: it carries no subtitles. */
  readonly subtitles: Stored | undefined;
}

/** Every file type that can be written. */
export const CONTAINERS: Readonly<Record<Container, ContainerSpec>> = {
  mp4: {
    extensions: ['.mp4', '.m4v'],
    muxer: 'mp4',
    editLists: true,
    sound: {
      copied: /^(?:aac|mp[123]|e?ac3|opus|flac|vorbis|dts)$/,
      encoder: 'aac',
      lossless: /^(?:flac|alac)$/,
    },
    subtitles: { copied: /^mov_text$/, encoder: 'mov_text' },
  },
  mov: {
    extensions: ['.mov'],
    muxer: 'mov',
    editLists: true,
    sound: {
      copied: /^(?:aac|mp[123]|e?ac3|alac)$/,
      encoder: 'aac',
      pcm: /^pcm_(?:s16|s24|s32|f32|f64)[lb]e$|^pcm_(?:[us]8|alaw|mulaw)$/,
      lossless: /^alac$/,
    },
    subtitles: { copied: /^mov_text$/, encoder: 'mov_text' },
  },
  mkv: {
    extensions: ['.mkv'],
    muxer: 'matroska',
    editLists: false,
    sound: {
      copied: /^(?!(?:pcm_.*|tta|ape|tak|shorten|mp4als|ralf)$)/,
      encoder: 'flac',
      pcm: /^pcm_(?:s16|s24|s32)[lb]e$|^pcm_(?:f32le|f64le|u8)$/,
      lossless: /^(?:flac|alac)$/,
    },
    subtitles: {
      copied: /^(?:subrip|ass|ssa|webvtt|dvd_subtitle|hdmv_pgs_subtitle|dvb_subtitle)$/,
      encoder: 'srt',
    },
  },
  webm: {
    extensions: ['.webm'],
    muxer: 'webm',
    editLists: false,
    sound: { copied: /^(?:opus|vorbis)$/, encoder: 'libopus' },
    subtitles: { copied: /^webvtt$/, encoder: 'webvtt' },
  },
  gif: { extensions: ['.gif'], muxer: 'gif', editLists: false, sound: undefined, subtitles: undefined },
  png: { extensions: [], muxer: 'image2', editLists: false, sound: undefined, subtitles: undefined },
};

/** How the name of an output of this type ends, for messages. */
export function endingOf(container: Container): string {
  return container === 'png' ? '%04d.png' : `.${container}`;
}
