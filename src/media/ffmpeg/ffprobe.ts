import { findBinary } from './binaries.js';
import { startBinary } from './child.js';
import { fileUrl, inputGuard } from './input-guard.js';
import { outputOf } from './watchdog.js';

/** What every ffprobe call needs to know of its file. */
export interface ProbeTarget {
  readonly path: string;
  readonly allowUrl: boolean;
}

/** What ffprobe is to list, one record each. */
export interface RecordQuery {
  /** Kind and fields, as in `packet=pts,flags`. */
  readonly entries: string;
  /** Number or specifier of the streams; default: all. */
  readonly streams?: number | string | undefined;
  /** Further options. */
  readonly options?: readonly string[] | undefined;
}

/**
 * Runs ffprobe and parses the JSON that it prints.
 *
 * fluent-ffmpeg has an ffprobe call too, but it flattens side data (rotation)
 * away and holds all output in memory, which a scan of all packets cannot bear.
 */
export async function ffprobeJson(
  target: ProbeTarget,
  options: readonly string[],
  signal?: AbortSignal,
): Promise<unknown> {
  let text = '';
  for await (const chunk of ffprobeOutput(target, ['-print_format', 'json', ...options], signal))
    text += chunk;
  return JSON.parse(text);
}

/** One packet or frame as ffprobe lists it; only one is held at a time. */
export class ProbeRecord {
  readonly #fields: ReadonlyMap<string, string>;

  /** @param line in its compact format: `pts=0|flags=K_` */
  constructor(line: string) {
    const fields = line.split('|').map((field): [string, string] => {
      const equals = field.indexOf('=');
      return equals < 0 ? [field, ''] : [field.slice(0, equals), field.slice(equals + 1)];
    });
    this.#fields = new Map(fields);
  }

  /** A field as it is printed; '' where it is missing. */
  text(name: string): string {
    return this.#fields.get(name) ?? '';
  }

  /** A field as a number; not a number where it is missing or not known. */
  number(name: string): number {
    return Number(this.#fields.get(name) ?? Number.NaN);
  }
}

/** Runs ffprobe and yields each packet or frame that it lists. */
export async function* ffprobeRecords(
  target: ProbeTarget,
  { entries, streams, options = [] }: RecordQuery,
  signal?: AbortSignal,
): AsyncGenerator<ProbeRecord, void, undefined> {
  const select = streams === undefined ? [] : ['-select_streams', String(streams)];
  const args = ['-print_format', 'compact=p=0', ...options, ...select, '-show_entries', entries];
  for await (const line of linesOf(ffprobeOutput(target, args, signal))) {
    const record = line.trim();
    if (record !== '') yield new ProbeRecord(record);
  }
}

/** The whole lines of a text that comes in pieces. */
export async function* linesOf(
  chunks: AsyncIterable<string | Buffer>,
): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** How FFmpeg and ffprobe are told of an input: as an address only where those are allowed. */
export function addressOf({ path, allowUrl }: ProbeTarget): string {
  return allowUrl && isUrl(path) ? path : fileUrl(path);
}

async function* ffprobeOutput(
  target: ProbeTarget,
  options: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const source = addressOf(target);
  const args = ['-v', 'error', ...inputGuard(source), ...options, '-i', source];
  await using ffprobe = startBinary('ffprobe', findBinary('ffprobe'), args, signal);
  yield* outputOf<string>(ffprobe);
}

/** Whether a string is an address such as `https://…` and not a file name. */
export function isUrl(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}
