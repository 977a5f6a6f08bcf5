import { readFile, stat } from 'node:fs/promises';
import type { SupervisedChild } from './ffmpeg/child.js';
import { type FfmpegCommand, type FfmpegProcess, startFfmpeg } from './ffmpeg/ffmpeg.js';
import { usualPatience, type Waiting, waitFor, watched } from './ffmpeg/watchdog.js';

/** How a child is waited for that nobody sets a time for: as long as it writes to its output, or computes. */
export function usualWaiting(child: SupervisedChild, name: string, output?: string): Waiting {
  const life = async (): Promise<string> => {
    const written = output === undefined ? '' : await stat(output).then(({ size }) => String(size), String);
    return `${written} ${await processorTime(child.pid)}`;
  };
  return { child, name, what: 'made no progress', patience: usualPatience, fixed: true, life };
}

/**
 * Runs FFmpeg to its end; it is stopped where it hangs.
 *
 * @throws {FfmpegError} where it fails. Rejects with `signal.reason` on abort.
 */
export async function runFfmpeg(command: FfmpegCommand, signal: AbortSignal | undefined): Promise<void> {
  await using ffmpeg = await startFfmpeg(command, signal);
  await waitFor(ffmpeg.done, usualWaiting(ffmpeg, 'FFmpeg', command.output));
}

/**
 * What FFmpeg prints for a command whose output is `pipe:1`. It is stopped where it hangs, and where nobody reads on.
 *
 * @throws as {@link runFfmpeg}
 */
export async function* ffmpegOutput(
  command: FfmpegCommand,
  signal: AbortSignal | undefined,
  feed: (ffmpeg: FfmpegProcess) => void = () => {},
): AsyncGenerator<Buffer, void, undefined> {
  await using ffmpeg = await startFfmpeg(command, signal);
  feed(ffmpeg);
  try {
    yield* watched(ffmpeg.stdout as AsyncIterable<Buffer>, usualWaiting(ffmpeg, 'FFmpeg'));
  } catch (error) {
    await ffmpeg.done; // knows better why the stream broke off
    throw error;
  }
  await waitFor(ffmpeg.done, usualWaiting(ffmpeg, 'FFmpeg'));
}

/** What a process has computed so far; '' where the system does not tell. */
async function processorTime(pid: number | undefined): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is a name in brackets that may hold anything; the times are the 14th and the 15th.
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .join(' ');
}
