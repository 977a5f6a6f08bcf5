import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findBinary } from '../../media/binaries.js';
import { type Finding, findingOf } from './finding.js';

const run = promisify(execFile);

/** Which FFmpeg and ffprobe would be used, and how old they are. */
export async function ffmpegFindings(): Promise<Finding[]> {
  return [
    await findingOf('FFmpeg', () => describe('ffmpeg')),
    await findingOf('ffprobe', () => describe('ffprobe')),
  ];
}

async function describe(name: 'ffmpeg' | 'ffprobe'): Promise<string> {
  const { path, origin } = findBinary(name);
  const { stdout } = await run(path, ['-hide_banner', '-version'], { timeout: 20_000, maxBuffer: 2 ** 20 });
  const from = { environment: `${name.toUpperCase()}_PATH`, bundled: 'bundled', PATH: 'found on the PATH' }[
    origin
  ];
  return `${versionText(stdout)}, ${from}: ${path}`;
}

/** Version and age out of what `-version` prints; the copyright's last year is the year of the build. */
export function versionText(printed: string, thisYear = new Date().getFullYear()): string {
  const [, version = 'unknown version'] = /version (\S+)/.exec(printed) ?? [];
  const year = Number(/Copyright \(c\) (?:\d{4}-)?(\d{4})/.exec(printed)?.[1]);
  if (!year) return version;
  const age = thisYear - year;
  return `${version} of ${year}${age > 0 ? `, ${age} ${age === 1 ? 'year' : 'years'} old` : ''}`;
}
