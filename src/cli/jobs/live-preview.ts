import type { OnPainted } from '../../pipeline/observed-frame.js';
import type { JobEnd } from '../../preview/facts/job-facts.js';
import { resultFacts } from '../../preview/results.js';
import type { OnStylizeProgress } from '../../progress.js';
import { Interrupted, Unfinished } from '../process/exit-codes.js';
import { openInBrowser } from '../process/open-in-browser.js';
import { errorText } from '../terminal/error-text.js';
import type { Outcome } from './run-job.js';

/** How long a page may take to fetch what was made. */
const fetchingMs = 20_000;

/** A page that watches the jobs. */
export interface LivePreview extends AsyncDisposable {
  readonly onProgress: OnStylizeProgress;
  readonly onPainted: OnPainted;
  /** Sends the page the outcome of all jobs, and ends it. */
  end(outcomes: readonly Outcome[]): Promise<void>;
}

/** Serves the page until the jobs are over. */
export async function openLivePreview(
  inBrowser: boolean,
  say: (text: string) => void,
  stop: () => void,
): Promise<LivePreview> {
  const { createJobPage } = await import('../../preview/job-page-content.js');
  const { openServer } = await import('../../preview/server/server.js');
  const content = await createJobPage(stop);
  const server = await openServer(content);
  say(`preview at ${server.address}`);
  const browser = inBrowser ? await openInBrowser(server.address) : undefined;
  return {
    onProgress: content.onProgress,
    onPainted: content.onPainted,
    async end(outcomes) {
      const done = outcomes.flatMap(({ job, result }) => (result === 'done' ? [job.output] : []));
      await content.end({ ...endOf(outcomes), results: await Promise.all(done.map(resultFacts)) });
      await server.finish(fetchingMs);
    },
    async [Symbol.asyncDispose]() {
      browser?.[Symbol.dispose]();
      await server.close();
    },
  };
}

function endOf(outcomes: readonly Outcome[]): Omit<JobEnd, 'results'> {
  const failed = outcomes.find(({ result }) => result === 'failed' || result === 'stopped');
  if (failed?.result === 'failed' || failed?.result === 'stopped') {
    const { error } = failed;
    const cause = error instanceof Unfinished ? error.cause : error;
    return { outcome: cause instanceof Interrupted ? 'stopped' : 'failed', text: errorText(error, false) };
  }
  const written = outcomes.flatMap(({ job, result }) => (result === 'done' ? [job.output] : []));
  if (written.length === 0) return { outcome: 'stopped', text: 'Nothing was painted.' };
  return { outcome: 'done', text: `Done: ${written.join(', ')}` };
}
