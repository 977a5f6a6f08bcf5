import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import { FfmpegError } from '../../errors.js';
import { findBinary } from './binaries.js';
import { type SupervisedChild, supervise } from './child.js';
import { demuxerOptions } from './input-guard.js';

/** One input of an FFmpeg command: a path, a URL or `pipe:0` for standard input. */
export interface FfmpegInput {
  readonly source: string;
  /** Options that stand before its `-i`. */
  readonly options?: readonly string[];
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
  readonly onLine?: (line: string) => void;
}

/** A running FFmpeg. */
export interface FfmpegProcess extends SupervisedChild {
  /** Standard input, for the input `pipe:0`; it is closed where no input reads it. */
  readonly stdin: Writable;
  /** Standard output, where the output is `pipe:1`. Not reading it holds FFmpeg up. */
  readonly stdout: Readable;
}

/** A local file as FFmpeg must be told it, whatever its name looks like. */
export function fileUrl(path: string): string {
  return `file:${resolve(path)}`;
}

/** Input options that keep FFmpeg from opening anything but local files, unless URLs are allowed. */
export function protocolOptions(allowUrl: boolean): string[] {
  return allowUrl ? [] : ['-protocol_whitelist', 'file,pipe'];
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
    addAll(command.inputOptions, command, [...demuxerOptions(source, options), ...options]);
  }
  const stdout = new PassThrough();
  stdout.on('error', () => {});
  if (output === 'pipe:1') command.output(stdout);
  else command.output(fileUrl(output));
  const level = onLine ? 'repeat+level+info' : 'warning';
  addAll(command.outputOptions, command, [
    ...['-hide_banner', '-nostats', '-loglevel', level, '-y'],
    ...outputOptions,
  ]);

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

/** Hands on every line; only warnings and errors are kept, without their level. */
function hearLevels(onLine: (line: string) => void): (line: string) => string | undefined {
  return (line) => {
    onLine(line);
    return /\[(?:info|verbose|debug)\]/.test(line)
      ? undefined
      : line.replace(/\[(?:warning|error|fatal|panic)\] /, '');
  };
}

/** fluent-ffmpeg splits an option at its space when it comes alone: never let one come alone. */
function addAll(add: (...options: string[]) => unknown, command: object, options: readonly string[]): void {
  if (options.length > 1) add.apply(command, [...options]);
}
