import { hostname } from 'node:os';
import type { Job } from 'bullmq';
import { mayPass, NstError } from '../errors.js';
import { assembleShots } from '../pipeline/shots/assemble-shots.js';
import { openJob } from '../pipeline/shots/open-job.js';
import { type AssemblyData, JobBoard } from './queue.js';
import { folderHere } from './shared-folder.js';
import type { TaskContext } from './task.js';

/** What the assembly of a job hands to whoever submitted it. */
export interface Assembled {
  readonly output: string;
  readonly frames: number;
  readonly seconds: number;
  readonly notices: readonly string[];
}

/** Shots whose reasons are told, at most. */
const mostTold = 5;

/** Assembles a job of the queue whose shots are all painted, or have failed: then it fails, and says which and why. */
export async function assembleQueued(job: Job<AssemblyData>, context: TaskContext): Promise<Assembled> {
  const { bullmq, client, signal: stop, lost, say, token, settings } = context;
  if (await new JobBoard(client, job.id as string).isCancelled()) {
    throw new bullmq.UnrecoverableError('cancelled');
  }
  const failures = Object.entries(await job.getIgnoredChildrenFailures());
  if (failures.length > 0) throw new bullmq.UnrecoverableError(failureText(failures));
  const notices: string[] = [];
  try {
    say(`job ${job.id?.slice(0, 6)}: assembling`);
    const opened = await openJob(folderHere(job.data.folder, settings.shared));
    const { output, frames, seconds } = await assembleShots(opened, {
      signal: AbortSignal.any([stop, lost]),
      onProgress: (fact) => {
        if (fact.type === 'notice') notices.push(fact.text);
      },
    });
    say(`job ${job.id?.slice(0, 6)}: wrote ${output}`);
    return { output, frames: frames.length, seconds: seconds.total, notices };
  } catch (error) {
    if (lost.aborted) throw lost.reason;
    if (stop.aborted) {
      await job.moveToWait(token);
      throw new bullmq.WaitingError();
    }
    const { message } = error as Error;
    say(`job ${job.id?.slice(0, 6)}: ${message}`);
    if (mayPass(error) || !(error instanceof NstError)) throw error;
    throw new bullmq.UnrecoverableError(`${message} (on ${hostname()})`);
  }
}

function failureText(failures: readonly [key: string, reason: string][]): string {
  const told = failures
    .map(([key, reason]) => ({ shot: Number(/-(\d+)$/.exec(key)?.[1]), reason }))
    .sort((a, b) => a.shot - b.shot);
  const list = told.slice(0, mostTold).map(({ shot, reason }) => `shot ${shot}: ${reason}`);
  const more = told.length > mostTold ? `; and ${told.length - mostTold} more` : '';
  return `${told.length === 1 ? 'A shot' : `${told.length} shots`} could not be painted (${list.join('; ')}${more}); the others are kept`;
}
