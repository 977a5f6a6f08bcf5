import type { ClockRestarts, VideoStreamInfo } from '../media/info.js';
import { alphaDecoderOf } from './decoder.js';
import { hasAlphaComponent } from './pixel-format.js';
import type { StreamJson } from './probe-json.js';

/** What the user should hear of a picture stream, in sentences. */
export function videoNotices(video: VideoStreamInfo, stream: StreamJson, duplicates: number): string[] {
  const notices: string[] = [];
  if (video.deinterlacing) {
    notices.push(
      'The clip is interlaced: whole frames are made of its fields; `--no-deinterlace` leaves them as they are.',
    );
  } else if (video.interlaced) {
    notices.push('The clip is interlaced: its fields are taken as they are, combing included.');
  }
  if (video.toneMapping) {
    const name = video.toneMapping.transfer === 'pq' ? 'PQ' : 'HLG';
    notices.push(`The clip has a high dynamic range (${name}): it is tone-mapped to BT.709.`);
    if (hasAlphaComponent(video.pixelFormat))
      notices.push('The transparency of clips of high dynamic range is not kept.');
  }
  if (stream.side_data_list?.some((data) => Number(data.dv_profile) === 5)) {
    notices.push(
      'The clip is Dolby Vision of profile 5, whose colours FFmpeg does not decode: they will be wrong.',
    );
  }
  if (alphaDecoderOf(stream) !== undefined && !video.hasAlpha) {
    notices.push(
      `The clip has transparency, but this FFmpeg lacks the decoder ${alphaDecoderOf(stream)}: it is taken for opaque.`,
    );
  }
  if (video.timing === 'gaps')
    notices.push('Frames are missing from the clip: every frame keeps its own time.');
  if (video.timing === 'variable') notices.push('The frame rate varies: every frame keeps its own time.');
  if (duplicates > 0) notices.push(`${duplicates} frames share their time with another and are left out.`);
  return notices;
}

/** Says that the clock of the file restarts. */
export function restartNotices(restarts: ClockRestarts | undefined): string[] {
  if (!restarts) return [];
  const often = restarts.times === 1 ? 'once' : `${restarts.times} times`;
  return [`The clip's clock restarts ${often} within the file: picture and sound go on without a break.`];
}

/**
 * Says that frames at the beginning are left out because they cannot be decoded.
 *
 * @param begin of the first frame that is left, in seconds
 */
export function beginNotices(undecodable: number, begin: number): string[] {
  if (undecodable === 0) return [];
  const frames =
    undecodable === 1
      ? 'The first frame builds on one that is'
      : `The first ${undecodable} frames build on ones that are`;
  return [
    `${frames} not in the file and cannot be decoded: the picture begins at ${begin.toFixed(3)} s, the sound stays in sync.`,
  ];
}
