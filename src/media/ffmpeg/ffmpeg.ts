import type { ChildProcess } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import { FfmpegError } from '../../errors.js';
import { findBinary } from './binaries.js';
import { type SupervisedChild, supervise } from './child.js';
import { fileUrl, inputGuard } from './input-guard.js';
import { outputOf, usualWaiting, waitFor } from './watchdog.js';

/** One input of an FFmpeg command. What it may open besides itself is bounded by the input guard. */
export interface FfmpegInput {
  /** As {@link addressOf} gives it, or `pipe:0` for standard input. */
  readonly source: string;
  /** Options that stand before its `-i`. */
  readonly options?: readonly string[] | undefined;
}

/** One FFmpeg command with one output. */
export interface FfmpegCommand {
  readonly inputs: readonly FfmpegInput[];
  readonly outputOptions: readonly string[];
  /** Absolute path, or `pipe:1` to read it from `stdout`. */
  readonly output: string;
  /**
   * Hears every line that FFmpeg prints, from its informational ones up, each
   * marked with its level: `[h264 @ 0x55] [error] …`. Default: only warnings and
   * errors are printed, and kept for the message of a failure.
   */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** A running FFmpeg. */
export interface FfmpegProcess extends SupervisedChild {
  /** Standard input, for the input `pipe:0`; it is closed where no input reads it. */
  readonly stdin: Writable;
  /** Standard output, where the output is `pipe:1`. Not reading it holds FFmpeg up. */
  readonly stdout: Readable;
}

/**
 * Starts FFmpeg. Resolves once it runs; the owner disposes of it.
 *
 * @throws {FfmpegError} where it cannot be found or started. Rejects with `signal.reason` on abort.
 */
export async function startFfmpeg(
  { inputs, outputOptions, output, onLine }: FfmpegCommand,
  signal?: AbortSignal,
): Promise<FfmpegProcess> {
  signal?.throwIfAborted();
  const command = ffmpeg().setFfmpegPath(findBinary('ffmpeg').path);
  for (const { source, options = [] } of inputs) {
    command.input(source);
    command.inputOptions(...inputGuard(source, options), ...options);
  }
  const stdout = new PassThrough();
  stdout.on('error', () => {});
  if (output === 'pipe:1') command.output(stdout);
  else command.output(fileUrl(output));
  const level = onLine ? 'repeat+level+info' : 'warning';
  command.outputOptions('-hide_banner', '-nostats', '-nostdin', '-loglevel', level, '-y', ...outputOptions);

  const child = await new Promise<ChildProcess>((started, failed) => {
    command.once('start', () => started((command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc));
    command.on('error', (error: Error) =>
      failed(new FfmpegError(`FFmpeg did not start: ${error.message}`, '', error)),
    );
    command.on('stderr', () => {});
    command.run();
  });
  const supervised = supervise(child, 'FFmpeg', signal, onLine && hearLevels(onLine));
  const stdin = child.stdin as Writable;
  child.stdout?.once('close', () => stdout.end()); // a pipe passes on an end, but not a breaking off
  if (!inputs.some(({ source }) => source === 'pipe:0')) stdin.end();
  return Object.assign(supervised, { stdin, stdout });
}

/**
 * Runs FFmpeg to its end; it is stopped where it hangs.
 *
 * @throws {FfmpegError} where it fails. Rejects with `signal.reason` on abort.
 */
export async function runFfmpeg(command: FfmpegCommand, signal: AbortSignal | undefined): Promise<void> {
  await using ffmpeg = await startFfmpeg(command, signal);
  await waitFor(ffmpeg.done, usualWaiting(ffmpeg, command.output));
}

/**
 * What FFmpeg prints for a command whose output is `pipe:1`. It is stopped where it hangs, and where nobody reads on.
 *
 * @param input what it reads from `pipe:0`
 * @throws as {@link runFfmpeg}
 */
export async function* ffmpegOutput(
  command: FfmpegCommand,
  signal: AbortSignal | undefined,
  input?: Uint8Array,
): AsyncGenerator<Buffer, void, undefined> {
  await using ffmpeg = await startFfmpeg(command, signal);
  if (input) ffmpeg.stdin.end(input);
  yield* outputOf<Buffer>(ffmpeg);
}

/** {@link ffmpegOutput} as a whole. */
export async function ffmpegBytes(
  command: FfmpegCommand,
  signal: AbortSignal | undefined,
  input?: Uint8Array,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of ffmpegOutput(command, signal, input)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Hands on every line; only warnings and errors are kept, without their level. */
function hearLevels(onLine: (line: string) => void): (line: string) => string | undefined {
  return (line) => {
    onLine(line);
    return /\[(?:info|verbose|debug)\]/.test(line)
      ? undefined
      : line.replace(/\[(?:warning|error|fatal|panic)\] /, '');
  };
}
