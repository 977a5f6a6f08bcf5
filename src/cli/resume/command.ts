import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { findWorkFolders, readUnfinished, type UnfinishedJob } from '../../checkpoint/find.js';
import type { Manifest } from '../../checkpoint/manifest.js';
import { NstError, UsageError } from '../../errors.js';
import { cliOptions } from '../../options/cli-options.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import { addOptions, splitOptions } from '../help/option-flags.js';
import { continueCommandLine, optionsToContinue } from '../jobs/command-line.js';
import { errorText } from '../terminal/error-text.js';
import { print } from '../terminal/print.js';

/** `nst-video resume`: lists what is unfinished, or continues it. */
export function addResumeCommand(program: Command): void {
  const { report, jsonProgress, quiet, verbose } = cliOptions;
  const command = program
    .command('resume')
    .summary('List or continue unfinished jobs.')
    .description(
      'List unfinished jobs under the current folder, or under the given folders, with the command that continues each. ' +
        'If a folder is itself a work folder, its job is continued.',
    )
    .argument('[folder...]', 'folders to search, or work folders');
  addOptions(command, [{ report, jsonProgress, quiet, verbose }]);
  command.action(async (folders: string[], parsed: Record<string, unknown>) => {
    const named: UnfinishedJob[] = [];
    const places: string[] = [];
    for (const folder of folders.length > 0 ? folders : ['.']) {
      if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
        throw new UsageError(`Expected a folder, got \`${folder}\``);
      }
      const job = await readUnfinished(folder);
      if (job) named.push(job);
      else places.push(folder);
    }
    if (named.length > 0 && places.length > 0) {
      throw new UsageError('Expected either work folders to continue or folders to search, got both');
    }
    if (named.length === 0) return list(places);
    for (const { manifest } of named) await checkAllowed(manifest);
    const { cli } = splitOptions(parsed);
    const jobs = named.map(({ manifest }) => ({
      kind: 'video' as const,
      input: manifest.input,
      style: manifest.style,
      output: manifest.output,
      options: optionsToContinue(manifest) as StylizeOptionsInput,
    }));
    // Loaded only now: a mistyped option should be answered at once.
    const { runJobs } = await import('../jobs/run-jobs.js');
    await runJobs(jobs, { ...cli, jobsAtOnce: 1, skipExisting: false });
  });
}

/** That continuing needs nothing that only a command line may allow: the folder may be somebody else's. */
async function checkAllowed(manifest: Manifest): Promise<void> {
  const { allowUrl, overwrite } = manifest.options;
  const replaces = overwrite === true && (await stat(manifest.output).catch(() => undefined)) !== undefined;
  if (allowUrl !== true && !replaces) return;
  throw new UsageError(
    `${replaces ? `\`${manifest.output}\` would be replaced` : 'The job reads from a URL'}, which must be allowed on the command line: run ${continueCommandLine(manifest)}`,
  );
}

async function list(folders: readonly string[]): Promise<void> {
  let found = 0;
  for (const folder of folders) {
    for await (const path of findWorkFolders(folder)) {
      const job = await readUnfinished(path).catch((error: unknown) => {
        if (!(error instanceof NstError)) throw error;
        print(errorText(error, false));
        found++;
      });
      if (!job) continue;
      found++;
      for (const line of describe(job)) print(line);
    }
  }
  if (found === 0) print(`no unfinished jobs under ${folders.map((folder) => resolve(folder)).join(', ')}`);
}

function describe({ manifest, done, pid, folder }: UnfinishedJob): string[] {
  const { output, selection } = manifest;
  const progress = `${done} of ${selection.count} frames`;
  const state = pid === undefined ? '' : `, process ${pid} is working on it`;
  const near = relative('.', output);
  const name = near.startsWith('..') || isAbsolute(near) ? output : near;
  const lines = [`${name}: ${progress}${state}`, `  kept in ${folder}`];
  if (pid === undefined) lines.push(`  ${continueCommandLine(manifest)}`);
  return lines;
}
