import { spawn } from 'node:child_process';
import { usualWaiting } from '../run-ffmpeg.js';
import { environmentFor, findBinary } from './binaries.js';
import { type SupervisedChild, supervise } from './child.js';
import { fileUrl, protocolOptions } from './ffmpeg.js';
import { demuxerOptions } from './input-guard.js';
import { watched } from './watchdog.js';

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
  { path, allowUrl }: ProbeTarget,
  options: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<string> {
  signal?.throwIfAborted();
  const source = addressOf({ path, allowUrl });
  const guards = [...protocolOptions(allowUrl), ...demuxerOptions(source)];
  const args = ['-v', 'error', ...guards, ...options, '-i', source];
  const binary = findBinary('ffprobe');
  const child = spawn(binary.path, args, {
    env: environmentFor(binary),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const supervised: SupervisedChild = supervise(child, 'ffprobe', signal);
  try {
    child.stdout.setEncoding('utf8');
    try {
      yield* watched(child.stdout as AsyncIterable<string>, usualWaiting(supervised, 'ffprobe'));
    } catch (error) {
      await supervised.done; // knows better why the stream broke off
      throw error;
    }
    await supervised.done;
  } finally {
    await supervised.stop();
  }
}

/** Whether a string is an address such as `https://…` and not a file name. */
export function isUrl(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}
