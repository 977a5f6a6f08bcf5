import { CONTAINERS, type Container } from '../../formats/containers.js';
import type { StreamInfo } from '../../media/info.js';

/** What happens to one subtitle stream. */
export interface SubtitlePlan {
  readonly stream: StreamInfo;
  /** `undefined`: its packets are copied as they are. */
  readonly encoder: string | undefined;
  /** Can be read as text, and so be cut to a part of the clip. */
  readonly text: boolean;
}

const TEXT = /^(?:subrip|srt|ass|ssa|mov_text|webvtt|text)$/;

/** Copies where the container allows it, converts text where not; `undefined` where neither goes. */
export function planSubtitles(stream: StreamInfo, container: Container): SubtitlePlan | undefined {
  const { subtitles } = CONTAINERS[container];
  const text = TEXT.test(stream.codec);
  if (subtitles?.copied.test(stream.codec)) return { stream, encoder: undefined, text };
  return subtitles && text ? { stream, encoder: subtitles.encoder, text } : undefined;
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
}: Pick<StreamInfo, 'codec' | 'language' | 'title'>): string {
  const known = language === undefined || language === 'und' ? [] : [language];
  return [codec, ...known, ...(title === undefined ? [] : [`“${title}”`])].join(', ');
}
