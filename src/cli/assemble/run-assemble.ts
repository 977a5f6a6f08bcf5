import type { ValuesOf } from '../../options/option.js';
import type { assembleOptions } from '../../options/shots-options.js';
import { assembleShots } from '../../pipeline/shots/assemble-shots.js';
import { openJob } from '../../pipeline/shots/open-job.js';
import { runTask } from '../process/run-task.js';
import { chooseRenderer } from '../progress/choose.js';
import { writeResult } from '../terminal/write-result.js';

/** Makes the output of a job folder. */
export async function runAssemble(folder: string, cli: ValuesOf<typeof assembleOptions>): Promise<void> {
  const renderer = chooseRenderer(cli);
  const task = async (signal: AbortSignal) => {
    const job = await openJob(folder);
    const report = await assembleShots(job, { signal, onProgress: (fact) => renderer.progress(fact) });
    if (cli.report === undefined) return;
    await writeResult('The report', cli.report, `${JSON.stringify(report, null, 2)}\n`);
  };
  const say = (text: string) => renderer.say(text);
  await runTask(task, { say, end: () => renderer.end() });
}
