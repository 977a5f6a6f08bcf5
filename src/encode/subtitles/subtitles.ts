import type { SubtitleStreamInfo } from '../../media/info.js';
import type { Container } from '../container/containers.js';

/** What happens to one subtitle stream. */
export interface SubtitlePlan {
  readonly stream: SubtitleStreamInfo;
  /** `undefined`: its packets are copied as they are. */
  readonly encoder: string | undefined;
  /** Can be read as text, and so be cut to a part of the clip. */
  readonly text: boolean;
}

const TEXT = /^(?:subrip|srt|ass|ssa|mov_text|webvtt|text)$/;

/** Codecs that each container takes as they are. */
const COPYABLE: Readonly<Record<Container, RegExp | undefined>> = {
  mp4: /^mov_text$/,
  mov: /^mov_text$/,
  mkv: /^(?:subrip|ass|ssa|webvtt|dvd_subtitle|hdmv_pgs_subtitle|dvb_subtitle)$/,
  webm: /^webvtt$/,
  ...{ gif: undefined, png: undefined },
};

/** What text is written as where it cannot be copied. */
const ENCODERS: Readonly<Record<Container, string | undefined>> = {
  ...{ mp4: 'mov_text', mov: 'mov_text', mkv: 'srt', webm: 'webvtt', gif: undefined, png: undefined },
};

/** Copies where the container allows it, converts text where not; `undefined` where neither goes. */
export function planSubtitles(stream: SubtitleStreamInfo, container: Container): SubtitlePlan | undefined {
  const text = TEXT.test(stream.codec);
  if (COPYABLE[container]?.test(stream.codec)) return { stream, encoder: undefined, text };
  const encoder = text ? ENCODERS[container] : undefined;
  return encoder === undefined ? undefined : { stream, encoder, text };
}

/** The encoder that writes a cut text stream: text that is cut is no longer a copy. */
export function encoderOfPart({ stream, encoder }: SubtitlePlan): string {
  if (encoder !== undefined) return encoder;
  return stream.codec === 'subrip' ? 'srt' : stream.codec === 'ssa' ? 'ass' : stream.codec;
}

/** A stream for messages: `subrip, deu, “Forced”`. */
export function describeStream({
  codec,
  language,
  title,
}: Pick<SubtitleStreamInfo, 'codec' | 'language' | 'title'>): string {
  const known = language === undefined || language === 'und' ? [] : [language];
  return [codec, ...known, ...(title === undefined ? [] : [`“${title}”`])].join(', ');
}
