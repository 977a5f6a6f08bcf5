import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FfmpegError } from '../errors.js';
import type { CodecSpec } from '../formats/codecs.js';
import { type Container, endingOf } from '../formats/containers.js';
import { type FfmpegCommand, startFfmpeg } from '../media/ffmpeg/ffmpeg.js';
import { ffprobeJson } from '../media/ffmpeg/ffprobe.js';
import { waitFor } from '../media/ffmpeg/watchdog.js';
import { forget, remember } from './output/pending.js';
import type { OutputTarget } from './output/target.js';

/** What is tried before any work is done for it. */
export interface TrialRequest {
  /** The one that will encode. */
  readonly command: FfmpegCommand;
  /** One or two blank frames, as FFmpeg reads them. */
  readonly frames: readonly Uint8Array[];
  readonly codec: CodecSpec;
  readonly target: OutputTarget;
  /** The streams behind the picture, for messages. */
  readonly streams: readonly string[];
  /** Seconds that FFmpeg may keep us waiting. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal | undefined;
}

/** Seconds of sound that are tried. */
const LENGTH = '0.5';

/** Makes a folder in the system's place for temporary files, and removes it with all that is in it. */
export async function inScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nst-video-'));
  remember(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget(folder);
  }
}

/**
 * Encodes blank frames and a moment of the sound with the very command that is to do the work,
 * so that what FFmpeg cannot do shows before hours are spent.
 *
 * @throws {FfmpegError} that names the stream or the setting and what to do
 */
export async function tryCommand(request: TrialRequest): Promise<void> {
  await inScratchFolder(async (folder) => {
    const { command, frames, codec, target, timeoutSeconds, signal, streams } = request;
    const { container } = target.format;
    const output = join(folder, `trial-${basename(command.output).replace(/^\.nst-/, '')}`);
    const outputOptions = [...command.outputOptions.slice(0, -2), '-t', LENGTH];
    outputOptions.push(...command.outputOptions.slice(-2)); // -f and the muxer come last
    try {
      await using ffmpeg = await startFfmpeg({ ...command, outputOptions, output }, signal);
      for (const frame of frames) ffmpeg.stdin.write(frame);
      ffmpeg.stdin.end();
      await waitFor(ffmpeg.done, {
        child: ffmpeg,
        what: 'did not finish a test encode',
        timeoutSeconds,
      });
      if (streams.length > 0) await checkStreams(output, container, streams, signal);
      await target.completeTrial(output);
    } catch (error) {
      if (!(error instanceof FfmpegError) || error.stderr === '') throw error;
      throw new FfmpegError(explain(error.stderr, codec.name, container, streams), error.stderr, error);
    }
  });
}

/** Some streams that FFmpeg says nothing of come out empty. */
async function checkStreams(
  path: string,
  container: Container,
  streams: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const json = (await ffprobeJson({ path, allowUrl: false }, ['-show_streams'], signal)) as {
    streams?: { codec_type?: string; codec_name?: string; codec_tag_string?: string }[];
  };
  const written = (json.streams ?? []).filter(({ codec_tag_string }) => codec_tag_string !== 'tmcd');
  for (const [i, name] of streams.entries()) {
    const found = written[i + 1];
    if (found?.codec_name !== undefined && found.codec_name !== 'unknown') continue;
    if (found !== undefined && !name.startsWith('audio')) continue;
    const text = `FFmpeg writes ${name} to ${endingOf(container)} in a way that cannot be read back`;
    throw new FfmpegError(`${text}: ${adviceFor(name)}`);
  }
}

/** What FFmpeg's complaint is about, and what to do. */
export function explain(
  stderr: string,
  codec: string,
  container: Container,
  streams: readonly string[],
): string {
  const lines = stderr
    .split('\n')
    .filter((line) => !/^\s*(?:Guessed Channel|Last message|Consider increasing)/.test(line));
  const complaint = lines.find((line) => FAULT.test(line)) ?? lines.at(-1) ?? '';
  const number = [...lines.join('\n').matchAll(/(?:output stream #?|stream #)(?:0:)?(\d+)/gi)].map((match) =>
    Number(match[1]),
  );
  const stream = number.map((n) => streams[n - 1]).find((name) => name !== undefined);
  const reason = complaint.replace(/\[([\w,]+) @ 0x[\da-f]+\] */g, '$1: ').trim();
  const ending = endingOf(container);
  if (stream === undefined) {
    return `FFmpeg cannot write ${codec} to ${ending} with these settings (${reason}): choose another size, \`--preset\` or file type`;
  }
  return `FFmpeg cannot write ${stream} to ${ending} (${reason}): ${adviceFor(stream)}`;
}

const FAULT =
  /invalid|unsupported|not (?:currently )?supported|could not find tag|cannot|not found|only .* supported|too (?:small|large|many)|error (?!initializing|while opening)/i;

function adviceFor(stream: string): string {
  return stream.startsWith('audio')
    ? 'leave it out with `--audio`, or choose another file type'
    : 'choose another file type';
}
