import { presetsAmong } from '../../encode/picture/available.js';
import { presetNames } from '../../formats/presets.js';
import { type BinaryVersion, readEncoders, readVersion } from '../../media/ffmpeg/version.js';
import { type Finding, findingOf } from './finding.js';

/** Which FFmpeg and ffprobe would be used, how old they are, and which presets cannot be written. */
export async function ffmpegFindings(): Promise<Finding[]> {
  return [
    await findingOf('FFmpeg', async () => versionText(await readVersion('ffmpeg'))),
    await findingOf('ffprobe', async () => versionText(await readVersion('ffprobe'))),
    await findingOf('presets', async () => presetsText(await readEncoders())),
  ];
}

/** Version, age and place of a binary; the last year of its copyright is the year it was built. */
export function versionText(
  { version, year, origin, path }: Pick<BinaryVersion, 'version' | 'year' | 'origin' | 'path'>,
  thisYear = new Date().getFullYear(),
): string {
  const age = year === undefined ? 0 : thisYear - year;
  const old = age > 0 ? `, ${age} ${age === 1 ? 'year' : 'years'} old` : '';
  const from = { environment: 'set by the environment', bundled: 'bundled', PATH: 'on the PATH' }[origin];
  return `${version}${year === undefined ? '' : ` from ${year}`}${old}, ${from}: ${path}`;
}

/** The presets that can be written, and those whose encoder this FFmpeg was built without. */
export function presetsText(encoders: ReadonlySet<string>): string {
  const there = presetsAmong(encoders);
  const missing = presetNames.filter((name) => !there.includes(name));
  return `${there.join(', ') || 'none'}${missing.length > 0 ? `; not available in this FFmpeg: ${missing.join(', ')}` : ''}`;
}
