import { counted } from '../../number-format.js';
import type { ValuesOf } from '../../options/option.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import type { planOptions } from '../../options/shots-options.js';
import type { JobPaths } from '../../pipeline/plan/job-plan.js';
import { planShots } from '../../pipeline/shots/plan-shots.js';
import { runTask } from '../process/run-task.js';
import { isRedrawable, StatusLine } from '../progress/status-line.js';
import { fineTuning } from '../progress/wording.js';
import { print } from '../terminal/print.js';

const redrawMs = 200;

/** Plans a clip into a job folder, and prints the number of its shots to standard output. */
export async function runPlan(
  paths: JobPaths,
  options: StylizeOptionsInput,
  folder: string,
  { quiet, splitShots }: Pick<ValuesOf<typeof planOptions>, 'quiet' | 'splitShots'>,
): Promise<void> {
  const status = new StatusLine(process.stderr, isRedrawable(process.stderr));
  const say = (text: string) => (quiet ? undefined : status.say(text));
  const task = async (signal: AbortSignal) => {
    let drawn = 0;
    const show = (text: string) => {
      if (quiet || !isRedrawable(process.stderr) || performance.now() - drawn < redrawMs) return;
      drawn = performance.now();
      status.show(text);
    };
    const { shots, selection } = await planShots(paths, options, folder, {
      splitShots: splitShots === 'off' ? null : splitShots,
      signal,
      onNotice: (text) => say(`note: ${text}`),
      onFrame: (done, frames) => show(`looking for cuts: ${done} of ${frames} frames`),
      onProgress: (fact) => {
        if (fact.type === 'fine-tune') show(fineTuning(fact));
      },
    });
    status.end();
    const longest = Math.max(...shots.map(({ count }) => count));
    say(
      `${counted(selection.count, 'frame')} in ${counted(shots.length, 'shot')}, the longest of ${counted(longest, 'frame')}; ` +
        `paint them with \`nst-video paint ${folder}\`, then run \`nst-video assemble ${folder}\``,
    );
    print(String(shots.length));
  };
  await runTask(task, { say, end: () => status.end() });
}
