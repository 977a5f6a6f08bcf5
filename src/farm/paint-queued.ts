import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from 'bullmq';
import { mayPass, NotReadyError, NstError } from '../errors.js';
import { countKept } from '../pipeline/shots/kept-shots.js';
import { onThisMachine, openJob, type ShotsJob } from '../pipeline/shots/open-job.js';
import { paintShot } from '../pipeline/shots/paint-shot.js';
import { JobBoard, type ShotData, type ShotStatus } from './queue.js';
import { folderHere } from './shared-folder.js';
import type { TaskContext } from './task.js';

/** Workers that may be lost over one frame before its shot is given up. */
const mostLost = 5;
/** Milliseconds between two looks at whether the job is cancelled, and between two statuses. */
const lookMs = 1000;
/** A shot that another process has in hand, or that this machine lacks files for, is offered again after this share of `lostAfter`. */
const laterShare = 1 / 15;
/** Times that workers may lack files before a job that none has begun is given up. */
const mostRefusals = 4;

/**
 * Paints a shot of the queue. Where the worker is ended, the shot goes back into the queue; where its files are not on
 * this machine, other workers are given it first; where an error may pass, it is tried again; else it has failed.
 */
export async function paintQueued(job: Job<ShotData>, context: TaskContext): Promise<void> {
  const { bullmq, client, signal: stop, lost, say, detail, token } = context;
  const { shot, frames } = job.data;
  const board = new JobBoard(client, job.data.job);
  const host = hostname();
  const name = `shot ${shot + 1} of job ${job.data.job.slice(0, 6)}`;
  const tell = (state: ShotStatus['state'], done: number, more: Partial<ShotStatus> = {}) =>
    board.tell(shot, { state, done, frames, host, seconds: null, ...more });
  const cancelled = new AbortController();
  const cancel = async () => {
    if (await board.isCancelled()) cancelled.abort(new bullmq.UnrecoverableError('cancelled'));
  };
  await cancel();
  cancelled.signal.throwIfAborted();
  let opened: ShotsJob;
  try {
    opened = onThisMachine(
      await openJob(folderHere(job.data.folder, context.settings.shared)),
      context.settings,
    );
  } catch (error) {
    return await refuse(job, context, board, error as Error);
  }
  await board.begun();
  const before = await countKept(opened, shot);
  const starts = [...job.data.starts.filter((at) => at === before), before];
  if (starts.length > mostLost) {
    const reason = `${mostLost} workers were lost while they painted its frame ${before + 1}: it may need more memory than they have`;
    await tell('failed', before, { reason });
    throw new bullmq.UnrecoverableError(reason);
  }
  await job.updateData({ ...job.data, starts });
  say(`${name}: painting ${frames - before} of ${frames} frames`);
  await tell('painting', before);
  const looking = setInterval(() => void cancel().catch(() => {}), lookMs);
  const signal = AbortSignal.any([stop, lost, cancelled.signal]);
  let told = 0;
  let done = before;
  let seconds = 0;
  try {
    await paintShot(opened, shot, {
      signal,
      onProgress: (fact) => {
        if (fact.type !== 'frame') return;
        done++;
        detail(`${name}: frame ${done} of ${frames}`);
        seconds += fact.seconds.optimise + fact.seconds.flow;
        if (performance.now() - told < lookMs) return;
        told = performance.now();
        void tell('painting', done, { seconds }).catch(() => {});
      },
    });
    await tell('done', frames, { seconds });
    say(`${name} is complete`);
  } catch (error) {
    const reason = (error as Error).message;
    if (lost.aborted) throw lost.reason;
    if (cancelled.signal.aborted) {
      say(`${name}: cancelled`);
      throw cancelled.signal.reason;
    }
    if (stop.aborted) {
      await job.updateData({ ...job.data, starts: [] });
      await tell('waiting', done);
      await job.moveToWait(token);
      throw new bullmq.WaitingError();
    }
    if (error instanceof NotReadyError) {
      await tell('waiting', done, { reason });
      await job.updateData({ ...job.data, starts: [] });
      await job.moveToDelayed(Date.now() + laterMs(context), token);
      throw new bullmq.DelayedError();
    }
    say(`${name}: ${reason}`);
    const again =
      (mayPass(error) || !(error instanceof NstError)) && job.attemptsMade + 1 < (job.opts.attempts ?? 1);
    await tell(again ? 'waiting' : 'failed', done, { reason: `${reason} (on ${host})` });
    throw again ? error : new bullmq.UnrecoverableError(`${reason} (on ${host})`);
  } finally {
    clearInterval(looking);
  }
}

/** Leaves a shot to others for a while, since this machine lacks what it needs. */
async function refuse(job: Job<ShotData>, context: TaskContext, board: JobBoard, error: Error) {
  const { bullmq, token, signal, say } = context;
  const { shot, frames } = job.data;
  const { message: reason } = error;
  say(`shot ${shot + 1} of job ${job.data.job.slice(0, 6)} cannot be painted here: ${reason}`);
  const refusals = await board.refused();
  const others = [...(await board.statuses()).values()];
  const isBegun = others.some(({ state }) => state === 'painting' || state === 'done');
  const given = refusals > mostRefusals && !isBegun;
  const state = given ? 'failed' : 'waiting';
  await board.tell(shot, { state, done: 0, frames, host: hostname(), seconds: null, reason });
  if (given) throw new bullmq.UnrecoverableError(reason);
  await job.moveToDelayed(Date.now() + laterMs(context) / 2, token);
  await delay(laterMs(context), undefined, { signal }).catch(() => {});
  throw new bullmq.DelayedError();
}

function laterMs({ settings }: TaskContext): number {
  return 1000 * settings.lostAfter * laterShare;
}
