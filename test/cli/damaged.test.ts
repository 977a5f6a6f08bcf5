import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { StylizeReport } from '../../src/report.js';
import { makeClip, picture, X264 } from '../media/clips.js';
import { finish, killAt, leftovers, readJson } from './killing.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

const frames = 15;
const job = ['holes.mp4', '-s', 'style.png', '--device', 'cpu', '--quality', 'draft', '--iterations', '2'];
let folder: Awaited<ReturnType<typeof scratchFolder>>;

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  const path = join(folder.path, 'holes.mp4');
  makeClip(path, ...picture(frames / 25), ...X264, '-g', '1', '-movflags', '+faststart');
  const bytes = readFileSync(path);
  const from = bytes.indexOf('mdat') + 4;
  const at = (share: number) => from + Math.floor((bytes.length - from) * share);
  bytes.fill(0, at(0.4), at(0.6));
  writeFileSync(path, bytes);
});
after(() => folder[Symbol.asyncDispose]());

test('frames that cannot be decoded are concealed, counted and marked; killed among them, the same frames', async () => {
  const args = [...job, '--preset', 'ffv1'];
  const whole = await finish([...args, '-o', 'a.mkv', '--report', 'a.json'], 'a.mkv', folder.path);
  const report: StylizeReport = await readJson(join(folder.path, 'a.json'));
  const marked = report.frames.filter(({ concealed }) => concealed).length;
  assert.ok(marked > 0 && marked < frames, `${marked} frames`);
  assert.equal(report.concealedFrames, marked);
  assert.match(whole.stderr, new RegExp(`damaged: ${marked} of ${frames} frames`));
  const first = report.frames.findIndex(({ concealed }) => concealed);
  await killAt({ frame: first + 1 }, [...args, '-o', 'b.mkv'], folder.path);
  const resumed = await finish([...args, '-o', 'b.mkv', '--report', 'b.json'], 'b.mkv', folder.path);
  assert.match(resumed.stderr, /continuing after/);
  assert.match(resumed.stderr, new RegExp(`damaged: ${marked} of ${frames} frames`));
  assert.deepEqual(resumed.hashes, whole.hashes);
  const again: StylizeReport = await readJson(join(folder.path, 'b.json'));
  assert.deepEqual(again.frames, report.frames);
});

test('`--strict` stops before anything is painted, and without it the job runs', async () => {
  const strict = await runCli([...job, '-o', 'c.mkv', '--strict', '--quiet'], { cwd: folder.path });
  assert.equal(strict.code, 1);
  assert.match(strict.stderr, /^error: .*(?:cannot be decoded|is damaged: FFmpeg reports errors).*--strict/);
  assert.deepEqual(await leftovers(folder.path), []);
  const { hashes } = await finish([...job, '-o', 'c.mkv'], 'c.mkv', folder.path);
  assert.equal(hashes.length, frames);
  assert.deepEqual(await leftovers(folder.path), []);
});

test('numbered pictures out: the work folder lies beside their folder, and is gone with the job', async () => {
  const { code, stderr } = await runCli([...job, '-o', 'out/%04d.png', '--quiet'], { cwd: folder.path });
  assert.equal(code, 0, stderr);
  assert.deepEqual(await leftovers(folder.path), []);
  assert.deepEqual(await leftovers(join(folder.path, 'out')), []);
});
