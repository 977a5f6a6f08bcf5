import { ffprobeRecords, type ProbeTarget } from '../../media/ffmpeg/ffprobe.js';
import type { Rational } from '../../media/info.js';
import { formatRational, parseRational, toNumber } from '../../media/time/rational.js';
import type { Clocked } from '../../media/time/source-clock.js';
import { mayRestart, RestartCounter } from './clock-restarts.js';
import { decodedTimes } from './decoded-times.js';
import { fieldOrderOf, flagsFrames } from './interlacing.js';
import type { StreamJson } from './json.js';

/** Times of all frames of a stream, in its ticks. */
export interface FrameTimes {
  /** Strictly ascending. */
  readonly ticks: Float64Array;
  /** Those where decoding can start, ascending. */
  readonly keyTicks: Float64Array;
  /** Those whose packets are empty: they show the frame before, and some decoders yield nothing for them. */
  readonly unchangedTicks: ReadonlySet<number>;
  /** How long the container says the last frame lasts; 0 where it does not say. */
  readonly lastDuration: number;
  /** Frames left out because another has the very same time. */
  readonly duplicates: number;
  /** How many frames are flagged as interlaced; `undefined` where nothing but packets was read. */
  readonly interlacedFrames: number | undefined;
  /** Whether pictures come before, or belong before, the first that can be decoded by itself. */
  readonly leading: boolean;
  /** The first key frame, in ticks, where a decoder makes up the pictures whose packets come before it; else `undefined`. */
  readonly lateKey: number | undefined;
  /** Frames left out at the beginning because what they build on is not in the file. */
  readonly undecodable: number;
  /** How often the clock restarts: then the times are of no use. */
  readonly restarts: number;
}

/**
 * Codecs in which a packet is not always a frame to be shown: VP8's hidden
 * reference frames, packed B-frames and empty packets in AVI. Their frames are
 * found by decoding.
 */
const DECODE_TO_COUNT = new Set([
  'vp8',
  'mpeg4',
  'msmpeg4v1',
  'msmpeg4v2',
  'msmpeg4v3',
  'theora',
  'vp6',
  'vp6f',
]);

/** Codecs whose decoder makes up what a picture builds on and is not in the file. */
const MAKES_UP = new Set(['hevc', 'vvc']);

/** QuickTime Animation writes less than this, in bytes, for a frame that changes nothing. */
const QTRLE_HEADER = 8;

/**
 * Lists the time of every frame. Memory: 8 bytes a frame.
 *
 * @param container FFmpeg's name of it
 */
export async function scanFrameTimes(
  target: ProbeTarget,
  stream: StreamJson,
  container: string,
  signal?: AbortSignal,
): Promise<FrameTimes> {
  const decode = fieldOrderOf(stream) !== undefined || DECODE_TO_COUNT.has(stream.codec_name ?? '');
  if (!decode && !(flagsFrames(stream) && (await beginsInterlaced(target, stream.index, signal)))) {
    const times = await scanPackets(target, stream, container, signal);
    if (times) return times;
  }
  const times = await scanFrames(target, stream.index, signal);
  return mayRestart(container)
    ? { ...times, ...(await compareWithPackets(target, stream, times, signal)) }
    : times;
}

/** What the packets tell that decoded frames do not. */
async function compareWithPackets(
  target: ProbeTarget,
  stream: StreamJson,
  { ticks }: FrameTimes,
  signal?: AbortSignal,
): Promise<Pick<FrameTimes, 'restarts' | 'undecodable'>> {
  const clock = restartCounter(stream);
  const early = new Set<number>();
  const options = ['-select_streams', String(stream.index), '-show_entries', 'packet=pts,dts,duration'];
  for await (const packet of ffprobeRecords(target, options, signal)) {
    clock.add(Number(packet.get('dts') ?? Number.NaN), Number(packet.get('duration')) || 0);
    const time = Number(packet.get('pts') ?? Number.NaN);
    if (time < (ticks[0] ?? 0)) early.add(time);
  }
  return { restarts: clock.count, undecodable: early.size };
}

function restartCounter({ time_base }: StreamJson): RestartCounter {
  const timeBase = parseRational(time_base);
  return new RestartCounter(timeBase ? toNumber(timeBase) : 1 / 90_000);
}

/** Whether one of the first frames is interlaced: some containers say nothing, or the wrong thing. */
async function beginsInterlaced(target: ProbeTarget, index: number, signal?: AbortSignal): Promise<boolean> {
  const options = ['-select_streams', String(index), '-read_intervals', '%+#12'];
  const entries = ['-show_entries', 'frame=interlaced_frame'];
  let interlaced = false;
  for await (const frame of ffprobeRecords(target, [...options, ...entries], signal)) {
    interlaced ||= frame.get('interlaced_frame') === '1';
  }
  return interlaced;
}

