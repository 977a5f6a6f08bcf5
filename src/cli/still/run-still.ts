import type { Moment } from '../../media/time/moment.js';
import type { ValuesOf } from '../../options/option.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import type { stillOptions } from '../../options/still-options.js';
import type { JobPaths } from '../../pipeline/plan/job-plan.js';
import { stylizeStill } from '../../pipeline/stylize-still.js';
import { runTask } from '../process/run-task.js';
import { chooseRenderer } from '../progress/choose.js';
import { writeResult } from '../terminal/write-result.js';

/** Paints one frame of a clip, and tells how it goes. */
export async function runStill(
  { input, style, output }: JobPaths,
  at: Moment,
  options: StylizeOptionsInput,
  cli: ValuesOf<typeof stillOptions>,
): Promise<void> {
  const renderer = chooseRenderer(cli);
  const task = async (signal: AbortSignal) => {
    const { progress: onProgress } = renderer;
    const report = await stylizeStill(input, style, output, at, options, { signal, onProgress });
    renderer.end();
    if (cli.report !== undefined) {
      await writeResult('The report', cli.report, `${JSON.stringify(report, null, 2)}\n`);
    }
  };
  await runTask(task, { say: (text) => renderer.say(text), end: () => renderer.end() });
}
