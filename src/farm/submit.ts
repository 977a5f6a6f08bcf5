import { setTimeout as delay } from 'node:timers/promises';
import type { FlowProducer, Job, Queue } from 'bullmq';
import { NotReadyError, WorkError } from '../errors.js';
import { type PlannedShot, paintedSpan } from '../pipeline/shots/plan-file.js';
import type { Assembled } from './assemble-queued.js';
import { connect, loadQueueLibraries } from './connection.js';
import {
  type AssemblyData,
  type FolderPlace,
  JobBoard,
  jobId,
  prefix,
  queueOrder,
  queues,
  type ShotData,
  type ShotStatus,
  shotId,
} from './queue.js';
import type { QueueAddress } from './queue-address.js';

/** A planned job, to be painted by the workers of a queue. */
export interface Submission {
  readonly address: QueueAddress;
  readonly folder: FolderPlace;
  /** Of the plan. */
  readonly id: string;
  readonly shots: readonly PlannedShot[];
}

/** How a submitted job is watched. */
export interface SubmitControl {
  /** Cancels the job: what workers have in hand is stopped, painted frames stay. */
  readonly signal: AbortSignal;
  /** Hears how all shots stand, about once a second. */
  readonly onStatus: (statuses: ReadonlyMap<number, ShotStatus>) => void;
  readonly say: (text: string) => void;
}

const lookMs = 500;
/** A shot is tried so often where the error may pass, with a wait that doubles from this many milliseconds. */
const tries = { shot: 3, assembly: 8, waitMs: 3000 };
/** Milliseconds that workers may take to stop, when a job is cancelled. */
const stoppingMs = 30_000;
/** Seconds for which what has ended stays in the queue. */
const keptSeconds = 7 * 86_400;

/**
 * Puts a job into the queue and waits until its output is complete. Where the queue has it already, it is watched; where
 * the queue has lost it, as a server that was started anew without its data, it is put in again.
 *
 * @throws WorkError that names the shots that have failed; NotReadyError where the queue cannot be reached. Rejects with
 *   `signal.reason` on abort, when the job is cancelled
 */
export async function submitJob(submission: Submission, control: SubmitControl): Promise<Assembled> {
  const { signal, say } = control;
  const libraries = await loadQueueLibraries();
  const client = await connect(libraries, submission.address, say);
  const { bullmq } = libraries;
  const connection = { connection: client, prefix };
  const flow = new bullmq.FlowProducer(connection);
  const shots = new bullmq.Queue<ShotData>(queues.shots, connection);
  const assembly = new bullmq.Queue<AssemblyData, Assembled>(queues.assembly, connection);
  // Told of by the connection.
  flow.on('error', () => {});
  shots.on('error', () => {});
  assembly.on('error', () => {});
  const id = jobId(submission.id, submission.folder);
  const board = new JobBoard(client, id);
  const parts: Parts = { flow, shots, assembly, board, id };
  try {
    await begin(submission, parts, say);
    return await watch(submission, parts, control);
  } catch (error) {
    if (!signal.aborted) throw error;
    await cancel(parts, say);
    throw signal.reason;
  } finally {
    const closed = Promise.allSettled([flow.close(), shots.close(), assembly.close()]);
    await Promise.race([closed, delay(1000, undefined, { ref: false })]);
    client.disconnect();
  }
}

interface Parts {
  readonly flow: FlowProducer;
  readonly shots: Queue<ShotData>;
  readonly assembly: Queue<AssemblyData, Assembled>;
  readonly board: JobBoard;
  readonly id: string;
}

async function begin(submission: Submission, parts: Parts, say: (text: string) => void): Promise<void> {
  const { assembly, board, id } = parts;
  const before = await assembly.getJob(id);
  const state = await before?.getState();
  const over = state === 'completed' || state === 'failed' || (await board.isCancelled());
  if (before && !over) {
    say('the queue has this job already: watching it');
    return;
  }
  await removeAll(before);
  await board.clear();
  await add(submission, parts);
}

/** The assembly, whose children are the shots. */
async function add({ folder, shots }: Submission, parts: Parts): Promise<void> {
  const { flow, id } = parts;
  const [next] = await parts.shots.getPrioritized(0, 0);
  const order = queueOrder(
    shots.map((shot) => paintedSpan(shot).count),
    next?.opts.priority,
  );
  const ended = { removeOnComplete: { age: keptSeconds }, removeOnFail: { age: keptSeconds } };
  const backoff = { type: 'exponential', delay: tries.waitMs };
  const data: AssemblyData = { folder };
  await flow.add({
    name: 'assembly',
    queueName: queues.assembly,
    data,
    opts: { ...ended, jobId: id, attempts: tries.assembly, backoff },
    children: shots.map((planned, shot) => {
      const frames = paintedSpan(planned).count;
      const own: ShotData = { folder, job: id, shot, frames, starts: [] };
      const priority = order[shot] as number;
      const opts = { ...ended, jobId: shotId(id, shot), attempts: tries.shot, backoff, priority };
      return {
        name: 'shot',
        queueName: queues.shots,
        data: own,
        // One that fails leaves the others to be finished.
        opts: { ...opts, ignoreDependencyOnFailure: true },
      };
    }),
  });
}

async function watch(
  submission: Submission,
  parts: Parts,
  { signal, onStatus, say }: SubmitControl,
): Promise<Assembled> {
  for (;;) {
    signal.throwIfAborted();
    const job = await abortable(parts.assembly.getJob(parts.id), signal);
    const state = await abortable(job?.getState() ?? Promise.resolve('unknown'), signal);
    onStatus(await abortable(parts.board.statuses(), signal));
    if (job && state === 'completed') return job.returnvalue;
    if (job && state === 'failed') {
      if (await parts.board.isCancelled())
        throw new NotReadyError('The job was cancelled; painted frames are kept');
      throw new WorkError(job.failedReason);
    }
    if (state === 'unknown') {
      if (await parts.board.isCancelled())
        throw new NotReadyError('The job was cancelled; painted frames are kept');
      say('the queue has lost the job: putting it in again');
      await abortable(add(submission, parts), signal);
    }
    await delay(lookMs, undefined, { signal }).catch(() => {});
  }
}

/** Stops the workers that paint the job, and takes it out of the queue. */
async function cancel({ assembly, board, id }: Parts, say: (text: string) => void): Promise<void> {
  say('cancelling the job on all workers');
  const gone = async () => {
    await board.cancel();
    await removeAll(await assembly.getJob(id));
    return true;
  };
  const late = delay(stoppingMs, false, { ref: false });
  if (!(await Promise.race([gone(), late]))) {
    say('the queue or a worker does not answer: the job may still be in the queue');
  }
}

/** Removes a job with its shots, once no worker holds one of them any more. */
async function removeAll(job: Job | undefined): Promise<void> {
  const until = performance.now() + stoppingMs;
  while (job) {
    const error = await job.remove({ removeChildren: true }).then(
      () => undefined,
      (failure: Error) => failure,
    );
    if (!error) return;
    if (performance.now() > until) {
      throw new NotReadyError(`A worker still has the job in hand: ${error.message}`, error);
    }
    await delay(lookMs);
  }
}

/** A promise of the queue, given up on abort: while the server is away it does not settle. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  promise.catch(() => {});
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
