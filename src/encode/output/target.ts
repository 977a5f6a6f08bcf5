import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CODECS, type EncoderSpec } from '../../formats/codecs.js';
import { CONTAINERS } from '../../formats/containers.js';
import { ffprobeRecords, isUrl } from '../../media/ffmpeg/ffprobe.js';
import type { VideoInfo } from '../../media/info.js';
import { toNumber } from '../../media/time/rational.js';
import { outputFrames, outputRate } from '../../media/time/resampled.js';
import type { FrameSelection } from '../../media/time/selection.js';
import { setLastFrameDuration } from '../container/mp4-last-frame.js';
import { availableEncoder } from '../picture/available.js';
import type { OutputFormat } from '../picture/format.js';
import { playsOf, writeGif } from '../picture/gif.js';
import { continuedSound } from '../sound/continued-sound.js';
import { writeSounds } from '../sound/files.js';
import { describeStream } from '../subtitles/command.js';
import type { WriteRules } from './may-write.js';
import { openPendingFile, openPendingFolder, type PendingOutput } from './pending.js';
import { pictureFolder } from './picture-folder.js';

/** What FFmpeg writes while frames come, and what becomes of it. */
export interface OutputTarget {
  readonly pending: PendingOutput;
  /** What FFmpeg is to write, as what. */
  readonly path: string;
  readonly format: OutputFormat;
  readonly encoder: EncoderSpec;
  /** Sound and titles do not go there. */
  readonly silent: boolean;
  readonly notices: readonly string[];
  /** Makes the output of what FFmpeg has written. */
  complete(): Promise<void>;
  /** Does the same with what a trial has written, `path`, in its own folder. */
  completeTrial(path: string): Promise<void>;
  /** Frames in the complete output. */
  count(): Promise<number>;
}

/** What an {@link OutputTarget} is for. */
export interface TargetRequest {
  readonly output: string;
  readonly overwrite: boolean;
  /** Files besides the source that must not be replaced. */
  readonly alsoRead: readonly string[];
  readonly format: OutputFormat;
  readonly source: VideoInfo;
  readonly selection: FrameSelection;
  readonly alpha: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Opens the output: a file as it is written, a GIF by way of a lossless clip,
 * or a folder of pictures with the sound beside them.
 *
 * @throws {OutputError} where it cannot be written, {@link FfmpegError} where an encoder is missing.
 */
export async function openTarget(request: TargetRequest): Promise<OutputTarget> {
  const { container } = request.format;
  return container === 'png' ? picturesTarget(request) : fileTarget(request, container === 'gif');
}

async function fileTarget(request: TargetRequest, gif: boolean): Promise<OutputTarget> {
  const { output, format, source, selection, alpha, signal } = request;
  const timed = outputRate(source, selection) === undefined;
  const encoder = await availableEncoder(format.codec, !timed);
  const lossless = gif ? await availableEncoder(CODECS.ffv1) : undefined;
  const pending = await openPendingFile(output, rulesOf(request));
  const count = () => countFrames(pending.temporary, signal);
  if (!lossless) {
    return {
      pending,
      path: pending.temporary,
      format,
      encoder,
      silent: false,
      notices: [],
      complete: async () => {
        if (timed && CONTAINERS[format.container].editLists)
          await setLastFrameDuration(pending.temporary, lastFrameSeconds(source, selection));
      },
      completeTrial: async () => {},
      count,
    };
  }
  const path = pending.beside('.mkv');
  return {
    pending,
    path,
    encoder: lossless,
    silent: true,
    notices: lost(source, 'A GIF'),
    format: { ...format, container: 'mkv', codec: CODECS.ffv1 },
    complete: async () => writeGif(path, pending.temporary, alpha, await playsOf(source), signal),
    completeTrial: (clip) => writeGif(clip, `${clip}.gif`, alpha, 1, signal),
    count,
  };
}

async function picturesTarget(request: TargetRequest): Promise<OutputTarget> {
  const { output, format, source, selection, signal } = request;
  const encoder = await availableEncoder(format.codec);
  const pictures = pictureFolder(output, outputFrames(selection));
  const pending = await openPendingFolder(pictures, rulesOf(request));
  const writeSound = async (folder: string, longest?: number): Promise<void> => {
    const sound = await continuedSound(source, () => pending.beside('.sound.mkv'), signal);
    await writeSounds(folder, sound, selection, signal, longest);
  };
  return {
    pending,
    format,
    encoder,
    silent: true,
    path: join(pending.temporary.replaceAll('%', '%%'), pictures.pattern),
    notices: [
      ...(pictures.notice === undefined ? [] : [pictures.notice]),
      ...(source.audio.length > 0
        ? ['Pictures cannot hold sound: it is saved next to them as sound.wav, with the same length.']
        : []),
      ...lostSubtitles(source, 'A folder of pictures'),
    ],
    complete: () => writeSound(pending.temporary),
    completeTrial: (path) => writeSound(dirname(path), 0.5),
    count: () => countPictures(pending.temporary),
  };
}

/** How long the last frame of a selection is shown. */
function lastFrameSeconds({ video }: VideoInfo, { first, count }: FrameSelection): number {
  const last = video.ticks[first + count - 1] as number;
  return ((video.ticks[first + count] ?? last + video.lastFrameTicks) - last) * toNumber(video.timeBase);
}

function rulesOf({ overwrite, source, alsoRead }: TargetRequest): WriteRules {
  return { overwrite, inputs: [...inputsOf(source), ...alsoRead] };
}

function lost({ audio, subtitles }: VideoInfo, what: string): string[] {
  return [
    ...(audio.length > 0
      ? [
          `${what} cannot hold sound: ${audio.length === 1 ? 'the audio stream is' : `all ${audio.length} audio streams are`} left out.`,
        ]
      : []),
    ...lostSubtitles({ subtitles }, what),
  ];
}

function lostSubtitles({ subtitles }: Pick<VideoInfo, 'subtitles'>, what: string): string[] {
  const list = subtitles.map(describeStream).join('; ');
  return subtitles.length > 0 ? [`${what} cannot hold subtitles: they are left out (${list}).`] : [];
}

/** The files of a clip that must not be replaced. */
export function inputsOf({ allowUrl, path, pictures }: VideoInfo): string[] {
  return allowUrl && isUrl(path) ? [] : [path, ...(pictures ?? []).map((picture) => picture.path)];
}

/** Frames that a player will show: those that an edit list hides do not count. */
async function countFrames(path: string, signal: AbortSignal | undefined): Promise<number> {
  let count = 0;
  const query = { entries: 'packet=flags', streams: 'v:0' };
  for await (const packet of ffprobeRecords({ path, allowUrl: false }, query, signal)) {
    if (!packet.text('flags').includes('D')) count++;
  }
  return count;
}

/** Pictures in a folder. */
async function countPictures(folder: string): Promise<number> {
  return (await readdir(folder)).filter((name) => name.endsWith('.png')).length;
}
