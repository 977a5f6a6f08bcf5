import type { ClockRestarts, VideoStreamInfo } from '../../media/info.js';
import type { StreamJson } from './header/json.js';
import { alphaDecoderOf, hasAlphaComponent } from './header/pixel-format.js';
import type { FrameTimes } from './times/time-list.js';

/** What the user should hear of a picture stream, in sentences. */
export function videoNotices(video: VideoStreamInfo, stream: StreamJson, duplicates: number): string[] {
  const notices: string[] = [];
  if (video.deinterlacing) {
    notices.push('The clip is interlaced: it is deinterlaced. Add `--no-deinterlace` to keep the fields.');
  } else if (video.interlaced) {
    notices.push('The clip is interlaced and is not deinterlaced: moving edges show combing.');
  }
  if (video.toneMapping) {
    const name = video.toneMapping.transfer === 'pq' ? 'PQ' : 'HLG';
    notices.push(`The clip is HDR (${name}): it is tone-mapped to BT.709.`);
    if (hasAlphaComponent(video.pixelFormat)) notices.push('The transparency of HDR clips is not kept.');
  }
  if (stream.side_data_list?.some((data) => Number(data.dv_profile) === 5)) {
    notices.push(
      'The clip is Dolby Vision profile 5, whose colours FFmpeg cannot decode: the colours will be wrong.',
    );
  }
  if (alphaDecoderOf(stream) !== undefined && !video.hasAlpha) {
    notices.push(
      `The clip has transparency, but this FFmpeg lacks the decoder ${alphaDecoderOf(stream)}: the clip is treated as opaque.`,
    );
  }
  if (video.timing === 'gaps')
    notices.push('Frames are missing from the clip: every frame keeps its original timing.');
  if (video.timing === 'variable')
    notices.push('The frame rate varies: every frame keeps its original timing.');
  if (duplicates === 1) notices.push('1 frame has the same time as another and is left out.');
  if (duplicates > 1) notices.push(`${duplicates} frames have the same time as another and are left out.`);
  return notices;
}

/**
 * Says that the clock of the file restarts, and that frames at the beginning are left out because they cannot be decoded.
 *
 * @param begin of the first frame that is left, in seconds
 */
export function timeNotices(
  { undecodable }: FrameTimes,
  restarts: ClockRestarts | undefined,
  begin: number,
): string[] {
  const notices: string[] = [];
  if (restarts) {
    const often = restarts.times === 1 ? 'once' : `${restarts.times} times`;
    notices.push(
      `The clip's timestamps restart ${often} within the file: picture and sound continue without a break.`,
    );
  }
  if (undecodable > 0) {
    const frames =
      undecodable === 1
        ? 'The first frame depends on one that is'
        : `The first ${undecodable} frames depend on others that are`;
    notices.push(
      `${frames} not in the file and cannot be decoded: the picture starts at ${begin.toFixed(3)} s, and the sound stays in sync.`,
    );
  }
  return notices;
}
