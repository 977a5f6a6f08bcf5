import type { ShotStatus } from '../../farm/queue.js';
import { counted, duration } from '../../number-format.js';
import type { CliOptions } from '../../options/resolve.js';
import { type PlannedShot, paintedSpan } from '../../pipeline/shots/plan-file.js';
import { isRedrawable, StatusLine } from '../progress/status-line.js';
import { printable } from '../terminal/printable.js';

/** Shows how the shots of a submitted job stand. */
export interface FarmProgress {
  say(text: string): void;
  /** How far something has come, before the shots are known. */
  show(text: string): void;
  planned(shots: readonly PlannedShot[]): void;
  status(statuses: ReadonlyMap<number, ShotStatus>): void;
  /** Frames that are complete, of those that are to be painted. */
  painted(): { readonly done: number; readonly frames: number };
  end(): void;
}

/** Between two lines of progress where there is no terminal to draw on. */
const quietMs = 15_000;

/** Words on standard error, or under `--json-progress` one object a line on standard output. */
export function farmProgress({
  quiet,
  jsonProgress,
}: Pick<CliOptions, 'quiet' | 'jsonProgress'>): FarmProgress {
  const redraws = !quiet && !jsonProgress && isRedrawable(process.stderr);
  const line = new StatusLine(process.stderr, redraws);
  const before = new Map<number, string>();
  let shots: readonly PlannedShot[] = [];
  let newest: ReadonlyMap<number, ShotStatus> = new Map();
  let shown = performance.now();
  const tell = (fact: { readonly type: string } & Record<string, unknown>, text: string) => {
    if (jsonProgress) process.stdout.write(`${JSON.stringify(fact)}\n`);
    else if (!quiet) line.say(text);
  };
  const show = (text: string) => {
    if (quiet || jsonProgress || (!redraws && performance.now() - shown < quietMs)) return;
    shown = performance.now();
    line.show(printable(text));
  };
  return {
    say: (text) => tell({ type: 'notice', text }, text),
    show,
    planned(planned) {
      shots = planned;
      const frames = shots.reduce((sum, shot) => sum + shot.count, 0);
      const text = `${counted(frames, 'frame')} in ${counted(shots.length, 'shot')}`;
      tell(
        { type: 'planned', frames, shots: shots.map(({ first, count }) => ({ first, frames: count })) },
        text,
      );
    },
    status(statuses) {
      newest = statuses;
      for (const [shot, status] of statuses) {
        const text = statusText(shot, status);
        const isNews = jsonProgress ? JSON.stringify(status) : text;
        if (before.get(shot) === isNews) continue;
        before.set(shot, isNews);
        tell({ type: 'shot', shot, ...status }, text);
      }
      show(summary(shots, statuses));
    },
    painted: () => painted(shots, newest),
    end: () => line.end(),
  };
}

/** News of a shot, without the frames that it counts up. */
function statusText(shot: number, { state, host, frames, seconds, reason }: ShotStatus): string {
  const name = `shot ${shot + 1}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  switch (state) {
    case 'painting':
      return `${name} is being painted on ${host}`;
    case 'done':
      return `${name} is complete: ${counted(frames, 'frame')}${seconds ? ` in ${duration(seconds)}` : ''} on ${host}`;
    case 'waiting':
      return `${name} waits for a worker${why}`;
    case 'failed':
      return `${name} has failed${why}`;
  }
}

function painted(shots: readonly PlannedShot[], statuses: ReadonlyMap<number, ShotStatus>) {
  return {
    done: [...statuses.values()].reduce((sum, { done }) => sum + done, 0),
    frames: shots.reduce((sum, shot) => sum + paintedSpan(shot).count, 0),
  };
}

function summary(shots: readonly PlannedShot[], statuses: ReadonlyMap<number, ShotStatus>): string {
  const all = [...statuses.values()];
  const { done, frames } = painted(shots, statuses);
  const count = (state: ShotStatus['state']) => all.filter((status) => status.state === state).length;
  const failed = count('failed') > 0 ? `, ${count('failed')} failed` : '';
  return `${done} of ${frames} frames · ${count('done')} of ${counted(shots.length, 'shot')} complete, ${count('painting')} being painted${failed}`;
}
