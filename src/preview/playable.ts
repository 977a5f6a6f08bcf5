import { extname } from 'node:path';
import type { VideoInfo } from '../media/info.js';

/** Pixels that a browser surely decodes in the time that a seek may take. */
const pixelsPerSeek = 60e6;

/**
 * Why a browser could not play a clip as it is, or not go to any of its frames
 * at once; null where it can. In doubt a copy is made.
 */
export function whyNotPlayable({ container, path, video }: VideoInfo): string | null {
  const { codec, bitDepth, chroma } = video;
  const families = container.split(',');
  const webm = extname(path).toLowerCase() === '.webm' && families.includes('webm');
  if (!webm && !families.includes('mp4')) return `browsers do not play ${families[0]} files`;
  const playable = webm ? ['vp8', 'vp9', 'av1'] : ['h264', 'vp9', 'av1'];
  if (!playable.includes(codec)) return `browsers do not play ${codec}`;
  if (codec === 'h264' && (bitDepth !== 8 || chroma !== '4:2:0')) {
    return `browsers do not play ${bitDepth}-bit ${chroma} H.264`;
  }
  if (longestRun(video) * video.width * video.height > pixelsPerSeek) {
    return 'its key frames are so far apart that seeking would be slow';
  }
  return null;
}

/** The media type under which a clip that is playable is served. */
export function mediaType(path: string): string {
  return extname(path).toLowerCase() === '.webm' ? 'video/webm' : 'video/mp4';
}

/** The most frames from one key frame to the next. */
function longestRun({ ticks, keyTicks }: VideoInfo['video']): number {
  let longest = 0;
  let key = 0;
  let run = 0;
  for (const tick of ticks) {
    if (tick >= (keyTicks[key] ?? Number.POSITIVE_INFINITY)) {
      key++;
      run = 0;
    }
    longest = Math.max(longest, ++run);
  }
  return longest;
}
