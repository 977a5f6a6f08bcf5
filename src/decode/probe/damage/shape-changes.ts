import { ffprobeRecords } from '../../../media/ffmpeg/ffprobe.js';
import { frameTime, type VideoInfo } from '../../../media/info.js';
import { endOf } from '../../../media/time/resampled.js';
import type { FrameSelection } from '../../../media/time/selection.js';
import type { SizeChange } from '../../frames/decode-log.js';

/** Containers in which parts of other shapes can follow one another. */
const MAY_CHANGE = /(?:^|,)(?:mpegts|mpeg|hls|flv|matroska|webm|h264|hevc|m4v|mpegvideo|ivf|obu)(?:,|$)/;
/** Codecs whose key frames are few. */
const FEW_KEYS = /^(?:h264|hevc|vvc|mpeg[124]video|mpeg4|vp[89]|av1)$/;

/** Milliseconds after which looking is given up: what is then not found is reported when it is reached. */
const LIMIT_MS = 2000;

/** What changes within a part of a clip, each in a sentence; `undefined`: nothing was found. */
export interface ShapeNotices {
  readonly size: string | undefined;
  readonly aspect: string | undefined;
}

/** A key frame as it is stored. */
interface KeyFrame extends SizeChange {
  /** `16:11`; `1:1` where nothing is said. */
  readonly aspect: string;
}

/**
 * Looks at the key frames of a part of a clip for the first change of the
 * picture's size and of its pixels' shape. Quick, and so not certain: containers
 * that cannot change are not looked at, and in long clips only the beginning.
 */
export async function shapeNotices(
  info: VideoInfo,
  selection: FrameSelection,
  {
    signal,
    limitMs = LIMIT_MS,
  }: { readonly signal?: AbortSignal | undefined; readonly limitMs?: number } = {},
): Promise<ShapeNotices> {
  const { container, pictures, restarts, video } = info;
  let size: string | undefined;
  let aspect: string | undefined;
  if (pictures || !MAY_CHANGE.test(container) || !FEW_KEYS.test(video.codec)) return { size, aspect };
  const begin = video.ticks[selection.first] as number;
  const end = video.ticks[endOf(selection)] ?? Number.POSITIVE_INFINITY;
  const limit = AbortSignal.timeout(limitMs);
  let before: Pick<KeyFrame, 'width' | 'height' | 'aspect'> | undefined;
  try {
    for await (const frame of keyFrames(info, signal ? AbortSignal.any([signal, limit]) : limit)) {
      // Where the clock restarts, key frames are told by another clock than the frames.
      if (!restarts && frame.ticks >= end) break;
      const { width, height } = before ?? { width: video.codedWidth, height: video.codedHeight };
      const change = { ...frame, ticks: Math.max(begin, frame.ticks) };
      if (frame.width !== width || frame.height !== height) {
        size ??= sizeText(info, { width, height }, change);
      } else if (before && frame.aspect !== before.aspect) {
        aspect ??= aspectText(info, before.aspect, change);
      }
      before = frame;
      if (size !== undefined && aspect !== undefined) break;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (!limit.aborted) throw error;
  }
  return { size, aspect };
}

async function* keyFrames(info: VideoInfo, signal: AbortSignal): AsyncGenerator<KeyFrame, void, void> {
  const entries = 'frame=best_effort_timestamp,width,height,sample_aspect_ratio';
  const query = { entries, streams: info.video.index, options: ['-skip_frame', 'nokey'] };
  for await (const frame of ffprobeRecords(info, query, signal)) {
    const ticks = frame.number('best_effort_timestamp');
    const [width, height] = [frame.number('width'), frame.number('height')];
    const said = frame.text('sample_aspect_ratio');
    const aspect = /^[1-9]\d*:[1-9]\d*$/.test(said) ? said : '1:1';
    if (width > 0 && height > 0) yield { ticks, width, height, aspect };
  }
}

/** Says from where on pictures have another size than the clip began with. */
export function sizeText(
  info: VideoInfo,
  from: { readonly width: number; readonly height: number },
  change: SizeChange,
): string {
  return (
    `The picture size changes${whereText(info, change.ticks)}, from ${from.width}×${from.height} to ${change.width}×${change.height}: ` +
    'from here on, frames of another size are scaled to fit the first size, with bars where the aspect ratio differs.'
  );
}

function aspectText(info: VideoInfo, from: string, { ticks, aspect }: KeyFrame): string {
  return (
    `The shape of the pixels changes${whereText(info, ticks)}, from ${from} to ${aspect}: ` +
    'all frames are shown with the first one, so the picture looks stretched or squeezed from here on.'
  );
}

function whereText(info: VideoInfo, ticks: number): string {
  if (info.restarts || !Number.isFinite(ticks)) return '';
  const frame = Math.max(
    0,
    info.video.ticks.findIndex((time) => time >= ticks),
  );
  return ` at frame ${frame} (${frameTime(info, ticks).toFixed(3)} s)`;
}
