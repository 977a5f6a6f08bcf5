import { spawn } from 'node:child_process';
import { usualWaiting } from '../run-ffmpeg.js';
import { findBinary } from './binaries.js';
import { supervise } from './child.js';
import { protocolOptions } from './ffmpeg.js';
import { addressOf, type ProbeTarget } from './ffprobe.js';
import { demuxerOptions } from './input-guard.js';
import { waitFor } from './watchdog.js';

/**
 * What FFmpeg takes the sound streams of a file for: number of the stream to codec, `none` where it
 * knows none. FFmpeg and ffprobe may be of different ages; FFmpeg does the work, so its word counts.
 *
 * @throws {FfmpegError} where FFmpeg cannot open the file, or hangs. Rejects with `signal.reason` on abort.
 */
export async function ffmpegSoundCodecs(
  { path, allowUrl }: ProbeTarget,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  signal?.throwIfAborted();
  const source = addressOf({ path, allowUrl });
  const args = [
    '-hide_banner',
    '-nostdin',
    ...protocolOptions(allowUrl),
    ...demuxerOptions(source),
    '-i',
    source,
  ];
  const child = spawn(findBinary('ffmpeg').path, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  });
  let text = '';
  await using supervised = supervise(child, 'FFmpeg', signal, (line) => {
    text += `${line}\n`;
    return line;
  });
  // Without an output it never ends well.
  await waitFor(supervised.done, usualWaiting(supervised, 'FFmpeg')).catch((error) => {
    if (signal?.aborted || !text.includes('At least one output file')) throw error;
  });
  return soundCodecsOf(text);
}

/** The sound streams in the list that FFmpeg prints of an input. */
export function soundCodecsOf(list: string): ReadonlyMap<number, string> {
  const lines = list.matchAll(/^ {2,4}Stream #0:(\d+)(?:\[0x[\da-f]+\])?(?:\([^)]*\))?: Audio: ([\w-]+)/gm);
  return new Map([...lines].map(([, index, codec]): [number, string] => [Number(index), codec as string]));
}
