import { rm } from 'node:fs/promises';
import { runFfmpeg } from '../../media/ffmpeg/ffmpeg.js';
import { fileUrl } from '../../media/ffmpeg/input-guard.js';
import { keepTimesOptions } from '../../media/ffmpeg/version.js';
import { loopOption } from './gif-loop.js';

/**
 * Makes a GIF of a lossless clip. All frames share one palette and are dithered
 * by a pattern that stays in its place: palettes and error diffusion of each
 * frame's own would flicker. Two passes, so that memory does not grow with the clip.
 *
 * @param plays how often it is to be played, 0 or `undefined` for ever
 * @param alpha whether pixels can be transparent; half transparent ones become one or the other
 */
export async function writeGif(
  clip: string,
  target: string,
  alpha: boolean,
  plays: number | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const palette = `${clip}.png`;
  const frames = { source: fileUrl(clip), options: ['-f', 'matroska'] };
  // As streams of one picture: names of picture files would be read as patterns.
  const colours = { source: fileUrl(palette), options: ['-f', 'png_pipe'] };
  try {
    await runFfmpeg(
      {
        inputs: [frames],
        outputOptions: [
          ...['-vf', `palettegen=stats_mode=full:reserve_transparent=${alpha ? 1 : 0}`],
          ...['-c:v', 'png', '-f', 'image2pipe'],
        ],
        output: palette,
      },
      signal,
    );
    await runFfmpeg(
      {
        inputs: [frames, colours],
        outputOptions: [
          ...['-lavfi', 'paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle'],
          ...[...(await keepTimesOptions()), '-loop', loopOption(plays), '-f', 'gif'],
        ],
        output: target,
      },
      signal,
    );
  } finally {
    await rm(palette, { force: true });
  }
}
