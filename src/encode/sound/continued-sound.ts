import { runFfmpeg } from '../../media/ffmpeg/ffmpeg.js';
import { addressOf } from '../../media/ffmpeg/ffprobe.js';
import type { VideoInfo } from '../../media/info.js';
import { clockInputOptions, sameClockOutput } from '../../media/source-options.js';

/** Subtitles that Matroska can hold. */
const KEPT_SUBTITLES = /^(?:subrip|ass|ssa|webvtt|text|dvd_subtitle|dvb_subtitle|hdmv_pgs_subtitle)$/;

/**
 * A source to take sound and subtitles from. Of a clip whose clock restarts
 * they are copied into a file of their own first, on the clock that goes on:
 * neither seeking nor cutting works on one that restarts. Any other clip is
 * its own source.
 *
 * @param scratch names the temporary file, which the caller removes
 */
export async function continuedSound(
  source: VideoInfo,
  scratch: () => string,
  signal: AbortSignal | undefined,
): Promise<VideoInfo> {
  const { audio, subtitles, restarts } = source;
  const kept = subtitles.filter(({ codec }) => KEPT_SUBTITLES.test(codec));
  if (!restarts || audio.length + kept.length === 0) return source;
  const file = scratch();
  const streams = [...audio, ...kept];
  await runFfmpeg(
    {
      inputs: [{ source: addressOf(source), options: clockInputOptions(source) }],
      outputOptions: [
        ...sameClockOutput(source),
        ...streams.flatMap(({ index }) => ['-map', `0:${index}`]),
        ...['-c', 'copy', '-copypriorss', '1', '-max_muxing_queue_size', '1000000', '-f', 'matroska'],
      ],
      output: file,
    },
    signal,
  );
  const renumbered = <T>(list: readonly T[], first: number): T[] =>
    list.map((stream, i) => ({ ...stream, index: first + i }));
  return {
    ...source,
    path: file,
    allowUrl: false,
    restarts: undefined,
    audio: renumbered(audio, 0),
    subtitles: renumbered(kept, audio.length),
  };
}
