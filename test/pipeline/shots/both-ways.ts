import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stylizeVideo } from '../../../src/index.js';
import type { StylizeOptionsInput } from '../../../src/options/resolve.js';
import { assembleShots } from '../../../src/pipeline/shots/assemble-shots.js';
import { onThisMachine, openJob } from '../../../src/pipeline/shots/open-job.js';
import { paintShot } from '../../../src/pipeline/shots/paint-shot.js';
import { planShots } from '../../../src/pipeline/shots/plan-shots.js';
import type { StylizeReport } from '../../../src/report.js';
import { writePicture } from '../../cli/run-cli.js';
import { makeClip, scratchFolder, tone, X264 } from '../../media/clips.js';
import { painterFile } from '../../stylize/style-network/painter-file.js';
import { packetHashes, writeShots } from './shots-clip.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const quick = { device: 'cpu', quality: 'draft', iterations: 2, preset: 'ffv1' } as const;
let jobs = 0;

/** Writes a style, a network that is one, and clips of three shots: plain, with sound, interlaced, transparent, damaged, larger. */
export async function writeClips(): Promise<void> {
  await writePicture(path('style.png'));
  writeFileSync(path('style.onnx'), painterFile({ opset: 9, size: { width: 224, height: 224 } }));
  writeShots(path('shots.mkv'), [5, 3, 6]);
  writeShots(path('large.mkv'), [5, 3, 6], 112);
  const sound = ['-i', path('shots.mkv'), ...tone(0.56)];
  makeClip(path('sound.mp4'), ...sound, ...X264, '-c:a', 'aac');
  const fields = ['-vf', 'setfield=tff', ...X264, '-flags', '+ilme+ildct', '-c:a', 'aac'];
  makeClip(path('fields.mp4'), ...sound, ...fields);
  const half = ['-vf', 'format=rgba,colorchannelmixer=aa=0.5', '-c:v', 'ffv1'];
  makeClip(path('alpha.mkv'), '-i', path('shots.mkv'), ...half);
  makeClip(path('every.mp4'), '-i', path('shots.mkv'), ...X264, '-g', '1', '-movflags', '+faststart');
  const bytes = readFileSync(path('every.mp4'));
  const data = bytes.indexOf('mdat') + 4;
  const at = (share: number) => data + Math.floor((bytes.length - data) * share);
  bytes.fill(0, at(0.45), at(0.62));
  writeFileSync(path('damaged.mp4'), bytes);
}

/**
 * Paints a clip as one job, and shot by shot, the last one first and with another number of threads; asserts that both
 * come to the same bytes and the same report of every frame.
 */
export async function paintBothWays(
  input: string,
  more: StylizeOptionsInput,
  style = 'style.png',
): Promise<{ readonly report: StylizeReport; readonly shots: number }> {
  const options = { ...quick, ...more };
  const number = jobs++;
  const [whole, parts, job] = [
    path(`whole-${number}.mkv`),
    path(`parts-${number}.mkv`),
    path(`job-${number}`),
  ];
  const report = await stylizeVideo(path(input), path(style), whole, options);
  const paths = { input: path(input), style: path(style), output: parts };
  const { shots } = await planShots(paths, options, job);
  const opened = onThisMachine(await openJob(job), { device: undefined, threads: 1 });
  for (const shot of [...shots.keys()].reverse()) await paintShot(opened, shot);
  const assembled = await assembleShots(opened);
  assert.equal(packetHashes(parts), packetHashes(whole));
  assert.deepEqual(assembled.frames, report.frames);
  assert.equal(assembled.fps, report.fps);
  return { report, shots: shots.length };
}
