import { ffprobeRecords, type ProbeTarget, type RecordQuery } from '../../../media/ffmpeg/ffprobe.js';
import type { VideoStreamInfo } from '../../../media/info.js';
import { parseRational, toNumber } from '../../../media/time/rational.js';
import type { ProbeJson, StreamJson } from '../header/json.js';

/** Containers whose header says how long the clip is, before anything of it has come. */
const PROMISING = /(?:^|,)(?:matroska|mov|flv|avi)(?:,|$)/;

/** Seconds that a header may be off. */
const TOLERANCE = 0.5;

/** Seconds before its promised end at which a stream is looked for. */
const TAIL = 2;

/** What a header promises, and what of it is there, in seconds from the beginning of the file. */
export interface CutOff {
  readonly promised: number;
  readonly came: number;
  /** The sound stream that is cut off, where the picture is whole. */
  readonly sound: number | undefined;
}

/** The end of the picture, in seconds on the file's clock. */
export function endOfPicture({ ticks, lastFrameTicks, timeBase }: VideoStreamInfo): number {
  return ((ticks.at(-1) as number) + lastFrameTicks) * toNumber(timeBase);
}

/** Finds out whether a file ends before its header says that it does, as after a broken transfer. */
export async function findCutOff(
  target: ProbeTarget,
  json: ProbeJson,
  stream: StreamJson,
  video: VideoStreamInfo,
  signal?: AbortSignal,
): Promise<CutOff | undefined> {
  const container = json.format.format_name ?? '';
  if (!PROMISING.test(container)) return undefined;
  const [last = 0, before = last] = [video.ticks.at(-1), video.ticks.at(-2)];
  const tolerance = TOLERANCE + (last - before) * toNumber(video.timeBase);
  const pictureEnd = endOfPicture(video);
  if (!/(?:^|,)mov(?:,|$)/.test(container)) {
    const begin = seconds(json.format.start_time) ?? 0;
    const promised = Math.max(seconds(json.format.duration) ?? 0, aviEnd(container, stream));
    const missing = (end: number): boolean => promised - Math.max(end, end - begin) > tolerance;
    if (!missing(pictureEnd)) return undefined;
    const came = Math.max(pictureEnd, ...(await endsOf(target, {}, signal)).values());
    return missing(came) ? { promised, came: came - begin, sound: undefined } : undefined;
  }
  const promised = promisedEnd(stream);
  if (promised !== undefined && promised - pictureEnd > tolerance)
    return { promised, came: pictureEnd, sound: undefined };
  for (const stream of json.streams.filter(({ codec_type }) => codec_type === 'audio')) {
    const promised = promisedEnd(stream);
    if (promised === undefined) continue;
    const streams = stream.index;
    const options = ['-read_intervals', `${Math.max(0, promised - TAIL).toFixed(3)}%`];
    const missing = (ends: ReadonlyMap<number, number>): boolean =>
      promised - (ends.get(stream.index) ?? 0) > TOLERANCE;
    if (!missing(await endsOf(target, { streams, options }, signal))) continue;
    const ends = await endsOf(target, { streams }, signal); // a seek may have gone wrong
    if (missing(ends)) return { promised, came: ends.get(stream.index) ?? 0, sound: stream.index };
  }
  return undefined;
}

/** A {@link CutOff} in words. */
export function cutOffText({ promised, came, sound }: CutOff): string {
  const what = sound === undefined ? 'The file' : `Audio stream ${sound}`;
  return `${what} ends after ${came.toFixed(3)} s, but its header says ${promised.toFixed(3)} s: the file is cut off or damaged.`;
}

/** The end by the number of frames in the header of an AVI: its duration FFmpeg takes from the size of the file. 0: it does not say. */
function aviEnd(container: string, { nb_frames, time_base }: StreamJson): number {
  const tick = container === 'avi' ? parseRational(time_base) : undefined;
  return tick ? (Number(nb_frames) || 0) * toNumber(tick) : 0;
}

function promisedEnd({ start_time, duration }: StreamJson): number | undefined {
  const length = seconds(duration);
  return length === undefined ? undefined : (seconds(start_time) ?? 0) + length;
}

/** When the last packet of each stream ends. */
async function endsOf(
  target: ProbeTarget,
  where: Pick<RecordQuery, 'streams' | 'options'>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const ends = new Map<number, number>();
  const query = { entries: 'packet=stream_index,pts_time,duration_time', ...where };
  for await (const packet of ffprobeRecords(target, query, signal)) {
    const index = packet.number('stream_index');
    const end = (packet.number('pts_time') || 0) + (packet.number('duration_time') || 0);
    ends.set(index, Math.max(ends.get(index) ?? 0, end));
  }
  return ends;
}

function seconds(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
