import { resolve } from 'node:path';
import PQueue from 'p-queue';
import { InputError } from '../../errors.js';
import type { PictureRef, Rational, VideoInfo, VideoStreamInfo } from '../../media/info.js';
import { rational, toNumber } from '../../media/time/rational.js';
import { estimateRate } from '../probe/times/rate.js';
import { type PictureHeader, readPictureHeader } from '../still.js';
import type { PictureFiles } from './find-pictures.js';

/** What browsers show a page for that asks for 10 ms or less, in milliseconds. */
const HASTY_DELAY = 100;

/**
 * A sequence of picture files as a clip.
 *
 * @param input as the user named it
 * @throws {InputError} where none can be read, or where they differ in size.
 */
export async function probeSequence(
  input: string,
  { files, ticks: times, notices }: PictureFiles,
  rate: Rational,
  signal?: AbortSignal,
): Promise<VideoInfo> {
  const queue = new PQueue({ concurrency: 8 });
  const headers = await queue.addAll(
    files.map((path) => async () => {
      signal?.throwIfAborted();
      // One that is damaged shows when it is decoded, and is concealed.
      return await readPictureHeader(path).catch((error: InputError) => error);
    }),
  );
  const header = headers.find((found) => !(found instanceof Error)) as PictureHeader | undefined;
  if (!header) throw headers[0] as InputError;
  for (const [i, found] of headers.entries()) {
    if (found instanceof Error || (found.width === header.width && found.height === header.height)) continue;
    throw new InputError(
      `Expected all pictures in \`${input}\` to have the same size (${header.width}×${header.height}), got ${found.width}×${found.height} for \`${files[i]}\``,
    );
  }
  const ticks = Float64Array.from(times);
  const gaps = (ticks.at(-1) as number) + 1 > ticks.length;
  return clipOf({
    input,
    header: { ...header, hasAlpha: headers.some((found) => !(found instanceof Error) && found.hasAlpha) },
    pictures: files.map((path) => ({ path, page: 0 })),
    stream: {
      ticks,
      timeBase: rational(rate.den, rate.num),
      frameRate: rate,
      lastFrameTicks: 1,
      timing: gaps ? 'gaps' : 'constant',
    },
    notices,
  });
}

/** An animated picture that FFmpeg does not read (WebP) as a clip. */
export function probeAnimation(path: string, header: PictureHeader): VideoInfo {
  const delays = Array.from({ length: header.pages }, (_, page) => {
    const delay = header.delays[page] ?? 0;
    return delay > 10 ? delay : HASTY_DELAY;
  });
  const ticks = new Float64Array(header.pages);
  for (let page = 1; page < ticks.length; page++)
    ticks[page] = (ticks[page - 1] as number) + (delays[page - 1] as number);
  const timeBase = rational(1, 1000);
  const last = delays.at(-1) as number;
  const { rate: frameRate, timing } = estimateRate(ticks, timeBase, [rational(1000, last)]);
  return clipOf({
    input: path,
    header,
    pictures: delays.map((_, page) => ({ path: resolve(path), page })),
    stream: { ticks, timeBase, frameRate, timing, lastFrameTicks: last },
    notices: timing === 'variable' ? ['The frame rate varies: every frame keeps its original timing.'] : [],
  });
}

interface PictureClip {
  readonly input: string;
  readonly header: PictureHeader;
  readonly pictures: readonly PictureRef[];
  readonly stream: Pick<VideoStreamInfo, 'ticks' | 'timeBase' | 'frameRate' | 'timing' | 'lastFrameTicks'>;
  readonly notices: readonly string[];
}

function clipOf({ input, header, pictures, stream, notices }: PictureClip): VideoInfo {
  const { width, height, bitDepth, hasAlpha } = header;
  const colour = { matrix: undefined, primaries: undefined, transfer: undefined, range: 'full' } as const;
  return {
    kind: 'video',
    path: resolve(input),
    allowUrl: false,
    pictures,
    container: 'pictures',
    startTime: 0,
    restarts: undefined,
    duration: ((stream.ticks.at(-1) as number) + stream.lastFrameTicks) * toNumber(stream.timeBase),
    video: {
      ...stream,
      index: 0,
      codec: header.format,
      decoder: undefined,
      codedWidth: width,
      codedHeight: height,
      sampleAspectRatio: rational(1, 1),
      orientation: { mirrored: false, turn: 0 },
      width,
      height,
      constantRate: stream.timing === 'constant',
      keyTicks: stream.ticks,
      unchangedTicks: new Set(),
      beginsLate: false,
      frameCount: pictures.length,
      pixelFormat: hasAlpha ? 'rgba' : 'rgb24',
      bitDepth,
      chroma: 'rgb',
      colour,
      hdr: false,
      toneMapping: undefined,
      decodedColour: colour,
      interlaced: false,
      deinterlacing: undefined,
      hasAlpha,
      tags: {},
    },
    audio: [],
    subtitles: [],
    others: [],
    chapters: [],
    timecode: undefined,
    creationTime: undefined,
    tags: {},
    notices,
  };
}
