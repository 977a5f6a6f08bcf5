import type { VideoInfo } from './info.js';

/** A clip of which little more than its streams is known; its clock depends on them. */
export type ClockedSource = Pick<VideoInfo, 'path' | 'allowUrl' | 'restarts' | 'audio'> & {
  readonly video: { readonly index: number };
};

/**
 * Options before the `-i` of a source whose clock restarts, so that its times
 * count from its beginning. It is always read from there: a seek would not know
 * of the restarts.
 */
export function clockInputOptions({ restarts }: Pick<VideoInfo, 'restarts'>): string[] {
  return restarts ? ['-seek_timestamp', '1', '-itsoffset', (-restarts.begin).toFixed(6)] : [];
}

/**
 * A further output that takes picture and sound of a source whose clock
 * restarts, and writes nothing; it stands before the options of the real
 * output. FFmpeg looks at all the streams that it reads to continue the clock:
 * only where they are the same every time is the clock the same, for sound and
 * picture.
 */
export function sameClockOutput({ restarts, video, audio }: ClockedSource): string[] {
  if (!restarts) return [];
  const maps = [video, ...audio].flatMap(({ index }) => ['-map', `0:${index}`]);
  return [...maps, '-c', 'copy', '-f', 'null', '-'];
}

/** Input options that begin to read at a time on the file's own clock, in seconds, from the packet there or before. */
export function seekOptions(seconds: number): string[] {
  return ['-seek_timestamp', '1', '-ss', seconds.toFixed(6)];
}

/** Input options that name the decoders of sound that FFmpeg does not recognise by itself. */
export function soundDecoders({ audio }: Pick<VideoInfo, 'audio'>): string[] {
  return audio.flatMap(({ index, decoder }) => (decoder === undefined ? [] : [`-c:${index}`, decoder]));
}
