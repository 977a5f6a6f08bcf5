import { join } from 'node:path';
import { runFfmpeg } from '../../media/ffmpeg/ffmpeg.js';
import { addressOf } from '../../media/ffmpeg/ffprobe.js';
import type { VideoInfo } from '../../media/info.js';
import { seekOptions, soundDecoders } from '../../media/source-options.js';
import { toNumber } from '../../media/time/rational.js';
import { endOf, spanOf } from '../../media/time/resampled.js';
import type { FrameSelection } from '../../media/time/selection.js';
import { soundName } from '../output/picture-folder.js';

/**
 * Writes every sound stream as a WAV file of 24 bits that begins with the first
 * picture and ends with the last one, silence filled in where there is none.
 *
 * @param longest seconds of it that are written at most
 */
export async function writeSounds(
  folder: string,
  source: VideoInfo,
  selection: FrameSelection,
  signal: AbortSignal | undefined,
  longest = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { from, to } = spanOf(source, selection);
  const seconds = Math.min(longest, (to ?? endOfPicture(source, selection)) - from);
  const begin = source.startTime + from;
  const seek = from > 1 ? [...seekOptions(begin - 1), '-noaccurate_seek'] : [];
  const options = [...soundDecoders(source), ...seek, '-copyts', '-itsoffset', (-begin).toFixed(6)];
  const inPlace = 'aresample=async=1:min_hard_comp=0.001:first_pts=0';
  for (const [n, { index }] of source.audio.entries()) {
    await runFfmpeg(
      {
        inputs: [{ source: addressOf(source), options }],
        outputOptions: [
          ...['-map', `0:${index}`, '-af', `${inPlace},apad,atrim=end=${seconds.toFixed(6)}`],
          ...['-c:a', 'pcm_s24le', '-f', 'wav'],
        ],
        output: join(folder, soundName(n)),
      },
      signal,
    );
  }
}

function endOfPicture(source: VideoInfo, selection: FrameSelection): number {
  const { ticks, lastFrameTicks, timeBase } = source.video;
  const last = (ticks[endOf(selection) - 1] as number) + lastFrameTicks;
  return last * toNumber(timeBase) - source.startTime;
}
