import { findBinary } from '../../../media/ffmpeg/binaries.js';
import { startBinary } from '../../../media/ffmpeg/child.js';
import { addressOf, type ProbeTarget } from '../../../media/ffmpeg/ffprobe.js';
import { inputGuard } from '../../../media/ffmpeg/input-guard.js';
import { usualWaiting, waitFor } from '../../../media/ffmpeg/watchdog.js';

/**
 * What FFmpeg takes the sound streams of a file for: number of the stream to codec, `none` where it
 * knows none. FFmpeg and ffprobe may be of different ages; FFmpeg does the work, so its word counts.
 *
 * @throws {FfmpegError} where FFmpeg cannot open the file, or hangs. Rejects with `signal.reason` on abort.
 */
export async function ffmpegSoundCodecs(
  target: ProbeTarget,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const source = addressOf(target);
  const args = ['-hide_banner', '-nostdin', ...inputGuard(source), '-i', source];
  let text = '';
  await using ffmpeg = startBinary('FFmpeg', findBinary('ffmpeg'), args, signal, (line) => {
    text += `${line}\n`;
    return line;
  });
  // Without an output it never ends well.
  await waitFor(ffmpeg.done, usualWaiting(ffmpeg)).catch((error) => {
    if (signal?.aborted || !text.includes('At least one output file')) throw error;
  });
  return soundCodecsOf(text);
}

/** The sound streams in the list that FFmpeg prints of an input. */
export function soundCodecsOf(list: string): ReadonlyMap<number, string> {
  const lines = list.matchAll(/^ {2,4}Stream #0:(\d+)(?:\[0x[\da-f]+\])?(?:\([^)]*\))?: Audio: ([\w-]+)/gm);
  return new Map([...lines].map(([, index, codec]): [number, string] => [Number(index), codec as string]));
}
