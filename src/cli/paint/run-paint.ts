import { UsageError } from '../../errors.js';
import { counted } from '../../number-format.js';
import type { ValuesOf } from '../../options/option.js';
import type { paintOptions } from '../../options/shots-options.js';
import { onThisMachine, openJob, type ShotsJob } from '../../pipeline/shots/open-job.js';
import { paintShot } from '../../pipeline/shots/paint-shot.js';
import { paintedSpan } from '../../pipeline/shots/plan-file.js';
import type { KeptProgress, StylizeProgress } from '../../progress.js';
import { Unfinished } from '../process/exit-codes.js';
import { causeOfEnd } from '../process/interrupts.js';
import { runTask } from '../process/run-task.js';
import { chooseRenderer } from '../progress/choose.js';
import type { Renderer } from '../progress/renderer.js';
import { printError } from '../terminal/print.js';

/**
 * Paints shots of a job folder, the longest first. One that fails, or that another process has in hand, is told of, and
 * the others are painted; the exit code is that of the first that failed.
 */
export async function runPaint(folder: string, cli: ValuesOf<typeof paintOptions>): Promise<void> {
  const renderer = chooseRenderer(cli);
  const task = async (signal: AbortSignal) => {
    const job = onThisMachine(await openJob(folder), cli);
    const failures: unknown[] = [];
    const numbers = chosen(cli.shot, job);
    for (const number of numbers) {
      try {
        await paintOne(job, number, renderer, signal);
      } catch (error) {
        if (signal.aborted || numbers.length === 1) throw error;
        renderer.end();
        printError(error, cli.verbose, `shot ${number + 1}`);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  const say = (text: string) => renderer.say(text);
  await runTask(task, { say, end: () => renderer.end() });
}

/** Numbers of shots, counted from 0, the longest first. */
function chosen(shot: readonly number[] | 'all', { shots }: ShotsJob): number[] {
  const beyond = shot === 'all' ? undefined : shot.find((number) => number > shots.length);
  if (beyond !== undefined) {
    throw new UsageError(`Expected \`--shot\` to be from 1 to ${shots.length}, got ${beyond}`);
  }
  const numbers = shot === 'all' ? [...shots.keys()] : shot.map((number) => number - 1);
  return numbers.toSorted((a, b) => paintedSpan(shots[b]!).count - paintedSpan(shots[a]!).count);
}

async function paintOne(
  job: ShotsJob,
  number: number,
  renderer: Renderer,
  signal: AbortSignal,
): Promise<void> {
  const { first } = paintedSpan(job.shots[number]!);
  let kept: KeptProgress | undefined;
  const onProgress = (fact: StylizeProgress) => {
    if (fact.type === 'kept') kept = fact;
    renderer.progress(fromShot(fact, first));
  };
  const name = `shot ${number + 1} of ${job.shots.length}`;
  try {
    const { frames, before } = await paintShot(job, number, { signal, onProgress });
    const what = before === frames ? 'was complete already' : 'is complete';
    renderer.say(`${name} ${what}: ${counted(frames, 'frame')}`);
  } catch (error) {
    throw kept ? new Unfinished(await causeOfEnd(error, signal), kept) : error;
  }
}

/** A fact with its frames counted from the shot's first, as the plan that it follows is told. */
function fromShot(fact: StylizeProgress, first: number): StylizeProgress {
  switch (fact.type) {
    case 'shot':
    case 'evaluation':
      return { ...fact, frame: fact.frame - first };
    case 'frame':
      return { ...fact, index: fact.index - first };
    default:
      return fact;
  }
}