/** From the packets alone; `undefined` where one of them has no time (as in AVI). */
async function scanPackets(
  target: ProbeTarget,
  stream: StreamJson,
  container: string,
  signal?: AbortSignal,
): Promise<FrameTimes | undefined> {
  const list = new TimeList();
  const clock = mayRestart(container) ? restartCounter(stream) : undefined;
  const { index, codec_name } = stream;
  const options = ['-select_streams', String(index), '-show_entries', 'packet=pts,dts,duration,size,flags'];
  const unchangedTicks = new Set<number>();
  const smallest = codec_name === 'qtrle' ? QTRLE_HEADER : 1;
  let firstKey: number | undefined;
  let leading = false;
  let lateKey: number | undefined;
  for await (const packet of ffprobeRecords(target, options, signal)) {
    const flags = packet.get('flags') ?? '';
    clock?.add(Number(packet.get('dts') ?? Number.NaN), Number(packet.get('duration')) || 0);
    if (flags.includes('D')) continue; // cut away by an edit list: decoded, never shown
    const ticks = Number(packet.get('pts') ?? Number.NaN);
    if (!Number.isFinite(ticks)) return undefined;
    list.add(ticks, Number(packet.get('duration')) || 0, flags.startsWith('K'));
    if (firstKey === undefined && flags.startsWith('K')) {
      firstKey = ticks;
      if (leading && MAKES_UP.has(codec_name ?? '')) lateKey = ticks;
    }
    leading ||= firstKey === undefined || ticks < firstKey;
    if (Number(packet.get('size')) < smallest) unchangedTicks.add(ticks);
  }
  return { ...list.finish(), unchangedTicks, leading, lateKey, restarts: clock?.count ?? 0 };
}

/** From the decoded frames: slower, but right for every codec. */
async function scanFrames(target: ProbeTarget, index: number, signal?: AbortSignal): Promise<FrameTimes> {
  const list = new TimeList();
  let interlacedFrames = 0;
  const fields = 'best_effort_timestamp,pts,pkt_pts,pkt_dts,pkt_duration,duration,key_frame,interlaced_frame';
  const options = ['-select_streams', String(index), '-show_entries', `frame=${fields}`];
  for await (const frame of ffprobeRecords(target, options, signal)) {
    const duration = Number(frame.get('duration')) || Number(frame.get('pkt_duration')) || 0;
    const time = ['best_effort_timestamp', 'pts', 'pkt_pts', 'pkt_dts']
      .map((name) => Number(frame.get(name) ?? Number.NaN))
      .find(Number.isFinite);
    // The last frames of an AVI have no time: each follows the one before.
    list.add(time ?? list.end, duration, frame.get('key_frame') === '1');
    if (frame.get('interlaced_frame') === '1') interlacedFrames++;
  }
  return { ...list.finish(), interlacedFrames };
}

/** How many of the first decoded pictures are looked at: they may not come in order. */
const LOOKED_AT = 4;

/** Leaves out the frames before the first one that can be decoded. */
export async function withoutUndecodable(
  times: FrameTimes,
  target: ProbeTarget,
  clip: Clocked,
  timeBase: Rational,
  signal?: AbortSignal,
): Promise<FrameTimes> {
  const begin = times.lateKey ?? (await firstDecoded(target, clip, timeBase, signal));
  const place = times.ticks.findIndex((ticks) => ticks >= begin);
  if (place <= 0) return times;
  return { ...times, ticks: times.ticks.slice(place), undecodable: place };
}

async function firstDecoded(
  target: ProbeTarget,
  clip: Clocked,
  timeBase: Rational,
  signal?: AbortSignal,
): Promise<number> {
  let first = Number.POSITIVE_INFINITY;
  let seen = 0;
  for await (const { ticks } of decodedTimes(target, clip, formatRational(timeBase), signal)) {
    first = Math.min(first, ticks);
    if (++seen === LOOKED_AT) break;
  }
  return first;
}

/** The times of a clip whose clock restarts, on a clock that goes on. */
export async function scanContinued(
  target: ProbeTarget,
  clip: Clocked,
  timeBase: Rational,
  signal?: AbortSignal,
): Promise<Omit<FrameTimes, 'interlacedFrames' | 'restarts' | 'leading' | 'lateKey'>> {
  const list = new TimeList();
  for await (const { ticks, duration } of decodedTimes(target, clip, formatRational(timeBase), signal))
    list.add(ticks, duration, false);
  const times = list.finish();
  return { ...times, keyTicks: times.ticks.slice(0, 1) }; // nothing is sought where the clock restarts
}

/** Collects times in any order, in memory that grows by doubling. */
class TimeList {
  #ticks = new Float64Array(1024);
  #count = 0;
  readonly #keys: number[] = [];
  #last = Number.NEGATIVE_INFINITY;
  #lastDuration = 0;

  add(ticks: number, duration: number, key: boolean): void {
    if (this.#count === this.#ticks.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#ticks);
      this.#ticks = larger;
    }
    this.#ticks[this.#count++] = ticks;
    if (key) this.#keys.push(ticks);
    if (ticks >= this.#last) {
      this.#last = ticks;
      this.#lastDuration = duration;
    }
  }

  /** Where the last frame so far ends; at least one tick after its beginning. */
  get end(): number {
    return this.#count === 0 ? 0 : this.#last + (this.#lastDuration || 1);
  }

  finish(): FrameTimes {
    const sorted = this.#ticks.slice(0, this.#count).sort();
    const ticks = sorted.filter((time, i) => i === 0 || time !== sorted[i - 1]);
    return {
      ticks,
      keyTicks: Float64Array.from(this.#keys).sort(),
      lastDuration: this.#lastDuration,
      duplicates: sorted.length - ticks.length,
      interlacedFrames: undefined,
      unchangedTicks: new Set(),
      leading: false,
      lateKey: undefined,
      undecodable: 0,
      restarts: 0,
    };
  }
}
