import { findBinary } from './binaries.js';
import { startBinary } from './child.js';
import { fileUrl, inputGuard } from './input-guard.js';
import { outputOf } from './watchdog.js';

/** What every ffprobe call needs to know of its file. */
export interface ProbeTarget {
  readonly path: string;
  readonly allowUrl: boolean;
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

/**
 * Runs ffprobe in its compact format, one record a line, as in `pts=0|flags=K_`,
 * and yields each record's fields. Only one line is held at a time.
 */
export async function* ffprobeRecords(
  target: ProbeTarget,
  options: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<ReadonlyMap<string, string>> {
  let rest = '';
  for await (const chunk of ffprobeOutput(target, ['-print_format', 'compact=p=0', ...options], signal)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const fields = line.trim().split('|').filter(Boolean);
      if (fields.length === 0) continue;
      yield new Map(
        fields.map((field): [string, string] => {
          const equals = field.indexOf('=');
          return equals < 0 ? [field, ''] : [field.slice(0, equals), field.slice(equals + 1)];
        }),
      );
    }
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
