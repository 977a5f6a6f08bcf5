import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { InputError, UsageError } from '../../errors.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import { nearestName } from '../help/nearest-name.js';
import { expandInput } from '../jobs/expand-glob.js';
import type { JobRequest } from '../jobs/job.js';
import { liesIn } from '../jobs/real-target.js';
import { commandLineOnly, type FileKeys, keyOf, optionValue } from './job-file-keys.js';

/** Larger than any list of jobs that a person has made, or a program for a person. */
const mostBytes = 4 * 1024 * 1024;
/** Errors that are told at once. */
const mostListed = 8;

/** What a mapping of the file says, by the option's own name. */
type Settings = Readonly<Record<string, unknown>>;

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
    return await readRequests(path, text, given);
  } catch (error) {
    // The parser and all that walks its tree descend by calling themselves.
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `Expected \`${path}\` to be a job file, got lists or mappings nested too deeply to read`,
      error,
    );
  }
}

async function readRequests(path: string, text: string, given: Settings): Promise<JobRequest[]> {
  const reader = new JobFileReader(path, text);
  const requests = await reader.requests(given);
  if (reader.problems.length === 0) return requests;
  const listed = reader.problems.slice(0, mostListed).join('; ');
  const more = reader.problems.length - mostListed;
  throw new UsageError(more > 0 ? `${listed}; and ${more} more` : listed);
}

