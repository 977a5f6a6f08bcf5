import { spawn } from 'node:child_process';
import { FfmpegError } from '../../errors.js';
import { type Binary, findBinary } from './binaries.js';
import { supervise } from './child.js';

/** What a binary says of itself. */
export interface BinaryVersion extends Binary {
  /** As printed: `5.1.6-0+deb12u1`, `N-47683-g0e8eb07980-static`. */
  readonly version: string;
  /** The last year of its copyright notice. */
  readonly year: number | undefined;
  /** Major and minor number of its libavutil: comparable where the version is not. */
  readonly libavutil: readonly [number, number];
}

const known = new Map<string, Promise<BinaryVersion>>();
const knownCodecs = new Map<string, Promise<ReadonlySet<string>>>();

/**
 * Asks `ffmpeg` or `ffprobe` for its version, once for every path.
 *
 * @throws {FfmpegError} where it is missing or does not run.
 */
export function readVersion(name: 'ffmpeg' | 'ffprobe'): Promise<BinaryVersion> {
  const binary = findBinary(name);
  let version = known.get(binary.path);
  if (!version) {
    version = askVersion(name, binary);
    known.set(binary.path, version);
    version.catch(() => known.delete(binary.path));
  }
  return version;
}

/** Options that let every frame keep its own time: `-vsync` gave way to `-fps_mode` in FFmpeg 5.1. */
export async function keepTimesOptions(): Promise<string[]> {
  return frameRateMode('passthrough');
}

/** Options that make the output's frames equally spaced. */
export async function constantRateOptions(): Promise<string[]> {
  return frameRateMode('cfr');
}

async function frameRateMode(mode: string): Promise<string[]> {
  const [major, minor] = (await readVersion('ffmpeg')).libavutil;
  return [major > 57 || (major === 57 && minor >= 28) ? '-fps_mode' : '-vsync', mode];
}

/** Names of the encoders that an FFmpeg was built with, asked once for every path. Default: the one in use. */
export function readEncoders(path = findBinary('ffmpeg').path): Promise<ReadonlySet<string>> {
  return readCodecs('-encoders', path);
}

/** Names of the decoders that FFmpeg was built with, asked once for every path. */
export function readDecoders(): Promise<ReadonlySet<string>> {
  return readCodecs('-decoders', findBinary('ffmpeg').path);
}

function readCodecs(list: '-encoders' | '-decoders', path: string): Promise<ReadonlySet<string>> {
  const key = `${list} ${path}`;
  let codecs = knownCodecs.get(key);
  if (!codecs) {
    codecs = capture('FFmpeg', path, ['-hide_banner', list]).then(
      (text) => new Set([...text.matchAll(/^ [VAS][.A-Z]{5} (\S+)/gm)].map((line) => line[1] as string)),
    );
    knownCodecs.set(key, codecs);
    codecs.catch(() => knownCodecs.delete(key));
  }
  return codecs;
}

async function askVersion(name: string, binary: Binary): Promise<BinaryVersion> {
  const text = await capture(name, binary.path, ['-version']);
  const version = /^\w+ version (\S+)/.exec(text)?.[1];
  const util = /libavutil\s+(\d+)\.\s*(\d+)/.exec(text);
  if (!version || !util)
    throw new FfmpegError(`Expected \`${binary.path}\` to be ${name}, but it printed: ${text.slice(0, 200)}`);
  const year = /Copyright \(c\) (?:\d+-)?(\d{4})/.exec(text)?.[1];
  return {
    ...binary,
    version,
    year: year === undefined ? undefined : Number(year),
    libavutil: [Number(util[1]), Number(util[2])],
  };
}

async function capture(name: string, path: string, args: readonly string[]): Promise<string> {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const supervised = supervise(child, name);
  let text = '';
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout) text += chunk;
  await supervised.done;
  return text;
}
