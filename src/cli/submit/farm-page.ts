import type { ShotStatus } from '../../farm/queue.js';
import { planFacts } from '../../pipeline/plan/job-plan.js';
import type { ShotsJob } from '../../pipeline/shots/open-job.js';
import { ShotsWatcher } from '../../pipeline/shots/watch-shots.js';
import { openLivePreview } from '../jobs/live-preview.js';

/** Between two looks into the folder of the job. */
const lookMs = 2000;

/** The page of a job that a farm paints: what lies in the job's folder, as it comes. */
export async function openFarmPage(
  job: ShotsJob,
  queue: string,
  inBrowser: boolean,
  say: (text: string) => void,
  stop: (how: string) => void,
) {
  const live = await openLivePreview(inBrowser, say, () => stop('Stopped from the preview page'));
  live.onProgress({ type: 'plan', ...planFacts(job.plan), device: `the workers of ${queue}` });
  const watcher = new ShotsWatcher(job, live);
  const ending = new AbortController();
  let looked = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;
  const look = async (statuses: ReadonlyMap<number, ShotStatus>) => {
    isLooking = true;
    const done = new Map([...statuses].map(([shot, status]) => [shot, status.done]));
    // A page that misses a frame is no reason to fail: the next look tells of it.
    await watcher.look(done, ending.signal).catch(() => {});
    [looked, isLooking] = [performance.now(), false];
  };
  return {
    status(statuses: ReadonlyMap<number, ShotStatus>) {
      if (isLooking || performance.now() - looked < lookMs) return;
      looking = look(statuses);
    },
    async end(outcome: Parameters<typeof live.end>[0][number]) {
      await looking;
      await live.end([outcome]);
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await looking;
      await live[Symbol.asyncDispose]();
    },
  };
}
