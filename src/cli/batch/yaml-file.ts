import { readFile } from 'node:fs/promises';
import { type Document, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { InputError, UsageError } from '../../errors.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';
import { didYouMean } from '../../nearest-name.js';

/** Larger than any list of jobs that a person has made, or a program for a person. */
const mostBytes = 4 * 1024 * 1024;
/** Errors that are told at once. */
const mostListed = 8;

/** The text of a job file. @throws InputError where it cannot be read */
export async function readText(path: string): Promise<string> {
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

/** A file's tree of nodes. What is wrong in it is collected, each problem with its place, and thrown together. */
export class YamlFile {
  readonly root: Node | null;
  readonly #path: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly #problems: string[] = [];

  /** @throws RangeError where it is nested too deeply, UsageError where it is no YAML */
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
    this.throwProblems();
    this.root = contents;
  }

  /** Whether nothing was wrong so far. */
  get sound(): boolean {
    return this.#problems.length === 0;
  }

  /** The entries of a mapping by their keys as text; with `known`, others are refused. */
  entries(map: YAMLMap, known?: readonly string[]) {
    const entries = new Map<string, { readonly key: Node; readonly node: Node | null }>();
    for (const { key, value } of map.items as { key: Node; value: Node | null }[]) {
      if (!isScalar(key)) {
        this.problem(key, 'Expected a name, got a list or a mapping');
        continue;
      }
      const text = String(key.value);
      if (known && !known.includes(text))
        this.problem(key, `Unknown name \`${text}\`${didYouMean(text, known)}`);
      else entries.set(text, { key, node: value });
    }
    return entries;
  }

  /** The value of a node, aliases followed; undefined where there are too many of them. */
  plain(node: Node | null): unknown {
    try {
      return node ? node.toJS(this.#document) : null;
    } catch {
      return undefined;
    }
  }

  /** Notes a problem at the place of a node. */
  problem(node: Node | null, text: string): void {
    this.#problemAt(node?.range?.[0] ?? 0, text);
  }

  /** What `read` returns; where it throws a UsageError, that is a problem at the node. */
  try<T>(node: Node | null, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.problem(node, error.message);
      return undefined;
    }
  }

  /** @throws UsageError with all problems so far, if there are any */
  throwProblems(): void {
    if (this.sound) return;
    const listed = this.#problems.slice(0, mostListed).join('; ');
    const more = this.#problems.length - mostListed;
    throw new UsageError(more > 0 ? `${listed}; and ${more} more` : listed);
  }

  #problemAt(offset: number, text: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.#problems.push(`${this.#path}:${Math.max(1, line)}:${Math.max(1, col)}: ${text}`);
  }
}
