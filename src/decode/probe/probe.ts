import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FfmpegError, InputError, UsageError } from '../../errors.js';
import { ffprobeJson, isUrl, type ProbeTarget } from '../../media/ffmpeg/ffprobe.js';
import { refusedInput } from '../../media/ffmpeg/input-guard.js';
import { checkRegular, noStandardInput } from '../../media/ffmpeg/regular-file.js';
import type { MediaInfo } from '../../media/info.js';
import { parseRate, parseRational, rational, toNumber } from '../../media/time/rational.js';
import { findPictures, noNumbers } from '../pictures/find-pictures.js';
import { headOf, pictureKind } from '../pictures/picture-kind.js';
import { probeAnimation, probeSequence } from '../pictures/probe-pictures.js';
import { probeStill, readPictureHeader } from '../still.js';
import { chooseAudio, chooseVideo, otherPictures } from './choose-streams.js';
import { cutOffText, endOfPicture, findCutOff } from './damage/cut-off.js';
import { lostSoundNotices } from './damage/lost-sound.js';
import {
  describeAudio,
  describeChapter,
  describeOther,
  describeStream,
  readTimecode,
  tagOf,
} from './header/describe-streams.js';
import { describeVideo } from './header/describe-video.js';
import { withLightLevels } from './header/dynamic-range.js';
import { type ProbeJson, probeSchema } from './header/json.js';
import { chooseDecoder } from './header/pixel-format.js';
import { ffmpegSoundCodecs } from './header/sound-codecs.js';
import { settleTimes } from './times/decoded-times.js';
import { scanFrameTimes } from './times/scan.js';
import { timeNotices, videoNotices } from './video-notices.js';

/** Frames a second of pictures in sequence where nobody says, as in film. */
const SEQUENCE_RATE = 24;

/** Settings of {@link probe}. */
export interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Also accept `https://…` and the like. Default: local files only. */
  readonly allowUrl?: boolean | undefined;
  /** Which picture stream: `3`, its number among all streams, `v:1`, among the pictures. Default: the one marked as default, or the first. */
  readonly stream?: string | undefined;
  /** Which sound streams: `all`, `none`, or a list such as `1,a:2`, by number among all streams or among the sounds. Default: all. */
  readonly audio?: string | number | undefined;
  /** Frames a second of pictures in sequence, `24` or `30000/1001`; for them alone. Default: 24. */
  readonly inputFps?: number | string | undefined;
  /** Number of the first picture of a pattern with `%d`. Default: the lowest. */
  readonly startNumber?: number | 'auto' | undefined;
  /** Whether interlaced frames are to be made whole when they are decoded. Default: yes. */
  readonly deinterlace?: boolean | undefined;
  /** Whether a file that ends before its header says so is refused. Default: no. */
  readonly strict?: boolean | undefined;
}

/**
 * Finds out all that the other stages need to know of a file, including the
 * exact time of every frame (a pass over the packets, without decoding where
 * packets tell all there is to tell).
 *
 * @param path of a file; or of pictures in sequence: a folder, a pattern such as
 *   `frames/%04d.png`, or one with `*` in the file name
 * @throws {InputError} where it is missing, unreadable, no clip and no picture, or a clip without frames.
 * @throws {UsageError} where it lacks the wanted stream, {@link FfmpegError} where ffprobe is missing. Rejects with `signal.reason` on abort.
 */
