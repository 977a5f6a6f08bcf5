import type {
  AudioStreamInfo,
  ChapterInfo,
  ClockRestarts,
  OtherStreamInfo,
  StreamInfo,
  Timecode,
} from '../../../media/info.js';
import type { ChapterJson, ProbeJson, StreamJson } from './json.js';

type Tags = Readonly<Record<string, string>> | undefined;

/**
 * A sound stream in our terms.
 *
 * @param codecs what FFmpeg itself takes the streams for, by index
 * @param restarts where the clock restarts, the stream's times count from the beginning of the file
 */
export function describeAudio(
  stream: StreamJson,
  codecs: ReadonlyMap<number, string> = new Map(),
  restarts?: ClockRestarts,
): AudioStreamInfo {
  const tag = /^\w{2,4}$/.test(stream.codec_tag_string ?? '') ? stream.codec_tag_string : undefined;
  const missed = codecs.get(stream.index) === 'none';
  // Samples need no more than to be told which: an old FFmpeg reads PCM under names that are younger than it.
  const decoder = missed && stream.codec_name?.startsWith('pcm_') ? stream.codec_name : undefined;
  const known = stream.codec_name !== undefined && (!missed || decoder !== undefined);
  return {
    ...describeStream(stream),
    codec: (known ? stream.codec_name : tag) ?? stream.codec_name ?? 'unknown',
    known,
    decoder,
    bitDepth: Number(stream.bits_per_raw_sample) || undefined,
    profile: stream.profile,
    channels: stream.channels ?? 0,
    channelLayout: stream.channel_layout,
    sampleRate: Number(stream.sample_rate ?? 0),
    startTime: (Number(stream.start_time ?? 0) || 0) - (restarts?.begin ?? 0),
    duration: stream.duration === undefined || restarts ? undefined : Number(stream.duration),
    bitRate: stream.bit_rate === undefined ? undefined : Number(stream.bit_rate),
    isDefault: stream.disposition?.default === 1,
  };
}

/** What is known of a stream of any kind, which is all of a subtitle stream. */
export function describeStream({
  index,
  codec_name = 'unknown',
  disposition = {},
  tags,
}: StreamJson): StreamInfo {
  return {
    index,
    codec: codec_name,
    language: tagOf(tags, 'language'),
    title: tagOf(tags, 'title'),
    disposition: Object.keys(disposition).filter((name) => disposition[name] === 1),
  };
}

/** A data, attachment or second picture stream in our terms. */
export function describeOther(stream: StreamJson): OtherStreamInfo {
  return {
    ...describeStream(stream),
    type: stream.codec_type ?? 'unknown',
    codec: stream.codec_name ?? stream.codec_tag_string ?? 'unknown',
    fileName: tagOf(stream.tags, 'filename'),
  };
}

/** A chapter, its times counted from the container's own start. */
export function describeChapter(chapter: ChapterJson, startTime: number): ChapterInfo {
  return {
    start: (Number(chapter.start_time) || 0) - startTime,
    end: (Number(chapter.end_time) || 0) - startTime,
    title: tagOf(chapter.tags, 'title'),
  };
}

/** The first frame's timecode: of the picture's own track, of a timecode track, or of the whole file. */
export function readTimecode({ streams, format }: ProbeJson, video: StreamJson): Timecode | undefined {
  const tracks = streams.filter(({ codec_tag_string }) => codec_tag_string === 'tmcd');
  const text = [video, ...tracks, format].map(({ tags }) => tagOf(tags, 'timecode')).find(Boolean);
  const match = /^(\d\d:\d\d:\d\d)([:;.])(\d\d+)$/.exec(text ?? '');
  if (!match) return undefined;
  const dropFrame = match[2] !== ':';
  return { text: `${match[1]}${dropFrame ? ';' : ':'}${match[3]}`, dropFrame };
}

/** A tag by its name, which Matroska spells in capitals. */
export function tagOf(tags: Tags, name: string): string | undefined {
  return tags?.[name] ?? tags?.[name.toUpperCase()];
}
