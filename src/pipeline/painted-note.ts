import { WorkError } from '../errors.js';
import type { StageSeconds } from '../progress.js';
import type { FrameReport } from '../report.js';
import type { PastFrame, ShotState } from '../stylize/shot-state.js';
import { decodeShotState, encodeShotState } from '../stylize/shot-state-codec.js';
import type { WorkFolder } from '../work/work-folder.js';

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
 *
 * @throws WorkError where a state that must be there is damaged
 */
export async function readResumePoint({
  frames,
  states,
  path,
}: WorkFolder): Promise<ResumePoint | undefined> {
  const notes = frames.notes() as PaintedNote[];
  const last = notes.at(-1);
  if (!last) return undefined;
  const read = async (back: number): Promise<ShotState> => {
    const bytes = await states.read(notes.length - 1 - back);
    if (bytes) return decodeShotState(bytes);
    throw new WorkError(
      `The state of frame ${notes.length - 1 - back} in \`${path}\` is damaged: begin anew with \`--restart\``,
    );
  };
  const newest = await read(0);
  const past: PastFrame[] = [...newest.past];
  while (past.length < last.past) past.push(...(await read(past.length)).past);
  return { notes, state: { ...newest, past } };
}
