import { dirname, isAbsolute, join } from 'node:path';
import { isMap, isSeq, type Node } from 'yaml';
import { UsageError } from '../../errors.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import { withOptionFiles } from '../../options/option-files.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import { liesIn } from '../jobs/real-target.js';
import { expandInput, type JobRequest } from '../jobs/request.js';
import { checkAllowed, type FileKeys, keyOf, optionValue } from './job-file-keys.js';
import { readText, YamlFile } from './yaml-file.js';

/** What a mapping of the file says, by the option's own name. */
type Settings = Readonly<Record<string, unknown>>;

/** Where a file may have something written to, and how the command line says the same. */
const places = [
  ['output', '--out-dir'],
  ['outDir', '--out-dir'],
  ['workDir', '--work-dir'],
  ['explain', '--explain'],
] as const;

/**
 * Reads a job file: YAML, or JSON, which is YAML too. Paths in it are relative
 * to its folder, and so is what it may write to; more than that, the network
 * and the replacing of files, only the command line allows.
 *
 * @param given settings of the command line: they go before those of the file
 * @throws InputError where it cannot be read, UsageError with file, line and column of all that is wrong in it
 */
export async function readJobFile(path: string, given: Settings = {}): Promise<JobRequest[]> {
  const text = await readText(path);
  try {
    const file = new YamlFile(path, text);
    const requests = await requestsOf(file, dirname(path), given);
    file.throwProblems();
    return requests;
  } catch (error) {
    // The parser and all that walks its tree descend by calling themselves.
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `Expected \`${path}\` to be a job file, got lists or mappings nested too deeply to read`,
      error,
    );
  }
}

/** The requests of all jobs; what is wrong is noted in the file. */
async function requestsOf(file: YamlFile, folder: string, given: Settings): Promise<JobRequest[]> {
  if (!isMap(file.root)) {
    file.problem(file.root, 'Expected a mapping with `jobs` and, optionally, `defaults`');
    return [];
  }
  const top = file.entries(file.root, ['defaults', 'jobs']);
  const defaultsNode = top.get('defaults')?.node;
  const defaults = defaultsNode ? settingsOf(file, defaultsNode, 'defaults') : {};
  const list = top.get('jobs')?.node ?? file.root;
  if (!isSeq(list) || list.items.length === 0) {
    file.problem(list, 'Expected `jobs` to be a list of at least one job');
    return [];
  }
  const requests: JobRequest[] = [];
  for (const node of list.items as (Node | null)[]) {
    const own = settingsOf(file, node, 'job');
    if (!file.sound) continue; // one mistake would bring others
    const { outDir, ...others } = defaults;
    // A job that names its output is not for the folder of the others.
    const common = own.output === undefined ? defaults : others;
    requests.push(...(await requestsOfJob(file, folder, node, { ...common, ...own }, given)));
  }
  return requests;
}

/** One mapping of options, checked by the table that all options are in. */
function settingsOf(file: YamlFile, node: Node | null, kind: FileKeys): Settings {
  if (!isMap(node)) {
    const text = JSON.stringify(file.plain(node)) ?? '?';
    const shown = text === 'null' ? 'nothing' : `\`${text.slice(0, 60)}\``;
    file.problem(node, `Expected a mapping of options, got ${shown}`);
    return {};
  }
  const settings: Record<string, unknown> = {};
  for (const [written, { key, node: valueNode }] of file.entries(node)) {
    const name = file.try(key, () => keyOf(written, kind));
    if (name === undefined) continue;
    const value = file.try(valueNode ?? key, () => optionValue(name, file.plain(valueNode)));
    if (value === undefined) continue;
    file.try(key, () => {
      checkAllowed(name, value);
      if (name in settings) throw new UsageError(`\`${written}\` is given twice`);
      settings[name] = value;
    });
  }
  return settings;
}

async function requestsOfJob(
  file: YamlFile,
  folder: string,
  node: Node | null,
  own: Settings,
  given: Settings,
): Promise<JobRequest[]> {
  const resolved = (path: string) => (isUrl(path) || isAbsolute(path) ? path : join(folder, path));
  const settings: Record<string, unknown> = { ...withOptionFiles(own as StylizeOptionsInput, resolved) };
  for (const name of ['style', 'output', 'outDir', 'workDir', 'explain']) {
    if (isPath(name, own[name])) settings[name] = resolved(own[name] as string);
  }
  for (const [name, flag] of places) {
    if (name in given || !isPath(name, own[name])) continue;
    if (await liesIn(settings[name] as string, folder)) continue;
    file.problem(
      node,
      `Expected \`${name}\` to be inside the folder of the job file, got \`${own[name]}\`: to write elsewhere, use \`${flag}\` on the command line`,
    );
  }
  const { input, style, output, outDir, ...options } = { ...settings, ...given } as Partial<JobRequest> &
    Settings;
  if (input === undefined) file.problem(node, '`input` is required in every job');
  if (style === undefined) file.problem(node, '`style` is required, in the job or in `defaults`');
  const inputs: Awaited<ReturnType<typeof expandInput>> = [];
  for (const pattern of (settings.input ?? []) as readonly string[]) {
    const found = await expandInput(resolved(pattern));
    if (found.length === 0) file.problem(node, `No file matches \`${pattern}\``);
    inputs.push(...found);
  }
  if (output !== undefined && (inputs.length > 1 || outDir !== undefined)) {
    file.problem(node, '`output` can only be used with a single input and without `outDir`');
  }
  return inputs.map(({ input, matched }) => ({
    input,
    matched,
    style: style ?? '',
    output,
    outDir,
    options: options as StylizeOptionsInput,
    within: given.outDir === undefined ? folder : undefined,
  }));
}

/** Whether a setting names a path; a work folder may be `auto`. */
function isPath(name: string, value: unknown): boolean {
  return value !== undefined && !(name === 'workDir' && value === 'auto');
}
