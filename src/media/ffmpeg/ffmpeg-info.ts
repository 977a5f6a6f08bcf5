import { type BinaryVersion, readEncoders, readVersion } from './version.js';

/** What `nst-video doctor` says of FFmpeg. */
export interface FfmpegInfo {
  readonly ffmpeg: BinaryVersion;
  readonly ffprobe: BinaryVersion;
  /** All encoders that it was built with, by FFmpeg's names, e.g. `libx264`. */
  readonly encoders: ReadonlySet<string>;
}

/**
 * Finds FFmpeg and ffprobe and asks them for their versions.
 *
 * @throws {FfmpegError} where one of them is missing or does not run.
 */
export async function ffmpegInfo(): Promise<FfmpegInfo> {
  const [ffmpeg, ffprobe, encoders] = await Promise.all([
    readVersion('ffmpeg'),
    readVersion('ffprobe'),
    readEncoders(),
  ]);
  return { ffmpeg, ffprobe, encoders };
}
