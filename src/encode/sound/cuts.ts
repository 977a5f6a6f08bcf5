import { ffprobeRecords } from '../../media/ffmpeg/ffprobe.js';
import type { VideoInfo } from '../../media/info.js';

/** What an edit list does to a sound stream, which players honour and copied packets undo. */
export interface SoundCuts {
  /** Seconds of sound before its beginning or after its end that are stored but not heard. */
  readonly hidden: number;
  /** Something is cut out within it. */
  readonly within: boolean;
}

/** Two packets' times may differ by this much, in seconds, from the first one's duration: clocks round. */
const ROUNDING = 0.002;

/**
 * Finds cuts in the sound of MP4 and QuickTime files by a pass over its packets; other
 * containers have none. Streams without one are not in the map.
 */
export async function findSoundCuts(
  source: VideoInfo,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, SoundCuts>> {
  const cuts = new Map<number, SoundCuts>();
  if (source.audio.length === 0 || !/\b(?:mov|mp4)\b/.test(source.container)) return cuts;
  const query = { entries: 'packet=stream_index,pts_time,duration_time,flags', streams: 'a' };
  const states = new Map<number, PacketLine>();
  for await (const packet of ffprobeRecords(source, query, signal)) {
    const index = packet.number('stream_index');
    const line = states.get(index) ?? new PacketLine();
    states.set(index, line);
    const duration = packet.number('duration_time') || 0;
    line.add(packet.number('pts_time'), duration, packet.text('flags').includes('D'));
  }
  for (const [index, line] of states) {
    const { hidden, within } = line.cuts;
    if (hidden > 0 || within) cuts.set(index, { hidden, within });
  }
  return cuts;
}

/** The packets of one stream, in order. */
class PacketLine {
  #before = 0;
  #after = 0;
  #within = false;
  #end: number | undefined;

  /** @param unheard cut away by an edit list */
  add(time: number, duration: number, unheard: boolean): void {
    if (unheard) {
      if (this.#end === undefined) this.#before += duration;
      else this.#after += duration;
      return;
    }
    if (this.#end !== undefined) {
      if (this.#after > 0 || time < this.#end - ROUNDING) this.#within = true;
    }
    if (Number.isFinite(time)) this.#end = time + duration;
  }

  get cuts(): SoundCuts {
    return { hidden: Math.max(this.#before, this.#after), within: this.#within };
  }
}
