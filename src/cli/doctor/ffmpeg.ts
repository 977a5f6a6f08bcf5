import { CODECS } from '../../encode/codecs.js';
import { type BinaryVersion, readEncoders, readVersion } from '../../media/version.js';
import { type Finding, findingOf } from './finding.js';

/** Which FFmpeg and ffprobe would be used, how old they are, and which codecs are missing. */
export async function ffmpegFindings(): Promise<Finding[]> {
  return [
    await findingOf('FFmpeg', async () => versionText(await readVersion('ffmpeg'))),
    await findingOf('ffprobe', async () => versionText(await readVersion('ffprobe'))),
    await findingOf('codecs', async () => codecsText(await readEncoders())),
  ];
}

/** Version, age and place of a binary; the last year of its copyright is the year it was built. */
export function versionText(
  { version, year, origin, path }: Pick<BinaryVersion, 'version' | 'year' | 'origin' | 'path'>,
  thisYear = new Date().getFullYear(),
): string {
  const age = year === undefined ? 0 : thisYear - year;
  const old = age > 0 ? `, ${age} ${age === 1 ? 'year' : 'years'} old` : '';
  const from = { environment: 'named by the environment', bundled: 'bundled', PATH: 'on the PATH' }[origin];
  return `${version}${year === undefined ? '' : ` of ${year}`}${old}, ${from}: ${path}`;
}

/** The codecs that can be written, and those that this FFmpeg was built without. */
export function codecsText(encoders: ReadonlySet<string>): string {
  const all = Object.entries(CODECS);
  const there = all.filter(([, { encoder }]) => encoders.has(encoder)).map(([name]) => name);
  const missing = all.filter(([, { encoder }]) => !encoders.has(encoder)).map(([name]) => name);
  return `${there.join(', ') || 'none'}${missing.length > 0 ? `; not built in: ${missing.join(', ')}` : ''}`;
}
