import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import { assembleQueued } from './assemble-queued.js';
import { connect, loadQueueLibraries } from './connection.js';
import { paintQueued } from './paint-queued.js';
import { type AssemblyData, prefix, queues, type ShotData } from './queue.js';
import type { TaskContext, WorkerControl, WorkerSettings } from './task.js';

/** Milliseconds that going may take when the queue does not answer. */
const leavingMs = 5000;

/**
 * Takes shots from the queue and paints them, and assembles jobs whose shots are painted, one of each at a time. Resolves
 * when it has been idle for as long as it may be; rejects with the signal's reason when it is ended.
 *
 * @throws UsageError, NotReadyError where the queue cannot be reached
 */
export async function runWorker(settings: WorkerSettings, control: WorkerControl): Promise<void> {
  const { address, lostAfter, idle } = settings;
  const { signal, say } = control;
  const libraries = await loadQueueLibraries();
  const client = await connect(libraries, address, say);
  const { bullmq } = libraries;
  let busy = 0;
  let since = performance.now();
  const open = <Data>(
    name: string,
    work: (job: Job<Data>, context: TaskContext) => Promise<unknown>,
  ): Worker<Data> => {
    const inHand = new Map<string, AbortController>();
    const worker = new bullmq.Worker<Data>(
      name,
      async (job, token = '') => {
        const lost = new AbortController();
        inHand.set(job.id as string, lost);
        busy++;
        try {
          return await work(job, { ...control, settings, client, bullmq, lost: lost.signal, token });
        } finally {
          busy--;
          since = performance.now();
          inHand.delete(job.id as string);
        }
      },
      {
        connection: client,
        prefix,
        concurrency: 1,
        name: hostname(),
        lockDuration: 1000 * lostAfter,
        stalledInterval: 500 * lostAfter,
        // A shot that workers are lost over is found out by whoever takes it next.
        maxStalledCount: 1_000_000,
        drainDelay: 5,
        runRetryDelay: 2000,
      },
    );
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids)
        inHand.get(id)?.abort(new Error('the queue has given the shot to another worker'));
    });
    // Told of by the connection, or by what is done with the task.
    worker.on('error', () => {});
    return worker;
  };
  const workers = [
    open<ShotData>(queues.shots, paintQueued),
    open<AssemblyData>(queues.assembly, assembleQueued),
  ];
  say(`waiting for shots from ${address.shown}`);
  try {
    while (!signal.aborted) {
      await delay(200, undefined, { signal }).catch(() => {});
      if (idle !== undefined && busy === 0 && performance.now() - since > 1000 * idle) return;
    }
    signal.throwIfAborted();
  } finally {
    const closed = Promise.allSettled(workers.map((worker) => worker.close()));
    const late = delay(leavingMs, 'late', { ref: false });
    if ((await Promise.race([closed, late])) === 'late') {
      await Promise.race([
        Promise.allSettled(workers.map((worker) => worker.close(true))),
        delay(1000, undefined, { ref: false }),
      ]);
    }
    client.disconnect();
  }
}
