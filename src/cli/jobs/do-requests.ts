import { UsageError } from '../../errors.js';
import { makeFolder } from '../../files/make-folder.js';
import type { CliOptions } from '../../options/resolve.js';
import { planJobs } from './plan-jobs.js';
import type { JobRequest } from './request.js';

/** Checks, then does what is asked for; or, under `--dry-run`, reports what that would be. */
export async function doRequests(requests: readonly JobRequest[], cli: CliOptions): Promise<void> {
  if (cli.quiet && cli.verbose) throw new UsageError('Expected either `--quiet` or `--verbose`, got both');
  if (cli.preview && cli.jobsAtOnce > 1) {
    throw new UsageError(
      'Expected either `--preview` or `--jobs-at-once`, got both: the preview shows one job at a time',
    );
  }
  if (cli.preview && cli.quiet && !cli.open) {
    throw new UsageError(
      'Expected `--preview` without either `--quiet` or `--no-open`, got both: nothing would open the preview or print its address',
    );
  }
  // What paints is loaded only when all is checked: a mistyped option should be answered at once.
  if (cli.dryRun) return (await import('./dry-run.js')).dryRun(requests, cli);
  const jobs = await planJobs(requests, cli);
  await makeFolders(requests);
  await (await import('./run-jobs.js')).runJobs(jobs, cli);
}

/** Makes the folders that results are to lie in, where they are not there yet. */
async function makeFolders(requests: readonly JobRequest[]): Promise<void> {
  for (const folder of new Set(requests.map(({ outDir }) => outDir))) {
    if (folder === undefined) continue;
    await makeFolder(folder).catch((cause: unknown) => {
      throw new UsageError(
        `Expected \`--out-dir\` to be a folder that exists or can be created, got \`${folder}\``,
        cause,
      );
    });
  }
}
