import { InputError, UsageError } from '../../errors.js';
import { tagOf } from './describe-streams.js';
import type { StreamJson } from './json.js';

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
    `Expected \`--stream\` to be a video stream of \`${path}\`, got \`${wanted}\`: available are ${videos.map(describe).join('; ')}`,
  );
}

/** Names the video streams that are left out. */
export function otherPictures(streams: readonly StreamJson[], chosen: StreamJson): string[] {
  const others = streams.filter((stream) => isPicture(stream) && stream !== chosen);
  if (others.length === 0) return [];
  const noun = others.length === 1 ? 'stream' : 'streams';
  return [
    `Left out: ${others.length} other video ${noun} (choose one with \`--stream\`): ${others.map(describe).join('; ')}.`,
  ];
}

function isPicture({ codec_type, disposition, codec_name }: StreamJson): boolean {
  return codec_type === 'video' && disposition?.attached_pic !== 1 && codec_name !== undefined;
}

/** `3 (h264, 1920×1080, eng)` */
function describe({ index, codec_name, width, height, tags }: StreamJson): string {
  const facts = [codec_name, `${width}×${height}`, tagOf(tags, 'language'), tagOf(tags, 'title')];
  return `${index} (${facts.filter(Boolean).join(', ')})`;
}
