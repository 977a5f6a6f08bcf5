import type { AudioStreamInfo } from '../media/info.js';
import type { Container } from './containers.js';
import type { OutputFormat } from './format.js';

/** What happens to one sound stream. */
export interface AudioPlan {
  readonly stream: AudioStreamInfo;
  /** `undefined`: its packets are copied bit for bit. */
  readonly encoder: string | undefined;
  /** Worth telling the user. */
  readonly notice: string | undefined;
}

/** Sound as editors want it beside an intermediate codec. */
const PCM = /^pcm_(?:s16|s24|s32|f32)[lb]e$/;

/** Codecs whose packets each container takes as they are. */
const COPYABLE: Readonly<Record<Container, (codec: string) => boolean>> = {
  mp4: (codec) => /^(?:aac|mp[123]|e?ac3|alac|opus|flac|vorbis|dts)$/.test(codec),
  mov: (codec) =>
    /^(?:aac|mp[123]|e?ac3|alac)$/.test(codec) ||
    PCM.test(codec) ||
    /^pcm_(?:f64[lb]e|[us]8|alaw|mulaw)$/.test(codec),
  mkv: (codec) => !/^pcm_(?:s8|s16be_planar|s16le_planar|dvd|bluray)$/.test(codec),
  webm: (codec) => /^(?:opus|vorbis)$/.test(codec),
  gif: () => false,
  png: () => false,
};

/** What sound is encoded as where it cannot be copied; pictures carry none. */
const ENCODERS: Readonly<Record<Container, string | undefined>> = {
  ...{ mp4: 'aac', mov: 'aac', mkv: 'flac', webm: 'libopus', gif: undefined, png: undefined },
};

/**
 * Copies where the format allows it, encodes where not. No plan for a stream
 * means that the format carries no sound.
 */
export function planAudio(
  stream: AudioStreamInfo,
  { container, sound }: Pick<OutputFormat, 'container' | 'sound'>,
): AudioPlan | undefined {
  const { index, codec } = stream;
  const pcm = sound === 'pcm';
  if (COPYABLE[container](codec) && (!pcm || PCM.test(codec))) {
    const mute = container === 'mp4' && codec === 'vorbis';
    const notice = mute ? 'Some players are mute on Vorbis sound in MP4: write .mkv if yours is.' : undefined;
    return { stream, encoder: undefined, notice };
  }
  const encoder = pcm ? 'pcm_s24le' : ENCODERS[container];
  if (encoder === undefined) return undefined;
  return {
    stream,
    encoder,
    notice: pcm
      ? `Sound stream ${index} (${codec}) is written as 24-bit PCM, which every editor reads.`
      : `Sound stream ${index} (${codec}) cannot be copied into .${container}: it is encoded as ${encoder.replace(/^lib/, '').toUpperCase()}.`,
  };
}

/** Output options for the n-th sound stream of the output. */
export function audioOptions({ stream, encoder }: AudioPlan, n: number): string[] {
  if (encoder === undefined) return [`-c:a:${n}`, 'copy'];
  const kbit = Math.max(1, stream.channels) * 128;
  const rate = /^(?:flac|pcm_)/.test(encoder) ? [] : [`-b:a:${n}`, `${Math.min(kbit, 768)}k`];
  return [`-c:a:${n}`, encoder, ...rate];
}
