import type { Deinterlacing } from '../../../media/info.js';
import type { StreamJson } from './json.js';

/** Codecs whose every frame says whether it is interlaced: where none does, none is, whatever the container says. */
const FLAGS_FRAMES = new Set(['h264', 'mpeg1video', 'mpeg2video', 'mpeg4', 'vc1', 'wmv3', 'dvvideo']);

/**
 * The order in which a stream says that its fields were taken; `undefined` for
 * whole frames. FFmpeg's two letters name the field that is stored first and
 * the one that is shown first.
 */
export function fieldOrderOf({ field_order }: StreamJson): 'top first' | 'bottom first' | undefined {
  if (field_order === 'tt' || field_order === 'bt') return 'top first';
  if (field_order === 'bb' || field_order === 'tb') return 'bottom first';
  return undefined;
}

/**
 * How a stream is to be deinterlaced; `undefined` where it is not interlaced.
 *
 * @param flagged how many of its frames are flagged as interlaced, where that was looked at
 */
export function readInterlacing(stream: StreamJson, flagged: number | undefined): Deinterlacing | undefined {
  if (flagged !== undefined && flagged > 0) return 'as flagged';
  return flagsFrames(stream) ? undefined : fieldOrderOf(stream);
}

/** Whether every frame of the stream's codec says if it is interlaced. */
export function flagsFrames({ codec_name }: StreamJson): boolean {
  return FLAGS_FRAMES.has(codec_name ?? '');
}

/** The filter that makes one whole frame of every interlaced one, at the same time. */
export function deinterlaceFilters(deinterlacing: Deinterlacing | undefined): string[] {
  if (!deinterlacing) return [];
  const how = {
    'as flagged': 'parity=auto:deint=interlaced',
    'top first': 'parity=tff:deint=all',
    'bottom first': 'parity=bff:deint=all',
  }[deinterlacing];
  return [`bwdif=mode=send_frame:${how}`];
}
