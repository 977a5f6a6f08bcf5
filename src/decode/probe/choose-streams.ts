import { InputError, UsageError } from '../../errors.js';
import type { AudioStreamInfo } from '../../media/info.js';
import { tagOf } from './header/describe-streams.js';
import type { StreamJson } from './header/json.js';

/** The sound that goes along, and what to tell of it. */
export interface ChosenAudio {
  readonly audio: readonly AudioStreamInfo[];
  readonly notices: readonly string[];
}

/**
 * The sound streams that are wanted, in the order in which they are named. Those that FFmpeg knows no
 * codec of are left out, unless they are asked for by name.
 *
 * @param wanted `all`, `none`, or a list of streams: `2` among all streams, `a:1` among the sounds, from 0
 * @throws {UsageError} for a stream that is not there or cannot be read, naming those that are.
 */
export function chooseAudio(
  streams: readonly AudioStreamInfo[],
  wanted: string | number,
  path: string,
): ChosenAudio {
  const text = String(wanted);
  if (text === 'none') return { audio: [], notices: [] };
  if (text === 'all') {
    const unknown = streams.filter((stream) => !isKnown(stream));
    const rest = streams.length > unknown.length ? '' : ' The output has no sound.';
    const noun = unknown.length === 1 ? 'stream' : 'streams';
    const list = unknown.map(describeAudioStream).join('; ');
    const notice = `Left out: audio ${noun} ${list}, because FFmpeg does not support the codec.${rest}`;
    return { audio: streams.filter(isKnown), notices: unknown.length === 0 ? [] : [notice] };
  }
  const audio = text.split(',').map((name) => {
    const [, among, number] = /^ *(a:)?(\d+) *$/.exec(name) ?? [];
    const found = among ? streams[Number(number)] : streams.find(({ index }) => index === Number(number));
    const list = streams.map(describeAudioStream).join('; ');
    if (!found) {
      throw new UsageError(
        `Expected \`--audio\` to list audio streams of \`${path}\`, got \`${name}\`: ${list ? `available are ${list}` : 'it has no audio'}`,
      );
    }
    if (isKnown(found)) return found;
    throw new UsageError(
      `FFmpeg does not support the codec of audio stream ${describeAudioStream(found)}: remove it from \`--audio\``,
    );
  });
  const twice = audio.find((stream, i) => audio.indexOf(stream) !== i);
  if (!twice) return { audio, notices: [] };
  throw new UsageError(
    `Expected \`--audio\` to list each stream once, got ${describeAudioStream(twice)} twice: \`${text}\``,
  );
}

/** `1 (ac3, 5.1(side), deu, “Comments”)` */
function describeAudioStream(stream: AudioStreamInfo): string {
  const { index, codec, channelLayout, channels, language, title } = stream;
  const facts = [
    codec,
    channelLayout ?? (channels > 0 ? `${channels} ${channels === 1 ? 'channel' : 'channels'}` : undefined),
    language === 'und' ? undefined : language,
    title === undefined ? undefined : `“${title}”`,
  ];
  return `${index} (${facts.filter(Boolean).join(', ')})`;
}

function isKnown({ known }: AudioStreamInfo): boolean {
  return known !== false;
}

/**
 * The picture stream to decode: the wanted one, or else the default one, or
 * else the first. Cover art is none.
 *
 * @param wanted `3`, a number among all streams; `v:1`, among the pictures; or `auto`
 * @throws {InputError} where there is no picture, {@link UsageError} where the wanted stream is none.
 */
export function chooseVideo(streams: readonly StreamJson[], wanted: string, path: string): StreamJson {
  const videos = streams.filter(isPicture);
  const [first] = videos;
  if (!first) {
    throw new InputError(
      streams.some((other) => other.codec_type === 'audio')
        ? `\`${path}\` has audio but no video: expected a video`
        : `\`${path}\` has no video stream: expected a video`,
    );
  }
  if (wanted === 'auto') return videos.find((stream) => stream.disposition?.default === 1) ?? first;
  const chosen = wanted.startsWith('v:')
    ? videos[Number(wanted.slice(2))]
    : videos.find(({ index }) => index === Number(wanted));
  if (chosen) return chosen;
  throw new UsageError(
    `Expected \`--stream\` to be a video stream of \`${path}\`, got \`${wanted}\`: available are ${videos.map(describePicture).join('; ')}`,
  );
}

/** Names the video streams that are left out. */
export function otherPictures(streams: readonly StreamJson[], chosen: StreamJson): string[] {
  const others = streams.filter((stream) => isPicture(stream) && stream !== chosen);
  if (others.length === 0) return [];
  const noun = others.length === 1 ? 'stream' : 'streams';
  return [
    `Left out: ${others.length} other video ${noun} (choose one with \`--stream\`): ${others.map(describePicture).join('; ')}.`,
  ];
}

function isPicture({ codec_type, disposition, codec_name }: StreamJson): boolean {
  return codec_type === 'video' && disposition?.attached_pic !== 1 && codec_name !== undefined;
}

/** `3 (h264, 1920×1080, eng)` */
function describePicture({ index, codec_name, width, height, tags }: StreamJson): string {
  const facts = [codec_name, `${width}×${height}`, tagOf(tags, 'language'), tagOf(tags, 'title')];
  return `${index} (${facts.filter(Boolean).join(', ')})`;
}
