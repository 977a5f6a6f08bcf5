import type { StageSeconds } from '../progress.js';
import type { FrameReport } from '../report.js';
import type { PastFrame, ShotState } from '../stylize/shot-state.js';
import { decodeShotState, encodeShotState } from '../stylize/shot-state-codec.js';
import type { WorkView } from '../work/work-folder.js';

/** What is written down with every painted frame. */
export interface PaintedNote {
  readonly frame: FrameReport;
  readonly clock: ClockReading;
  /** Past frames that the state after this frame holds: itself and so many before it, less one. */
  readonly past: number;
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
  readonly notes: readonly PaintedNote[];
  /** After the last of them; absent where the next frame starts a shot and needs none. */
  readonly state: ShotState | undefined;
  /** Where more frames were kept but are damaged, and will be painted again: worth telling. */
  readonly notice: string | undefined;
}

/**
 * A state as it is stored with its frame: with that frame alone, since the
 * past ones were stored with theirs. So the cost of storing does not grow with
 * the distances of the temporal loss.
 */
export function storedState(state: ShotState): Uint8Array {
  return encodeShotState({ ...state, past: state.past.slice(0, 1) });
}

/**
 * What an earlier run has come to; undefined where it has no frame at all.
 * Where a frame or a state is damaged, the last point before it that has all
 * the next frame needs: its state, or for the first frame of a shot nothing.
 * What follows is painted again. The disk is not changed.
 */
export async function readResumePoint({
  frames,
  states,
  manifest,
}: WorkView): Promise<ResumePoint | undefined> {
  const notes = frames.notes() as PaintedNote[];
  if (notes.length === 0 && !frames.damaged) return undefined;
  const { count, state } = await lastPoint(notes.slice(0, await frames.countWhole()), states);
  frames.drop(count);
  const lost = count < manifest.selection.count && (count < notes.length || frames.damaged);
  return { notes: notes.slice(0, count), state, notice: lost ? damageNotice(count) : undefined };
}

/** Of so many frames, all whole, the last that can be continued from. */
async function lastPoint(
  notes: readonly PaintedNote[],
  states: WorkView['states'],
): Promise<{ readonly count: number; readonly state: ShotState | undefined }> {
  for (let count = notes.length; count > 0 && notes.length - count < deepest; count--) {
    const state = await stateAfter(count, notes, states);
    if (state) return { count, state };
  }
  const shot = notes.at(-1)?.frame.shot;
  const start = notes.findIndex(({ frame }) => frame.shot === shot);
  return { count: Math.max(start, 0), state: undefined };
}

function damageNotice(count: number): string {
  return count === 0
    ? 'The saved work is damaged: all frames are painted again.'
    : `The saved work is damaged: the frames from ${count} on are painted again.`;
}

/** No older states are kept than of so many frames back, whatever the options. */
const deepest = 64;

/** The state after so many frames; undefined where a part of it is not there or not whole. */
async function stateAfter(
  count: number,
  notes: readonly PaintedNote[],
  states: WorkView['states'],
): Promise<ShotState | undefined> {
  const read = async (back: number): Promise<ShotState | undefined> => {
    const bytes = await states.read(count - 1 - back);
    return bytes && decodeShotState(bytes);
  };
  const newest = await read(0);
  if (!newest) return undefined;
  const past: PastFrame[] = [...newest.past];
  while (past.length < (notes[count - 1] as PaintedNote).past) {
    const earlier = await read(past.length);
    if (!earlier) return undefined;
    past.push(...earlier.past);
  }
  return { ...newest, past };
}
