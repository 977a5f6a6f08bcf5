import { ffprobeRecords, type ProbeTarget } from '../../../media/ffmpeg/ffprobe.js';
import { parseRational, toNumber } from '../../../media/time/rational.js';
import { fieldOrderOf, flagsFrames } from '../header/interlacing.js';
import type { StreamJson } from '../header/json.js';
import { mayRestart, RestartCounter } from './clock-restarts.js';
import { type FrameTimes, TimeList } from './time-list.js';

/** What a pass over a stream finds out. */
export interface ScannedTimes extends FrameTimes {
  /** Whether pictures come before, or belong before, the first that can be decoded by itself. */
  readonly leading: boolean;
  /** The first key frame, in ticks, where a decoder makes up the pictures whose packets come before it; else `undefined`. */
  readonly lateKey: number | undefined;
  /** How often the clock restarts: then the times are of no use. */
  readonly restarts: number;
}

/**
 * Codecs in which a packet is not always a frame to be shown: VP8's hidden
 * reference frames, packed B-frames and empty packets in AVI. Their frames are
 * found by decoding.
 */
const DECODE_TO_COUNT = /^(?:vp8|mpeg4|msmpeg4v[123]|theora|vp6f?)$/;

/** Codecs whose decoder makes up what a picture builds on and is not in the file. */
const MAKES_UP = /^(?:hevc|vvc)$/;

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
): Promise<ScannedTimes> {
  const decode = fieldOrderOf(stream) !== undefined || DECODE_TO_COUNT.test(stream.codec_name ?? '');
  if (!decode && !(flagsFrames(stream) && (await beginsInterlaced(target, stream.index, signal)))) {
    const times = await scanPackets(target, stream, container, signal);
    if (times) return times;
  }
  const times = await scanFrames(target, stream.index, signal);
  const known = { ...times, leading: false, lateKey: undefined };
  if (!mayRestart(container)) return { ...known, restarts: 0 };
  // What the packets tell that decoded frames do not.
  const clock = restartCounter(stream);
  const early = new Set<number>();
  const query = { entries: 'packet=pts,dts,duration', streams: stream.index };
  for await (const packet of ffprobeRecords(target, query, signal)) {
    clock.add(packet.number('dts'), packet.number('duration') || 0);
    const time = packet.number('pts');
    if (time < (times.ticks[0] ?? 0)) early.add(time);
  }
  return { ...known, restarts: clock.count, undecodable: early.size };
}

function restartCounter({ time_base }: StreamJson): RestartCounter {
  const timeBase = parseRational(time_base);
  return new RestartCounter(timeBase ? toNumber(timeBase) : 1 / 90_000);
}

/** Whether one of the first frames is interlaced: some containers say nothing, or the wrong thing. */
async function beginsInterlaced(target: ProbeTarget, index: number, signal?: AbortSignal): Promise<boolean> {
  const options = ['-read_intervals', '%+#12'];
  const query = { entries: 'frame=interlaced_frame', streams: index, options };
  let interlaced = false;
  for await (const frame of ffprobeRecords(target, query, signal)) {
    interlaced ||= frame.text('interlaced_frame') === '1';
  }
  return interlaced;
}

/** From the packets alone; `undefined` where one of them has no time (as in AVI). */
async function scanPackets(
  target: ProbeTarget,
  stream: StreamJson,
  container: string,
  signal?: AbortSignal,
): Promise<ScannedTimes | undefined> {
  const list = new TimeList();
  const clock = mayRestart(container) ? restartCounter(stream) : undefined;
  const { index, codec_name = '' } = stream;
  const query = { entries: 'packet=pts,dts,duration,size,flags', streams: index };
  const unchangedTicks = new Set<number>();
  const smallest = codec_name === 'qtrle' ? QTRLE_HEADER : 1;
  let firstKey: number | undefined;
  let leading = false;
  let lateKey: number | undefined;
  for await (const packet of ffprobeRecords(target, query, signal)) {
    const flags = packet.text('flags');
    const duration = packet.number('duration') || 0;
    clock?.add(packet.number('dts'), duration);
    if (flags.includes('D')) continue; // cut away by an edit list: decoded, never shown
    const ticks = packet.number('pts');
    if (!Number.isFinite(ticks)) return undefined;
    list.add(ticks, duration, flags.startsWith('K'));
    if (firstKey === undefined && flags.startsWith('K')) {
      firstKey = ticks;
      if (leading && MAKES_UP.test(codec_name)) lateKey = ticks;
    }
    leading ||= firstKey === undefined || ticks < firstKey;
    if (packet.number('size') < smallest) unchangedTicks.add(ticks);
  }
  return { ...list.finish({ unchangedTicks }), leading, lateKey, restarts: clock?.count ?? 0 };
}

/** From the decoded frames: slower, but right for every codec. */
async function scanFrames(target: ProbeTarget, index: number, signal?: AbortSignal): Promise<FrameTimes> {
  const list = new TimeList();
  let interlacedFrames = 0;
  const times = ['best_effort_timestamp', 'pts', 'pkt_pts', 'pkt_dts'];
  const entries = `frame=${times},pkt_duration,duration,key_frame,interlaced_frame`;
  for await (const frame of ffprobeRecords(target, { entries, streams: index }, signal)) {
    const duration = frame.number('duration') || frame.number('pkt_duration') || 0;
    const time = times.map((name) => frame.number(name)).find(Number.isFinite);
    // The last frames of an AVI have no time: each follows the one before.
    list.add(time ?? list.end, duration, frame.text('key_frame') === '1');
    if (frame.text('interlaced_frame') === '1') interlacedFrames++;
  }
  return list.finish({ interlacedFrames });
}
