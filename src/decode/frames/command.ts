import { matrixOf, SCALER_FLAGS } from '../../media/colour.js';
import type { FfmpegCommand } from '../../media/ffmpeg/ffmpeg.js';
import { addressOf } from '../../media/ffmpeg/ffprobe.js';
import { keepTimesOptions } from '../../media/ffmpeg/version.js';
import type { VideoInfo, VideoStreamInfo } from '../../media/info.js';
import {
  type ClockedSource,
  clockInputOptions,
  sameClockOutput,
  seekOptions,
} from '../../media/source-options.js';
import { formatRational, toNumber } from '../../media/time/rational.js';
import type { FrameSelection } from '../../media/time/selection.js';
import { deinterlaceFilters } from '../probe/header/interlacing.js';
import { orientationFilters } from '../probe/header/orientation.js';
import type { Size } from '../size.js';
import { firstPictureFilter } from './decode-log.js';

/** How one part of a clip is decoded. */
export interface DecodeCommand {
  readonly command: FfmpegCommand;
  /** Ticks to add to the times that come out. */
  readonly offset: number;
}

/**
 * The FFmpeg command that writes the selected frames and their times as NUT.
 *
 * @param way `seek`: decode from the last key frame before the selection; `trim`:
 *   from the beginning, delivering the same; `whole`: deliver what is before it too
 */
export async function decodeCommand(
  info: VideoInfo,
  { first, count }: FrameSelection,
  size: Size,
  way: 'seek' | 'trim' | 'whole',
): Promise<DecodeCommand> {
  const { video } = info;
  const tickOf = (i: number): number => video.ticks[i] as number;
  // To deinterlace a frame takes the one before it.
  const needed = video.deinterlacing ? Math.max(0, first - 1) : first;
  const key =
    way === 'seek' && needed > 0 ? video.keyTicks.findLast((ticks) => ticks <= tickOf(needed)) : undefined;
  const seeks = key !== undefined && key > tickOf(0);
  const seek = seeks ? seekOptions(key * toNumber(video.timeBase)) : [];
  const offset = Math.min(0, tickOf(0)); // NUT has no times before 0
  const timeBase = formatRational(video.timeBase);
  const decoder = video.decoder === undefined ? [] : ['-c:v', video.decoder];
  const filters = [
    ...deinterlaceFilters(video.deinterlacing),
    `settb=${timeBase}`,
    ...trimFilter(video, way === 'whole' ? 0 : first, first + count),
    firstPictureFilter,
    ...(offset < 0 ? [`setpts=PTS-(${offset})`] : []),
    ...orientationFilters(video.orientation),
    ...(video.hasAlpha ? alphaFilters(info, size) : pictureFilters(info, size)),
  ];
  const inputOptions = [...seek, '-noaccurate_seek', ...decoder];
  const muxer = ['-f', 'nut', '-flush_packets', '1'];
  return { offset, command: await pictureCommand(info, timeBase, filters, muxer, inputOptions) };
}

/**
 * The FFmpeg command that decodes the picture stream of a clip and prints every frame at its own time.
 *
 * @param timeBase seconds of one tick, as `1/90000`
 */
export async function pictureCommand(
  clip: ClockedSource,
  timeBase: string,
  filters: readonly string[],
  muxer: readonly string[],
  inputOptions: readonly string[] = [],
): Promise<FfmpegCommand> {
  const options = ['-noautorotate', ...clockInputOptions(clip), ...inputOptions];
  // -copyts keeps the times of the file; FFmpeg continues a clock that restarts only without it.
  return {
    inputs: [{ source: addressOf(clip), options: clip.restarts ? options : ['-copyts', ...options] }],
    outputOptions: [
      ...sameClockOutput(clip),
      ...['-map', `0:${clip.video.index}`, '-vf', filters.join(',')],
      ...[...(await keepTimesOptions()), '-enc_time_base', timeBase.replace('/', ':')],
      ...['-c:v', 'rawvideo', '-max_error_rate', '1'], // a clip mostly damaged is decoded to the end all the same
      ...muxer,
    ],
    output: 'pipe:1',
  };
}

/** Leaves the frames from `first` to before `end`; cuts halfway between two, so that no rounding can move one to the other side. */
function trimFilter({ ticks, beginsLate }: VideoStreamInfo, first: number, end: number): string[] {
  const middle = (i: number): number => ((ticks[i - 1] as number) + (ticks[i] as number)) / 2;
  const cuts = [
    ...(first > 0 ? [`start_pts=${Math.ceil(middle(first))}`] : beginsLate ? [`start_pts=${ticks[0]}`] : []),
    ...(end < ticks.length ? [`end_pts=${Math.floor(middle(end)) + 1}`] : []),
  ];
  return cuts.length > 0 ? [`trim=${cuts.join(':')}`] : [];
}

/** Full-range R'G'B'; FFmpeg puts bars around pictures of 16 bits only when each colour is by itself. */
function pictureFilters(info: VideoInfo, size: Size): string[] {
  const scale = scaleFilter(info, fittedSize(info, size));
  if (!info.video.toneMapping) return [scale, 'format=rgb24', barsFilter(size)];
  return [scale, 'format=rgb48le', 'format=gbrp16le', barsFilter(size), 'format=rgb48le'];
}

/** RGBA, its colours multiplied by the opacity before they are scaled. */
function alphaFilters(info: VideoInfo, size: Size): string[] {
  return [
    ...[scaleFilter(info, 'w=iw:h=ih'), 'format=gbrap', 'setrange=range=pc', 'premultiply=inplace=1'],
    ...[`scale=${fittedSize(info, size)}:${SCALER_FLAGS}`, 'format=rgba', barsFilter(size)],
  ];
}

/** Scales and converts to full-range R'G'B' by the clip's own matrix and range. */
function scaleFilter({ video }: VideoInfo, size: string): string {
  const scale = `scale=${size}:${SCALER_FLAGS}`;
  if (video.chroma === 'rgb') return scale;
  const matrix = matrixOf(video.colour, video.codedWidth, video.codedHeight);
  const range = video.colour.range === 'full' ? 'pc' : 'tv';
  return `${scale}:in_color_matrix=${matrix}:in_range=${range}:out_range=pc`;
}

/** Proportions that differ by less are taken for the same: sizes are rounded. */
const SAME = 0.02;

/**
 * The width and height of FFmpeg's `scale` filter for upright pictures: the
 * given size; for a picture that is stored in another size than the clip
 * announces, and has other proportions, the largest that fits into it.
 */
function fittedSize({ video }: VideoInfo, { width, height }: Size): string {
  const { codedWidth, codedHeight } = video;
  const [w, h] = video.orientation.turn % 180 === 0 ? [codedWidth, codedHeight] : [codedHeight, codedWidth];
  const proportions = (video.width / video.height).toFixed(6);
  const usual = `eq(iw,${w})*eq(ih,${h})+lt(abs(dar/${proportions}-1),${SAME})`;
  const across = `max(1,round(min(${width},${height}*dar)))`;
  const down = `max(1,round(min(${height},${width}/dar)))`;
  return `w='if(${usual},${width},${across})':h='if(${usual},${height},${down})'`;
}

/** Brings a fitted picture to the given size with bars, black or transparent. */
function barsFilter({ width, height }: Size): string {
  return `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2:color=black@0`;
}
