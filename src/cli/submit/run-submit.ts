import { rm } from 'node:fs/promises';
import { checkQueue } from '../../farm/connection.js';
import type { FolderPlace, ShotStatus } from '../../farm/queue.js';
import type { QueueAddress } from '../../farm/queue-address.js';
import { submitJob } from '../../farm/submit.js';
import { counted, duration } from '../../number-format.js';
import type { submitOptions } from '../../options/farm-options.js';
import type { ValuesOf } from '../../options/option.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import type { JobPaths } from '../../pipeline/plan/job-plan.js';
import { openJob } from '../../pipeline/shots/open-job.js';
import { planShots } from '../../pipeline/shots/plan-shots.js';
import { Unfinished } from '../process/exit-codes.js';
import { causeOfEnd } from '../process/interrupts.js';
import { runTask } from '../process/run-task.js';
import { fineTuning } from '../progress/wording.js';
import { openFarmPage } from './farm-page.js';
import { farmProgress } from './farm-progress.js';

/** Plans a clip, submits it, shows how its shots stand, and waits for its output. */
export async function runSubmit(
  paths: JobPaths,
  options: StylizeOptionsInput,
  {
    address,
    folder,
    place,
  }: { readonly address: QueueAddress; readonly folder: string; readonly place: FolderPlace },
  cli: ValuesOf<typeof submitOptions>,
): Promise<void> {
  const progress = farmProgress(cli);
  const task = async (signal: AbortSignal, stop: (how: string) => void) => {
    const began = performance.now();
    await checkQueue(address);
    const { id, shots, selection } = await planShots(paths, options, folder, {
      splitShots: cli.splitShots === 'off' ? null : cli.splitShots,
      signal,
      onNotice: (text) => progress.say(`note: ${text}`),
      onFrame: (done, frames) => progress.show(`looking for cuts: ${done} of ${frames} frames`),
      onProgress: (fact) => {
        if (fact.type === 'fine-tune') progress.show(fineTuning(fact));
      },
    });
    progress.planned(shots);
    await using page = cli.preview
      ? await openFarmPage(await openJob(folder), address.shown, cli.open, progress.say, stop)
      : undefined;
    const control = {
      signal,
      onStatus: (statuses: ReadonlyMap<number, ShotStatus>) => {
        progress.status(statuses);
        page?.status(statuses);
      },
      say: progress.say,
    };
    const done = await submitJob({ address, folder: place, id, shots }, control).catch(
      async (error: unknown) => {
        await page?.end({ result: signal.aborted ? 'stopped' : 'failed', error });
        const painted = progress.painted();
        throw painted.done > 0 ? new Unfinished(await causeOfEnd(error, signal), painted) : error;
      },
    );
    for (const text of done.notices) progress.say(`note: ${text}`);
    progress.say(
      `wrote ${paths.output}: ${counted(selection.count, 'frame')} in ${duration((performance.now() - began) / 1000)}, ` +
        `${duration(done.seconds)} of all machines together`,
    );
    await page?.end({ result: 'done', job: paths });
    if (!cli.keepWork) await rm(folder, { recursive: true, force: true });
  };
  const say = (text: string) => progress.say(text);
  await runTask(task, { say, end: () => progress.end() });
}
