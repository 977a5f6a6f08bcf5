import type { ColourTags, VideoStreamInfo } from '../../../media/info.js';
import { parseRational, rational } from '../../../media/time/rational.js';
import { estimateRate } from '../times/rate.js';
import type { FrameTimes } from '../times/time-list.js';
import { readToneMapping } from './dynamic-range.js';
import { readInterlacing } from './interlacing.js';
import type { StreamJson } from './json.js';
import { readOrientation } from './orientation.js';
import { bitDepthOf, chromaOf, hasAlphaComponent, isAlphaDecoder } from './pixel-format.js';

/** Turns ffprobe's picture stream and the scanned times into ours, the decisions of decoding made. */
export function describeVideo(
  stream: StreamJson,
  times: FrameTimes,
  decoder: string | undefined,
  deinterlace: boolean,
): VideoStreamInfo {
  const timeBase = parseRational(stream.time_base) ?? rational(1, 1000);
  const { rate, timing } = estimateRate(times.ticks, timeBase, [
    parseRational(stream.r_frame_rate),
    parseRational(stream.avg_frame_rate),
  ]);
  const sampleAspectRatio = parseRational(stream.sample_aspect_ratio) ?? rational(1, 1);
  const orientation = readOrientation(stream);
  const codedWidth = stream.width ?? 0;
  const codedHeight = stream.height ?? 0;
  const [width, height] = displaySize(codedWidth, codedHeight, sampleAspectRatio, orientation.turn);
  const pixelFormat = stream.pix_fmt ?? 'unknown';
  const colour = colourOf(stream, pixelFormat);
  const toneMapping = readToneMapping(stream);
  const fields = readInterlacing(stream, times.interlacedFrames);
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    decoder,
    codedWidth,
    codedHeight,
    sampleAspectRatio,
    orientation,
    width,
    height,
    frameRate: rate,
    timeBase,
    timing,
    constantRate: timing === 'constant',
    ticks: times.ticks,
    keyTicks: times.keyTicks,
    unchangedTicks: times.unchangedTicks,
    beginsLate: times.undecodable > 0,
    lastFrameTicks: lastFrameTicks(times, (timeBase.den * rate.den) / (timeBase.num * rate.num), timing),
    frameCount: times.ticks.length,
    pixelFormat,
    bitDepth: bitDepthOf(pixelFormat, stream.bits_per_raw_sample),
    chroma: chromaOf(pixelFormat),
    colour,
    hdr: toneMapping !== undefined,
    toneMapping,
    decodedColour: toneMapping ? { primaries: 'bt709', transfer: 'bt709' } : colour,
    interlaced: fields !== undefined,
    deinterlacing: deinterlace ? fields : undefined,
    hasAlpha: !toneMapping && (isAlphaDecoder(decoder) || hasAlphaComponent(pixelFormat)),
    tags: stream.tags ?? {},
  };
}

function colourOf(stream: StreamJson, pixelFormat: string): ColourTags {
  const full = stream.color_range === 'pc' || pixelFormat.startsWith('yuvj');
  return {
    matrix: tag(stream.color_space),
    primaries: tag(stream.color_primaries),
    transfer: tag(stream.color_transfer),
    range: full ? 'full' : stream.color_range === 'tv' ? 'limited' : undefined,
  };
}

/** Squares the pixels by stretching the side that has too few, then turns: no stored detail is lost. */
function displaySize(
  width: number,
  height: number,
  aspect: { num: number; den: number },
  turn: number,
): [number, number] {
  const wide = aspect.num >= aspect.den;
  const w = wide ? Math.round((width * aspect.num) / aspect.den) : width;
  const h = wide ? height : Math.round((height * aspect.den) / aspect.num);
  return turn % 180 === 0 ? [w, h] : [h, w];
}

/** The container's word where it makes sense; else one frame of the rate. */
function lastFrameTicks(times: FrameTimes, step: number, timing: string): number {
  if (timing === 'variable' && times.lastDuration > 0) return times.lastDuration;
  return Math.max(1, Math.round(step));
}

function tag(value: string | undefined): string | undefined {
  return value === undefined || value === 'unknown' || value === 'reserved' ? undefined : value;
}
