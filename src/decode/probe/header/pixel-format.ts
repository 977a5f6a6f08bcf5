import type { VideoStreamInfo } from '../../../media/info.js';

/** Bits of one component of an FFmpeg pixel format such as `yuv420p10le`, `p010le`, `gbrp12be`, `rgb24`. */
export function bitDepthOf(pixelFormat: string, rawBits?: string): number {
  const declared = Number(rawBits);
  if (declared > 0) return declared;
  const planar = /(?:p|gray)(\d{1,2})(?:le|be)$/.exec(pixelFormat);
  if (planar) return Number(planar[1]);
  if (/^(?:rgb|bgr|gbr|xyz)a?48|^rgba64|^bgra64|^ya16/.test(pixelFormat)) return 16;
  const semi = /^[py](?:0|2|4)(10|12|16)/.exec(pixelFormat);
  return semi ? Number(semi[1]) : 8;
}

/** Chroma subsampling of an FFmpeg pixel format. */
export function chromaOf(pixelFormat: string): VideoStreamInfo['chroma'] {
  const yuv = /^yuv[aj]?(4[124][0124])p/.exec(pixelFormat);
  if (yuv) return (yuv[1] as string).split('').join(':') as VideoStreamInfo['chroma'];
  if (/^(?:gray|ya|mono)/.test(pixelFormat)) return 'grey';
  if (/^(?:nv12|nv21|p01)/.test(pixelFormat)) return '4:2:0';
  if (/^(?:nv16|nv20|p21|yuyv|uyvy|yvyu|y21)/.test(pixelFormat)) return '4:2:2';
  if (/^(?:nv24|nv42|p41|vuy|vuyx|ayuv|xv)/.test(pixelFormat)) return '4:4:4';
  return /rgb|bgr|gbr|pal8|xyz/.test(pixelFormat) ? 'rgb' : '4:2:0';
}

/** Whether an FFmpeg pixel format has an alpha component; a palette's colours have one each. */
export function hasAlphaComponent(pixelFormat: string): boolean {
  return /^(?:yuva|ya\d|gbrap|rgba|bgra|argb|abgr|ayuv|vuya|pal8)/.test(pixelFormat);
}
