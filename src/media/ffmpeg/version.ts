import { FfmpegError } from '../../errors.js';
import { type Binary, findBinary } from './binaries.js';
import { startBinary } from './child.js';
import { outputOf } from './watchdog.js';

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
  return onceEach(known, binary.path, () => askVersion(name, binary));
}

/** Options that let every frame keep its own time, or make all equally spaced: `-vsync` gave way to `-fps_mode` in FFmpeg 5.1. */
export async function keepTimesOptions(mode: 'passthrough' | 'cfr' = 'passthrough'): Promise<string[]> {
  const [major, minor] = (await readVersion('ffmpeg')).libavutil;
  return [major > 57 || (major === 57 && minor >= 28) ? '-fps_mode' : '-vsync', mode];
}

/** Names of the encoders that an FFmpeg was built with, asked once for every path. Default: the one in use. */
export function readEncoders(binary = findBinary('ffmpeg')): Promise<ReadonlySet<string>> {
  return readCodecs('-encoders', binary);
}

/** Names of the decoders that FFmpeg was built with, asked once for every path. */
export function readDecoders(): Promise<ReadonlySet<string>> {
  return readCodecs('-decoders', findBinary('ffmpeg'));
}

function readCodecs(list: '-encoders' | '-decoders', binary: Binary): Promise<ReadonlySet<string>> {
  return onceEach(knownCodecs, `${list} ${binary.path}`, async () => {
    const text = await capture('FFmpeg', binary, ['-hide_banner', list]);
    return new Set([...text.matchAll(/^ [VAS][.A-Z]{5} (\S+)/gm)].map((line) => line[1] as string));
  });
}

/** An answer that is asked for once; again only where asking failed. */
export function onceEach<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  answer.catch(() => known.delete(key));
  return answer;
}

async function askVersion(name: string, binary: Binary): Promise<BinaryVersion> {
  const text = await capture(name, binary, ['-version']);
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

async function capture(name: string, binary: Binary, args: readonly string[]): Promise<string> {
  await using child = startBinary(name, binary, args);
  let text = '';
  for await (const chunk of outputOf<string>(child)) text += chunk;
  return text;
}
