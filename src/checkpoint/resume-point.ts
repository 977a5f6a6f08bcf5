import { readdir } from 'node:fs/promises';
import type { StageSeconds } from '../progress.js';
import type { FrameReport } from '../report.js';
import type { StateSlots } from './states.js';
import type { WorkView } from './work-folder.js';

/** What is written down with every painted frame. */
export interface FrameNote {
  readonly frame: FrameReport;
  readonly clock: ClockReading;
  /** Past frames that the state after this frame holds: itself and so many before it, less one. */
  readonly past: number;
  /** What painted it, for people; absent where the whole job is one machine's. */
  readonly machine?: string | undefined;
}

/** Where a job's clock stood after a frame. */
export interface ClockReading {
  /** Seconds of work since the job began, breaks left out. */
  readonly elapsed: number;
  /** Of all frames so far. */
  readonly stages: StageSeconds;
}

/** Where a job that was broken off goes on. */
export interface ResumePoint {
  /** Of every painted frame that is kept, in order; none where all are painted again. */
  readonly notes: readonly FrameNote[];
  /**
   * What was stored with the last of them and the frames before it, newest first, as many as the state after it has
   * past frames; none where the next frame starts a shot and needs none.
   */
  readonly states: readonly Uint8Array[];
  /** Where more frames were kept but are damaged or missing, and will be painted again: worth telling. */
  readonly notice: string | undefined;
}

/**
 * What an earlier run has come to, of whose work folder there may be nothing to look at. The disk is not changed.
 *
 * @param path of the work folder
 */
export async function readResumePoint(path: string, view: WorkView | undefined): Promise<ResumePoint> {
  const point = view ? await wholePoint(view) : { notes: [], states: [], notice: undefined };
  if (point.notes.length > 0 || point.notice !== undefined) return point;
  return { ...point, notice: await missingParts(path) };
}

/**
 * Where a frame or a state is damaged, the last point before it that has all the next frame needs: its state, or for
 * the first frame of a shot nothing. What follows is painted again.
 */
async function wholePoint({ frames, states, manifest }: WorkView): Promise<ResumePoint> {
  const notes = frames.notes() as FrameNote[];
  const point = await lastPoint(notes.slice(0, await frames.countWhole()), states);
  const count = point.notes.length;
  frames.drop(count);
  const lost = count < manifest.selection.count && (count < notes.length || frames.damaged);
  return { ...point, notice: lost ? damageNotice(count) : undefined };
}

/** No older states are kept than of so many frames back, whatever the options. */
const deepest = 64;

/** Of frames that are all whole, those up to the last that can be continued from. */
async function lastPoint(
  notes: readonly FrameNote[],
  slots: StateSlots,
): Promise<Pick<ResumePoint, 'notes' | 'states'>> {
  for (let count = notes.length; count > 0 && notes.length - count < deepest; count--) {
    const states = await statesAfter(count, (notes[count - 1] as FrameNote).past, slots);
    if (states) return { notes: notes.slice(0, count), states };
  }
  const shot = notes.at(-1)?.frame.shot;
  const start = notes.findIndex(({ frame }) => frame.shot === shot);
  return { notes: notes.slice(0, Math.max(start, 0)), states: [] };
}

/** So many of the newest states after `count` frames; undefined where one is not there or not whole. */
async function statesAfter(
  count: number,
  wanted: number,
  slots: StateSlots,
): Promise<Uint8Array[] | undefined> {
  const states: Uint8Array[] = [];
  for (let back = 0; back < wanted; back++) {
    const state = await slots.read(count - 1 - back);
    if (!state) return undefined;
    states.push(state);
  }
  return states;
}

function damageNotice(count: number): string {
  return count === 0
    ? 'The saved work is damaged: all frames are painted again.'
    : `The saved work is damaged: the frames from ${count} on are painted again.`;
}

/** What to tell of a folder without frames that holds states of later frames than the first: more than one was complete. */
async function missingParts(path: string): Promise<string | undefined> {
  const names = await readdir(path).catch(() => []);
  if (!names.some((name) => /^state-[1-9]/.test(name))) return undefined;
  return `The saved work in \`${path}\` cannot be used because parts of it are missing: all frames are painted again.`;
}
