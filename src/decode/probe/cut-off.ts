import { ffprobeRecords, type ProbeTarget } from '../../media/ffmpeg/ffprobe.js';
import { parseRational, toNumber } from '../../media/time/rational.js';
import type { ProbeJson, StreamJson } from './json.js';

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
interface PictureEnd {
  readonly end: number;
  /** How long its last frames are shown. */
  readonly frame: number;
}

/** Finds out whether a file ends before its header says that it does, as after a broken transfer. */
export async function findCutOff(
  target: ProbeTarget,
  json: ProbeJson,
  video: StreamJson,
  picture: PictureEnd,
  signal?: AbortSignal,
): Promise<CutOff | undefined> {
  const container = json.format.format_name ?? '';
  if (!PROMISING.test(container)) return undefined;
  const tolerance = TOLERANCE + picture.frame;
  if (!/(?:^|,)mov(?:,|$)/.test(container)) {
    const begin = seconds(json.format.start_time) ?? 0;
    const promised = Math.max(seconds(json.format.duration) ?? 0, aviEnd(container, video));
    const missing = (end: number): boolean => promised - Math.max(end, end - begin) > tolerance;
    if (!missing(picture.end)) return undefined;
    const came = Math.max(picture.end, ...(await endsOf(target, [], signal)).values());
    return missing(came) ? { promised, came: came - begin, sound: undefined } : undefined;
  }
  const pictureEnd = promisedEnd(video);
  if (pictureEnd !== undefined && pictureEnd - picture.end > tolerance)
    return { promised: pictureEnd, came: picture.end, sound: undefined };
  for (const stream of json.streams.filter(({ codec_type }) => codec_type === 'audio')) {
    const promised = promisedEnd(stream);
    if (promised === undefined) continue;
    const options = ['-select_streams', String(stream.index)];
    const tail = ['-read_intervals', `${Math.max(0, promised - TAIL).toFixed(3)}%`];
    const missing = (ends: ReadonlyMap<number, number>): boolean =>
      promised - (ends.get(stream.index) ?? 0) > TOLERANCE;
    if (!missing(await endsOf(target, [...options, ...tail], signal))) continue;
    const ends = await endsOf(target, options, signal); // a seek may have gone wrong
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
  options: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const ends = new Map<number, number>();
  const entries = ['-show_entries', 'packet=stream_index,pts_time,duration_time'];
  for await (const packet of ffprobeRecords(target, [...options, ...entries], signal)) {
    const index = Number(packet.get('stream_index'));
    const end = (seconds(packet.get('pts_time')) ?? 0) + (seconds(packet.get('duration_time')) ?? 0);
    ends.set(index, Math.max(ends.get(index) ?? 0, end));
  }
  return ends;
}

function seconds(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
