import type { AudioStreamInfo } from '../media/info.js';
import type { Container } from './containers.js';

/** What happens to one sound stream. */
export interface AudioPlan {
  readonly stream: AudioStreamInfo;
  /** `undefined`: its packets are copied bit for bit. */
  readonly encoder: string | undefined;
  /** Worth telling the user. */
  readonly notice: string | undefined;
}

/** Codecs whose packets each container takes as they are. */
const COPYABLE: Readonly<Record<Container, (codec: string) => boolean>> = {
  mp4: (codec) => /^(?:aac|mp[123]|e?ac3|alac|opus|flac|vorbis|dts)$/.test(codec),
  mov: (codec) =>
    /^(?:aac|mp[123]|e?ac3|alac)$/.test(codec) ||
    /^pcm_(?:s16|s24|s32|f32|f64)[lb]e$|^pcm_(?:u8|s8|alaw|mulaw)$/.test(codec),
  mkv: (codec) => !/^pcm_(?:s8|s16be_planar|s16le_planar|dvd|bluray)$/.test(codec),
  webm: (codec) => /^(?:opus|vorbis)$/.test(codec),
};

const ENCODERS: Readonly<Record<Container, string>> = {
  mp4: 'aac',
  mov: 'aac',
  mkv: 'flac',
  webm: 'libopus',
};

/** Copies where the container allows it, and encodes where not. */
export function planAudio(stream: AudioStreamInfo, container: Container): AudioPlan {
  if (COPYABLE[container](stream.codec)) {
    return {
      stream,
      encoder: undefined,
      notice:
        container === 'mp4' && stream.codec === 'vorbis'
          ? 'Some players are mute on Vorbis sound in MP4: write .mkv if yours is.'
          : undefined,
    };
  }
  const encoder = ENCODERS[container];
  return {
    stream,
    encoder,
    notice: `Sound stream ${stream.index} (${stream.codec}) cannot be copied into .${container}: it is encoded as ${encoder.replace(/^lib/, '').toUpperCase()}.`,
  };
}

/** Output options for the n-th sound stream of the output. */
export function audioOptions({ stream, encoder }: AudioPlan, n: number): string[] {
  if (encoder === undefined) return [`-c:a:${n}`, 'copy'];
  const kbit = Math.max(1, stream.channels) * 128;
  return [`-c:a:${n}`, encoder, ...(encoder === 'flac' ? [] : [`-b:a:${n}`, `${Math.min(kbit, 768)}k`])];
}