async function readText(path: string): Promise<string> {
  await checkRegularPath(path);
  const bytes = await readFile(path).catch((error: Error) => {
    throw new InputError(`The job file \`${path}\` cannot be read: ${error.message}`, error);
  });
  if (bytes.length > mostBytes) {
    throw new InputError(
      `Expected \`${path}\` to be a job file, got ${bytes.length} bytes: at most ${mostBytes} are allowed`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError(`Expected \`${path}\` to be a job file, got a file that is not UTF-8 text`, error);
  }
}

/** Where a file may have something written to, and how the command line says the same. */
const places = [
  ['output', '--out-dir'],
  ['outDir', '--out-dir'],
  ['workDir', '--work-dir'],
] as const;

/** Whether a setting names a path; a work folder may be `auto`. */
function isPath(name: string, value: unknown): boolean {
  return value !== undefined && !(name === 'workDir' && value === 'auto');
}

/** Walks the file's tree and collects what is wrong, each with its place. */
class JobFileReader {
  readonly problems: string[] = [];
  readonly #path: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly #root: Node | null;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const { errors, contents } = this.#document;
    // Where the parser runs out of stack it says so once for each level.
    if (errors.some(({ message }) => /call stack/i.test(message))) throw new RangeError('nested too deeply');
    for (const { message, pos } of errors) this.#problemAt(pos[0], message);
    this.#root = errors.length > 0 ? null : contents;
  }

  async requests(given: Settings): Promise<JobRequest[]> {
    if (this.problems.length > 0) return [];
    if (!isMap(this.#root)) {
      this.#problem(this.#root, 'Expected a mapping with `jobs` and, optionally, `defaults`');
      return [];
    }
    const top = this.#entries(this.#root, ['defaults', 'jobs']);
    const { node: defaultsNode } = top.get('defaults') ?? {};
    const defaults = defaultsNode ? this.#settings(defaultsNode, 'defaults') : {};
    const { node: list } = top.get('jobs') ?? {};
    if (!isSeq(list) || list.items.length === 0) {
      this.#problem(list ?? this.#root, 'Expected `jobs` to be a list of at least one job');
      return [];
    }
    const requests: JobRequest[] = [];
    for (const item of list.items as (Node | null)[]) {
      const own = this.#settings(item, 'job');
      const { outDir, ...others } = defaults;
      // A job that names its output is not for the folder of the others.
      const common = own.output === undefined ? defaults : others;
      requests.push(...(await this.#requestsOf(item, { ...common, ...own }, given)));
    }
    return requests;
  }

  /** One mapping of options, checked by the table that all options are in. */
  #settings(node: Node | null, kind: FileKeys): Settings {
    if (!isMap(node)) {
      this.#problem(node, `Expected a mapping of options, got ${this.#shown(node)}`);
      return {};
    }
    const settings: Record<string, unknown> = {};
    for (const [written, { key, node: valueNode }] of this.#entries(node)) {
      const found = keyOf(written, kind);
      if ('problem' in found) {
        this.#problem(key, found.problem);
        continue;
      }
      const raw = this.#plain(valueNode);
      const value = optionValue(found.name, raw);
      if (value.problem !== undefined) this.#problem(valueNode ?? key, value.problem);
      else if (commandLineOnly(found.name, value.value))
        this.#problem(key, commandLineOnly(found.name, value.value));
      else if (found.name in settings) this.#problem(key, `\`${written}\` is given twice`);
      else settings[found.name] = value.value;
    }
    return settings;
  }

  async #requestsOf(node: Node | null, own: Settings, given: Settings): Promise<JobRequest[]> {
    if (this.problems.length > 0) return []; // one mistake would bring others
    await this.#checkPlaces(node, own, given);
    const { input, style, output, outDir, ...options } = { ...this.#resolved(own), ...given };
    if (input === undefined) this.#problem(node, '`input` is required in every job');
    if (style === undefined) this.#problem(node, '`style` is required, in the job or in `defaults`');
    const inputs: { readonly file: string; readonly matched: boolean }[] = [];
    for (const pattern of (input ?? []) as readonly string[]) {
      const path = this.#resolve(pattern);
      const files = await expandInput(path);
      if (files.length === 0) this.#problem(node, `No file matches \`${pattern}\``);
      inputs.push(...files.map((file) => ({ file, matched: file !== path })));
    }
    if (output !== undefined && (inputs.length > 1 || outDir !== undefined)) {
      this.#problem(node, '`output` can only be used with a single input and without `outDir`');
    }
    const path = (value: unknown) => (value === undefined ? undefined : String(value));
    return inputs.map(({ file, matched }) => ({
      input: file,
      matched,
      style: path(style) ?? '',
      output: path(output),
      outDir: path(outDir),
      options: options as StylizeOptionsInput,
      within: given.outDir === undefined ? dirname(this.#path) : undefined,
    }));
  }

  /** Settings with the paths in them counted from the file's folder. */
  #resolved(settings: Settings): Settings {
    const paths = ['style', 'output', 'outDir', 'workDir'].filter((name) => isPath(name, settings[name]));
    return {
      ...settings,
      ...Object.fromEntries(paths.map((name) => [name, this.#resolve(settings[name] as string)])),
    };
  }

  /** That the file names no place outside its folder to write to. */
  async #checkPlaces(node: Node | null, own: Settings, given: Settings): Promise<void> {
    const resolved = this.#resolved(own);
    for (const [name, flag] of places) {
      if (name in given || !isPath(name, own[name])) continue;
      if (await liesIn(resolved[name] as string, dirname(this.#path))) continue;
      this.#problem(
        node,
        `Expected \`${name}\` to be inside the folder of the job file, got \`${own[name]}\`: to write elsewhere, use \`${flag}\` on the command line`,
      );
    }
  }

  /** The entries of a mapping by their keys as text; with `known`, others are refused. */
  #entries(map: YAMLMap, known?: readonly string[]) {
    const entries = new Map<string, { readonly key: Node; readonly node: Node | null }>();
    for (const { key, value } of map.items as { key: Node; value: Node | null }[]) {
      if (!isScalar(key)) {
        this.#problem(key, 'Expected a name, got a list or a mapping');
        continue;
      }
      const text = String(key.value);
      if (known && !known.includes(text)) this.#problem(key, unknownName(text, known));
      else entries.set(text, { key, node: value });
    }
    return entries;
  }

  /** The value of a node, aliases followed; undefined where there are too many of them. */
  #plain(node: Node | null): unknown {
    try {
      return node ? node.toJS(this.#document) : null;
    } catch {
      return undefined;
    }
  }

  #shown(node: Node | null): string {
    const text = JSON.stringify(this.#plain(node)) ?? '?';
    return text === 'null' ? 'nothing' : `\`${text.slice(0, 60)}\``;
  }

  #resolve(path: string): string {
    return isUrl(path) || isAbsolute(path) ? path : join(dirname(this.#path), path);
  }

  #problem(node: Node | null | undefined, text: string): void {
    this.#problemAt(node?.range?.[0] ?? 0, text);
  }

  #problemAt(offset: number, text: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.problems.push(`${this.#path}:${Math.max(1, line)}:${Math.max(1, col)}: ${text}`);
  }
}

/** What to say of a name that means nothing. */
function unknownName(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return `Unknown name \`${name}\`${near === undefined ? '' : `: did you mean \`${near}\`?`}`;
}
