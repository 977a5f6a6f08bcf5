import type { StylizeOptionsInput } from '../options/resolve.js';
import type { PlanProgress } from '../progress.js';
import { paintedSoFar } from './plan/earlier-work.js';
import { planFacts } from './plan/plan-facts.js';
import { planVideo } from './plan/plan-video.js';

/** What a job would do. */
export interface PlannedVideo extends Omit<PlanProgress, 'type' | 'device'> {
  /** Frames that an earlier run has painted and that this one would continue after. */
  readonly painted: number;
  readonly notices: readonly string[];
  /** Why it would fail; none if it would not. */
  readonly problems: readonly string[];
}

/**
 * Looks at a clip as `stylizeVideo` would and finds out what the job would do and why it might fail, without doing it.
 *
 * @throws UsageError, InputError, ModelError, FfmpegError if that cannot be said. Rejects with `signal.reason` on abort
 */
export async function plannedVideo(
  input: string,
  style: string,
  output: string,
  options: StylizeOptionsInput = {},
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<PlannedVideo> {
  const plan = await planVideo({ input, style, output }, options, { signal });
  const painted = await paintedSoFar(plan);
  return {
    ...planFacts(plan),
    painted: painted.frames,
    notices: plan.notices,
    problems: plan.problems.map(({ message }) => message),
  };
}
