import { writeFile } from 'node:fs/promises';
import type { Container } from '../../formats/containers.js';
import type { VideoInfo } from '../../media/info.js';
import type { SourceInputs } from '../container/source-inputs.js';
import type { Span } from '../container/span.js';
import { streamTitles } from '../container/titles.js';
import { writeSubtitlePart } from './part.js';
import { describeStream, encoderOfPart, planSubtitles } from './subtitles.js';
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
 *
 * @param scratch names the n-th file for text that is cut, which the caller removes
 */
export async function subtitleCommand(
  source: VideoInfo,
  span: Span,
  container: Container,
  inputs: SourceInputs,
  scratch: (n: number) => string,
  signal: AbortSignal | undefined,
): Promise<SubtitleCommand> {
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
      const file = scratch(n);
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
      const file = scratch(n);
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
