import { WorkError } from '../errors.js';
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
  /** Of every painted frame, in order; at least one. */
  readonly notes: readonly PaintedNote[];
  /** After the last of them. */
  readonly state: ShotState;
  /** Where newer frames were kept but are damaged, and will be painted again: worth telling. */
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
 * What an earlier run has come to; undefined where it has no complete frame.
 * Where the newest frame or its state is damaged, the point before it that is
 * whole: what follows is painted again. The disk is not changed.
 *
 * @throws WorkError where no such point is left
 */
export async function readResumePoint({
  frames,
  states,
  path,
  manifest,
}: WorkView): Promise<ResumePoint | undefined> {
  const notes = frames.notes() as PaintedNote[];
  for (let count = notes.length; count > 0 && notes.length - count < deepest; count--) {
    const state = await stateAfter(count, notes, states);
    if (!state) continue;
    frames.drop(count);
    const lost = count < manifest.selection.count && (count < notes.length || frames.damaged);
    const notice = `The saved work is damaged from frame ${count} on: those frames are painted again.`;
    return { notes: notes.slice(0, count), state, notice: lost ? notice : undefined };
  }
  if (notes.length === 0 && !frames.damaged) return undefined;
  throw new WorkError(
    frames.damaged
      ? `Frame ${notes.length} in \`${path}\` is damaged, and there is no earlier frame to continue from: start over with \`--restart\``
      : `The state of frame ${notes.length - 1} in \`${path}\` is damaged, and so are those before it: start over with \`--restart\``,
  );
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