export async function probe(
  path: string,
  {
    signal,
    allowUrl = false,
    stream: wanted = 'auto',
    audio: wantedAudio = 'all',
    deinterlace = true,
    inputFps = 'auto',
    startNumber = 'auto',
    strict = false,
  }: ProbeOptions = {},
): Promise<MediaInfo> {
  signal?.throwIfAborted();
  const remote = isUrl(path);
  if (remote && !allowUrl) {
    throw new InputError(`Expected a local file, got the URL \`${path}\`: add \`--allow-url\` to allow it`);
  }
  const pictures = remote ? undefined : await findPictures(path, startNumber);
  if (pictures) {
    const rate = parseRate(inputFps === 'auto' ? SEQUENCE_RATE : inputFps);
    if (!rate) throw new UsageError(`Expected \`--input-fps\` to be a frame rate, got \`${inputFps}\``);
    chooseAudio([], wantedAudio, path);
    return probeSequence(path, pictures, rate, signal);
  }
  if (startNumber !== 'auto') throw noNumbers(path);
  if (inputFps !== 'auto') {
    throw new UsageError(
      `\`--input-fps\` only works with image sequences, got \`${path}\`, which has its own frame times`,
    );
  }
  const target: ProbeTarget = { path: remote ? path : resolve(path), allowUrl };
  if (!remote) {
    await checkFile(path);
    const kind = await pictureKind(target.path);
    if (kind === 'still') return probeStill(target.path);
    if (kind === 'animation') return probeAnimation(target.path, await readPictureHeader(target.path));
  }
  const json = await headOfer(path, target, signal);
  if (/_pipe$|^image2$/.test(json.format.format_name ?? '')) return probeStill(target.path);
  const stream = chooseVideo(json.streams, wanted, path);
  const described = await withLightLevels(target, stream, signal);
  const container = json.format.format_name ?? 'unknown';
  const begin = Number(json.format.start_time ?? 0) || 0;
  const found = await scanFrameTimes(target, stream, container, signal);
  const restarts = found.restarts > 0 ? { times: found.restarts, begin } : undefined;
  const startTime = restarts ? 0 : begin;
  const sounds = json.streams.filter((other) => other.codec_type === 'audio');
  const codecs = sounds.length > 0 ? await ffmpegSoundCodecs(target, signal) : undefined;
  const streams = sounds.map((sound) => describeAudio(sound, codecs, restarts));
  const { audio, notices: audioNotices } = chooseAudio(streams, wantedAudio, path);
  const timeBase = parseRational(stream.time_base) ?? rational(1, 1000);
  const times = await settleTimes(found, { ...target, restarts, audio, video: stream }, timeBase, signal);
  if (times.ticks.length === 0) throw new InputError(`\`${path}\` has a video stream with no frames`);
  const video = describeVideo(described, times, await chooseDecoder(stream), deinterlace);
  const cutOff = await findCutOff(target, json, stream, video, signal);
  if (cutOff && strict) {
    throw new InputError(`\`${path}\`: ${cutOffText(cutOff)} Remove \`--strict\` to use what is there`);
  }
  const length = endOfPicture(video) - startTime;
  return {
    kind: 'video',
    path: target.path,
    allowUrl,
    pictures: undefined,
    container,
    startTime,
    restarts,
    duration: Math.max(restarts ? 0 : Number(json.format.duration ?? 0) || 0, length),
    video,
    audio,
    subtitles: json.streams.filter((other) => other.codec_type === 'subtitle').map(describeStream),
    others: json.streams
      .filter((other) => other !== stream && !['audio', 'subtitle'].includes(other.codec_type ?? ''))
      .map(describeOther),
    chapters: json.chapters.map((chapter) => describeChapter(chapter, begin)),
    timecode: readTimecode(json, stream),
    creationTime: tagOf(json.format.tags, 'creation_time') ?? tagOf(stream.tags, 'creation_time'),
    tags: json.format.tags ?? {},
    notices: [
      ...(cutOff ? [cutOffText(cutOff)] : []),
      ...timeNotices(times, restarts, (times.ticks[0] as number) * toNumber(video.timeBase) - startTime),
      ...videoNotices(video, stream, times.duplicates),
      ...otherPictures(json.streams, stream),
      ...audioNotices,
      ...(remote ? [] : await lostSoundNotices(target.path, json)),
    ],
  };
}

async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (path === '-') throw new InputError(noStandardInput('the input'), error);
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new InputError(`\`${path}\` does not exist`, error);
    if (error.code === 'EACCES') throw new InputError(`\`${path}\` cannot be read: permission denied`, error);
    throw new InputError(`\`${path}\` cannot be read: ${error.message}`, error);
  });
  checkRegular(path, found);
  if (found.size === 0) throw new InputError(`\`${path}\` is empty: expected a video or a picture`);
}

async function headOfer(path: string, target: ProbeTarget, signal?: AbortSignal): Promise<ProbeJson> {
  try {
    return probeSchema(
      await ffprobeJson(target, ['-show_format', '-show_streams', '-show_chapters'], signal),
    );
  } catch (error) {
    if (!(error instanceof FfmpegError) || error.stderr === '') throw error;
    if (/permission denied/i.test(error.stderr)) {
      throw new InputError(`\`${path}\` cannot be read: permission denied`, error);
    }
    const head = isUrl(path) ? '' : (await headOf(target.path)).toString('latin1');
    const refused = refusedInput(path, error.stderr, head);
    if (refused) throw refused;
    const reason = error.stderr.split('\n').at(-1)?.replace(/^.*: /, '') ?? '';
    throw new InputError(`\`${path}\` cannot be read as a video: ${reason}`, error);
  }
}
