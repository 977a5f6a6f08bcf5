import type { NstError } from '../../errors.js';
import { paintedSoFar } from '../../pipeline/plan/earlier-work.js';
import { planFacts } from '../../pipeline/plan/plan-facts.js';
import { planPicture } from '../../pipeline/plan/plan-picture.js';
import { planVideo } from '../../pipeline/plan/plan-video.js';
import { contentText } from '../progress/wording.js';
import type { Job } from './job.js';

/**
 * A job's plan in lines, and what would make it fail.
 *
 * @throws as `planVideo`, where there is no telling what it would do
 */
export async function describePlan(
  job: Job,
  foldersToCome: readonly string[],
): Promise<{ readonly lines: readonly string[]; readonly problems: readonly NstError[] }> {
  const { input, style, output, options } = job;
  const makePlan = job.kind === 'image' ? planPicture : planVideo;
  const plan = await makePlan({ input, style, output }, options, { foldersToCome });
  const { frames, notice } = plan.kind === 'image' ? { frames: 0 } : await paintedSoFar(plan);
  const facts = planFacts(plan);
  const lines = [contentText(facts), `in the style of ${style}`];
  if (frames > 0) lines.push(`would continue after the ${frames} of ${facts.frames} frames already painted`);
  for (const text of plan.notices) lines.push(`note: ${text}`);
  if (notice !== undefined) lines.push(`note: ${notice}`);
  return { lines, problems: plan.problems };
}
