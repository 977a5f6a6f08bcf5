import { writeFile } from 'node:fs/promises';
import { CONTAINERS, type Container } from '../../formats/containers.js';
import type { StreamInfo } from '../../media/info.js';
import type { Along } from '../container/source-inputs.js';
import { streamTitles } from '../container/titles.js';
import { writeSubtitlePart } from './part.js';
import { assOf, encodingOf, LONGEST, storedSubtitles } from './text.js';

/** The part of the FFmpeg command that brings the subtitles. */
export interface SubtitleCommand {
  readonly outputOptions: readonly string[];
  readonly notices: readonly string[];
  /** What goes along, in order, for messages. */
  readonly streams: readonly string[];
}

/**
 * Takes every subtitle stream that the container can hold. Of a part of the clip, text is
 * cut to it beforehand; pictures (as on DVDs and discs) are taken by their packets.
 */
export async function subtitleCommand(along: Along): Promise<SubtitleCommand> {
  const { source, span, container, inputs, scratch, signal } = along;
  const maps: string[] = [];
  const codecs: string[] = [];
  const notices: string[] = [];
  const inside = span.zero > 0;
  const streams: string[] = [];
  let n = 0;
  for (const stream of source.subtitles) {
    const plan = planSubtitles(stream, container);
    if (!plan) {
      notices.push(
        `Subtitle stream ${stream.index} (${describeStream(stream)}) cannot be stored in .${container} and is left out.`,
      );
      continue;
    }
    const stored = plan.text ? await storedSubtitles(source, stream, signal) : [];
    const encoding = encodingOf(stored, stream.language);
    if (encoding !== undefined) {
      const file = scratch(`.${n}.ass`);
      const { startTime } = source;
      const part = {
        from: startTime + span.from,
        to: span.to === undefined ? undefined : startTime + span.to,
      };
      await writeFile(file, assOf(stored, stream.codec, encoding, part));
      notices.push(
        `Subtitle stream ${stream.index} (${describeStream(stream)}) is not UTF-8: it is read as ${encoding} and written as UTF-8${/^(?:ass|ssa)$/.test(stream.codec) ? ', without its styles' : ''}.`,
      );
      const guessed = stored.filter((subtitle) => subtitle.guessed).length;
      if (guessed > 0) {
        notices.push(
          `${guessed} of ${stored.length} subtitles of stream ${stream.index} have no duration: each is shown until the next one, for at most ${LONGEST} s.`,
        );
      }
      maps.push('-map', `${inputs.file(file)}:0`);
      codecs.push(`-c:s:${n}`, encoderOfPart(plan));
    } else if (plan.text && (inside || span.to !== undefined)) {
      const file = scratch(`.${n}.ass`);
      await writeSubtitlePart(source, stream.index, span, file, signal);
      maps.push('-map', `${inputs.file(file)}:0`);
      codecs.push(`-c:s:${n}`, encoderOfPart(plan));
    } else {
      maps.push('-map', `${inputs.at(0)}:${stream.index}`);
      codecs.push(`-c:s:${n}`, plan.encoder ?? 'copy', ...(inside ? [`-copypriorss:s:${n}`, '0'] : []));
    }
    codecs.push(...streamTitles(`s:${n}`, stream, container));
    streams.push(`subtitle stream ${stream.index} (${stream.codec})`);
    n++;
  }
  return { outputOptions: [...maps, ...codecs], notices, streams };
}

/** What happens to one subtitle stream. */
interface SubtitlePlan {
  readonly stream: StreamInfo;
  /** `undefined`: its packets are copied as they are. */
  readonly encoder: string | undefined;
  /** Can be read as text, and so be cut to a part of the clip. */
  readonly text: boolean;
}

const TEXT = /^(?:subrip|srt|ass|ssa|mov_text|webvtt|text)$/;

/** Copies where the container allows it, converts text where not; `undefined` where neither goes. */
function planSubtitles(stream: StreamInfo, container: Container): SubtitlePlan | undefined {
  const { subtitles } = CONTAINERS[container];
  const text = TEXT.test(stream.codec);
  if (subtitles?.copied.test(stream.codec)) return { stream, encoder: undefined, text };
  return subtitles && text ? { stream, encoder: subtitles.encoder, text } : undefined;
}

/** The encoder that writes a cut text stream: text that is cut is no longer a copy. */
function encoderOfPart({ stream, encoder }: SubtitlePlan): string {
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
