import { extname, resolve } from 'node:path';
import { checkFile, checkOutput } from '../../encode/output/may-write.js';
import { finalPath, pictureFolderOf } from '../../encode/output/picture-folder.js';
import { chooseFormat } from '../../encode/picture/format.js';
import { UsageError } from '../../errors.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import { optionFiles } from '../../options/option-files.js';
import {
  type CliOptions,
  resolveOptions,
  type StylizeOptions,
  type StylizeOptionsInput,
} from '../../options/resolve.js';
import { optionsForStyle } from '../../pipeline/plan/style-options.js';
import { isLeftOver } from '../../pipeline/work-place.js';
import { checkInput, checkStyle, inputKind, namedTwice } from './check-files.js';
import { defaultOutput, imageExtension, imageExtensions, videoExtension } from './output-name.js';
import { liesIn, realTarget } from './real-target.js';
import type { JobRequest } from './request.js';

/** One input and where its result goes. */
export interface Job {
  readonly kind: 'video' | 'image';
  readonly input: string;
  readonly style: string;
  readonly output: string;
  readonly options: StylizeOptionsInput;
}

/** What is asked of all outputs together; those that are there already may be none of our business. */
type OutputOptions = Pick<CliOptions, 'report' | 'skipExisting'>;

/**
 * Checks all that can be checked before any work is done, and names the outputs.
 *
 * @throws InputError, OutputError, UsageError for the first thing that will not do
 */
export async function planJobs(requests: readonly JobRequest[], cli: OutputOptions): Promise<Job[]> {
  const planned: { readonly job: Job; readonly matched: boolean }[] = [];
  const styles = new Set<string>();
  for (const request of requests) {
    const options = resolveOptions(request.options);
    await checkInput(request.input, options.allowUrl);
    if (!styles.has(request.style)) await checkStyle(request.style);
    styles.add(request.style);
    await optionsForStyle(request.style, request.options);
    const job = planJob(request, await inputKind(request.input), options);
    await checkWithin(job.output, request.within);
    planned.push({ job, matched: request.matched });
  }
  const made = new Set(planned.map(({ job }) => resolve(job.output)));
  const jobs = planned
    .filter(({ job, matched }) => !matched || !made.has(resolve(job.input)))
    .map(({ job }) => job);
  const folders = requests.flatMap(({ outDir }) => (outDir === undefined ? [] : [outDir]));
  await checkOutputs(jobs, cli, folders);
  for (const job of jobs) checkFormat(job, resolveOptions(job.options));
  return jobs;
}

/** Pairs an input with its output: the one given, or its default name. */
function planJob(
  { input, style, output, outDir, options: given }: JobRequest,
  kind: Job['kind'],
  options: StylizeOptions,
): Job {
  const extension = () => (kind === 'image' ? imageExtension(input) : videoExtension(input, options));
  const path = output ?? defaultOutput(input, style, extension(), outDir);
  return { kind, input, style, output: path, options: given };
}

/** That a job file writes to its own folder only, unless the command line names another. */
async function checkWithin(output: string, folder: string | undefined): Promise<void> {
  if (folder === undefined || (await liesIn(output, folder))) return;
  throw new UsageError(
    `Expected the outputs of a job file to be inside its own folder \`${folder}\`, got \`${output}\`: ` +
      'set `outDir` in it, or use `--out-dir` on the command line to write elsewhere',
  );
}

/** Ways out that only this command has. */
const advice = {
  exists: ', or `--skip-existing` to leave it as it is',
  folder: ', or use `--out-dir` for folders',
};

/**
 * That the outputs are new, apart from each other and from what is read, and in folders that can be written.
 *
 * @param foldersToCome are made when all checks are passed, so that they need not exist yet
 */
async function checkOutputs(
  jobs: readonly Job[],
  { report, skipExisting }: OutputOptions,
  foldersToCome: readonly string[],
): Promise<void> {
  const read = new Map<string, string>();
  for (const { input, style, options } of jobs) {
    const files = [style, ...optionFiles(options)];
    for (const path of isUrl(input) ? files : [input, ...files]) read.set(await realTarget(path), path);
  }
  const written = new Set<string>();
  const checkApart = async (path: string, place = path) => {
    const id = await realTarget(place);
    if (read.has(id)) {
      throw new UsageError(
        `The output \`${path}\` is also one of the files that are read: choose another output`,
      );
    }
    if (written.has(id)) throw new UsageError(namedTwice(path));
    written.add(id);
  };
  for (const { output, options } of jobs) {
    const { overwrite: allowed, preset, workDir, explain } = resolveOptions(options);
    await checkApart(output, finalPath(output, preset));
    if (explain !== undefined) await checkApart(explain);
    // Killed when the output was complete but its work folder still there: the same command clears up.
    const overwrite = allowed || skipExisting || (await isLeftOver(output, workDir, preset));
    const inputs = pictureFolderOf(output, preset) === undefined ? [] : [...read.keys()];
    await checkOutput(output, preset, { overwrite, inputs, foldersToCome, advice });
  }
  if (report === undefined) return;
  await checkApart(report);
  await checkFile(report, { overwrite: true, foldersToCome });
}

/** That the output's extension names a format that we write and that the codec goes into. */
function checkFormat({ kind, output }: Job, options: StylizeOptions): void {
  if (kind === 'image') {
    if (imageExtension(output) === extname(output).toLowerCase()) return;
    throw new UsageError(`Expected the output to end in ${imageExtensions.join(', ')}, got \`${output}\``);
  }
  chooseFormat(output, options);
}
