import { rm } from 'node:fs/promises';
import { readHead } from '../../files/read-head.js';
import { runFfmpeg } from '../../media/ffmpeg/ffmpeg.js';
import { fileUrl } from '../../media/ffmpeg/input-guard.js';
import { keepTimesOptions } from '../../media/ffmpeg/version.js';
import type { VideoInfo } from '../../media/info.js';

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

/** Longer than the headers of any animation, in bytes. */
const HEAD = 65_536;

/** How often an animation is played, 0 for ever; `undefined` for clips that say nothing of it. */
export async function playsOf({ path, pictures, container }: VideoInfo): Promise<number | undefined> {
  if (container !== 'gif' && container !== 'apng' && !pictures) return undefined;
  const head = await readHead(path, HEAD).catch(() => undefined); // a folder of pictures, or gone
  return head && playsIn(head);
}

/** The same of an animation's first bytes: GIF, PNG or WebP. */
export function playsIn(head: Buffer): number | undefined {
  if (head.toString('latin1', 0, 3) === 'GIF') {
    const at = ['NETSCAPE2.0', 'ANIMEXTS1.0'].map((name) => head.indexOf(name)).find((found) => found >= 0);
    if (at === undefined || at + 15 > head.length || head[at + 12] !== 1) return 1;
    const repeats = head.readUInt16LE(at + 13);
    return repeats === 0 ? 0 : repeats + 1;
  }
  if (head.toString('latin1', 1, 4) === 'PNG') {
    const at = head.indexOf('acTL');
    return at < 0 || at + 12 > head.length ? undefined : head.readUInt32BE(at + 8);
  }
  if (head.toString('latin1', 8, 12) === 'WEBP') {
    const at = head.indexOf('ANIM');
    return at < 0 || at + 14 > head.length ? undefined : head.readUInt16LE(at + 12);
  }
  return undefined;
}

/** FFmpeg's `-loop` for GIFs: how often it is shown again, −1 for never, 0 for ever. */
function loopOption(plays: number | undefined): string {
  if (plays === undefined || plays === 0) return '0';
  return plays === 1 ? '-1' : String(Math.min(plays - 1, 65_535));
}
