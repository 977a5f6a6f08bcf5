import { UsageError } from '../../errors.js';
import { makeFolder } from '../../work/make-folder.js';
import type { JobRequest } from './job.js';

/** Makes the folders that results are to lie in, where they are not there yet. */
export async function makeFolders(requests: readonly JobRequest[]): Promise<void> {
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
