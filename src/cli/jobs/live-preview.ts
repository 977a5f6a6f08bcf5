import type { JobEnd } from '../../preview/facts/job-facts.js';
import { createJobPage } from '../../preview/job-page-content.js';
import { resultFacts } from '../../preview/results.js';
import { openPage } from '../browser/serve-page.js';
import { Interrupted, Unfinished } from '../process/exit-codes.js';
import { errorText } from '../terminal/error-text.js';
import type { Job } from './plan-jobs.js';

/** How long a page may take to fetch what was made. */
const fetchingMs = 20_000;

/** A page that watches the jobs, served until they are over. */
export async function openLivePreview(inBrowser: boolean, say: (text: string) => void, stop: () => void) {
  const content = await createJobPage(stop);
  const page = await openPage(content, inBrowser, (address) => say(`preview at ${address}`));
  return {
    onProgress: content.onProgress,
    onPainted: content.onPainted,
    onExplained: content.onExplained,
    /** Sends the page the outcome of all jobs, and ends it. */
    async end(outcomes: readonly ShownOutcome[]) {
      await content.end(await endOf(outcomes));
      await page.finish(fetchingMs);
    },
    [Symbol.asyncDispose]: () => page[Symbol.asyncDispose](),
  };
}

/** What of an outcome is shown. */
type ShownOutcome =
  | { readonly result: 'failed'; readonly error: unknown }
  | { readonly result: 'stopped'; readonly error: unknown }
  | { readonly result: 'skipped' }
  | { readonly result: 'done'; readonly job: Pick<Job, 'output'> };

async function endOf(outcomes: readonly ShownOutcome[]): Promise<JobEnd> {
  const written = outcomes.flatMap((outcome) => (outcome.result === 'done' ? [outcome.job.output] : []));
  const results = await Promise.all(written.map(resultFacts));
  const ended = outcomes.find((outcome) => outcome.result === 'failed' || outcome.result === 'stopped');
  if (ended) {
    const { error } = ended;
    const cause = error instanceof Unfinished ? error.cause : error;
    const outcome = cause instanceof Interrupted ? 'stopped' : 'failed';
    return { outcome, text: errorText(error, false), results };
  }
  if (written.length === 0) return { outcome: 'stopped', text: 'Nothing was painted.', results };
  return { outcome: 'done', text: `Done: ${written.join(', ')}`, results };
}
