import { writeFile } from 'node:fs/promises';
import { ffmpegBytes } from '../../media/ffmpeg/ffmpeg.js';
import { addressOf } from '../../media/ffmpeg/ffprobe.js';
import type { VideoInfo } from '../../media/info.js';

/** A part of a clip, in seconds on the source's own clock. */
interface Part {
  readonly from: number;
  readonly to: number | undefined;
}

/**
 * Writes the subtitles of a part of a clip as an ASS file whose times count from the
 * part's beginning. What is shown across one of its ends is cut there; FFmpeg's own cutting
 * would leave it out, or let it stand for longer than the picture lasts.
 *
 * @param index of the stream among all of the source's
 */
export async function writeSubtitlePart(
  source: VideoInfo,
  index: number,
  part: Part,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const offset = ['-itsoffset', (-source.startTime).toFixed(6)];
  const ass = await ffmpegBytes(
    {
      inputs: [{ source: addressOf(source), options: offset }],
      outputOptions: ['-copyts', '-map', `0:${index}`, '-c:s', 'ass', '-f', 'ass'],
      output: 'pipe:1',
    },
    signal,
  );
  await writeFile(target, cutAss(ass.toString(), part));
}

const EVENT = /^(Dialogue: [^,]*),(\d+:\d\d:\d\d\.\d\d),(\d+:\d\d:\d\d\.\d\d),(.*)$/;

/** The lines of an ASS file with only those events that are shown in a part, their times counted from its beginning. */
export function cutAss(text: string, { from, to = Number.POSITIVE_INFINITY }: Part): string {
  return text
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, head, start, end, rest] = EVENT.exec(line) ?? [];
      if (start === undefined || end === undefined) return [line];
      const begin = Math.max(from, readTime(start));
      const finish = Math.min(to, readTime(end));
      return finish > begin ? [`${head},${writeTime(begin - from)},${writeTime(finish - from)},${rest}`] : [];
    })
    .join('\n');
}

function readTime(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return 3600 * hours + 60 * minutes + seconds;
}

/** A time as ASS writes it: `0:00:12.34`. */
export function writeTime(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(hundredths / 360_000)}:${two((hundredths / 6000) % 60)}:${two((hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}
