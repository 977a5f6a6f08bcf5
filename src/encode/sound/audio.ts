import { CONTAINERS, type ContainerSpec } from '../../formats/containers.js';
import type { AudioStreamInfo } from '../../media/info.js';
import type { OutputFormat } from '../picture/format.js';
import { layoutFor, layoutNotice, nameOf } from './channel-layout.js';
import type { SoundCuts } from './cuts.js';

/** What happens to one sound stream. */
export interface AudioPlan {
  readonly stream: AudioStreamInfo;
  /** `undefined`: its packets are copied bit for bit. */
  readonly encoder: string | undefined;
  /** Channels as the encoder gets them; `undefined`: as they are. */
  readonly layout?: string | undefined;
  /** Gaps that a cut leaves are filled with silence. */
  readonly fill?: boolean;
  /** Worth telling the user. */
  readonly notice: string | undefined;
}

/** What a plan depends on besides the stream and the format. */
export interface AudioCircumstances {
  /** Only a part of the clip is written. */
  readonly part?: boolean;
  /** What an edit list cuts away. */
  readonly cuts?: SoundCuts | undefined;
  /** FFmpeg's MP4 writer knows no ALAC. */
  readonly alacInMp4?: boolean;
}

/** Sound as editors want it beside an intermediate codec. */
const PCM = /^pcm_(?:s16|s24|s32|f32)[lb]e$/;

/** Codecs whose samples FLAC holds bit for bit. */
const AS_FLAC = /^(?:tta|wavpack|truehd|mlp|ape|tak|shorten|mp4als|ralf)$/;

/** Seconds of unheard sound at an end that are no more than what an encoder needs to start or stop. */
const PRIMING = 0.06;

/**
 * Copies where that gives what players of the source let hear, encodes where not. Lossless
 * sound is encoded by its own codec wherever it is cut. No plan for a stream means that the
 * format carries no sound.
 *
 * @throws {UsageError} for more channels than can be written
 */
export function planAudio(
  stream: AudioStreamInfo,
  { container, sound }: Pick<OutputFormat, 'container' | 'sound'>,
  { part = false, cuts, alacInMp4 = true }: AudioCircumstances = {},
): AudioPlan | undefined {
  const { index, codec } = stream;
  const { editLists, sound: held } = CONTAINERS[container];
  if (!held) return undefined;
  const copied = held.copied.test(codec);
  const fallback = sound === 'pcm' ? 'pcm_s24le' : held.encoder;
  const fill = cuts?.within ?? false;
  const lost = (cuts?.hidden ?? 0) > PRIMING && !editLists;
  const cut = fill || lost;
  const tooOld = codec === 'alac' && container === 'mp4' && !alacInMp4;
  const usable = sound !== 'pcm' || PCM.test(codec);
  const exact = usable && !tooOld ? losslessEncoder(stream, held) : undefined;
  const whole = !part && !cut && copied && codec !== 'alac';
  if (exact !== undefined && !whole) {
    const layout = layoutFor(stream, exact);
    const text = `Audio stream ${index} (${codec}) is written as ${nameOf(exact)}, with no loss.`;
    return { stream, encoder: exact, layout, fill, notice: exact === codec ? undefined : text };
  }
  const coarse = part && codec === 'wavpack'; // its packets last up to a second: no place to cut
  if (copied && usable && !cut && !coarse) {
    const mute = container === 'mp4' && codec === 'vorbis';
    const notice = mute
      ? 'Some players do not play Vorbis audio in MP4: if yours does not, use .mkv.'
      : undefined;
    return { stream, encoder: undefined, notice };
  }
  const layout = layoutFor(stream, fallback);
  const why =
    sound === 'pcm'
      ? `is written as 24-bit PCM, which every editor can read.`
      : cut && copied
        ? `is trimmed by an edit list, which copying would undo: it is re-encoded as ${nameOf(fallback)}.`
        : `cannot be copied to .${container}: it is re-encoded as ${nameOf(fallback)}.`;
  const mixed = layoutNotice(stream, layout);
  const notice = `Audio stream ${index} (${codec}) ${why}${mixed === undefined ? '' : ` ${mixed}`}`;
  return { stream, encoder: fallback, layout, fill, notice };
}

/**
 * The encoder that writes the very samples of a lossless stream, so that it can be cut at
 * any sample and gets the container's own byte order; `undefined` where there is none.
 */
function losslessEncoder(
  { codec, bitDepth = 0 }: AudioStreamInfo,
  { pcm, lossless, encoder }: NonNullable<ContainerSpec['sound']>,
): string | undefined {
  if (pcm?.test(codec)) return codec;
  if (bitDepth > 24) return undefined; // FFmpeg's FLAC and ALAC end at 24
  if (lossless?.test(codec)) return codec;
  return encoder === 'flac' && AS_FLAC.test(codec) ? 'flac' : undefined;
}

/** Output options for the n-th sound stream of the output. */
export function audioOptions({ stream, encoder }: AudioPlan, n: number): string[] {
  if (encoder === undefined) return [`-c:a:${n}`, 'copy'];
  const kbit = Math.max(1, stream.channels) * 128;
  const rate = isLossless(encoder) ? [] : [`-b:a:${n}`, `${Math.min(kbit, 768)}k`];
  return [`-c:a:${n}`, encoder, ...rate];
}

/** Whether an encoder keeps every sample: it has no bit rate, and needs no sound before the first that it writes. */
export function isLossless(encoder: string): boolean {
  return /^(?:flac|alac|pcm_.*)$/.test(encoder);
}
