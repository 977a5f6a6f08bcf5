import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { renderCut } from '../../fixtures/scene.js';
import { imageToRgb24 } from '../../src/image.js';
import type { StylizeReport } from '../../src/report.js';
import { makeRawClip } from '../media/clips.js';
import { finish, killAt, leftovers, readJson } from './killing.js';
import { scratchFolder, writePicture } from './run-cli.js';

/** Two shots of five frames: what crosses a cut, and what may not. */
const frames = 10;
const job = [
  ...['cut.mkv', '-s', 'style.png', '--device', 'cpu', '--quality', 'draft', '--iterations', '3'],
  ...['--long-term', '1,2,4'],
];
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let whole: { hashes: string[]; report: StylizeReport };

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  const pictures = renderCut({ width: 64, height: 48, frames, seed: 3 }, 5).map(imageToRgb24);
  makeRawClip(join(folder.path, 'cut.mkv'), Buffer.concat(pictures), { pixelFormat: 'rgb24', size: '64x48' });
  const args = [...job, '-o', 'whole.mkv', '--preset', 'ffv1', '--report', 'whole.json'];
  const { hashes } = await finish(args, 'whole.mkv', folder.path);
  whole = { hashes, report: await readJson(join(folder.path, 'whole.json')) };
  assert.deepEqual(new Set(whole.report.frames.map(({ shot }) => shot)), new Set([0, 1]));
});
after(() => folder[Symbol.asyncDispose]());

test('killed within a shot, before a cut and after it: continued, the same frames and the same report', async () => {
  for (const frame of [1, 4, 7]) {
    const args = [...job, '-o', `${frame}.mkv`, '--preset', 'ffv1'];
    await killAt({ frame }, args, folder.path);
    assert.ok(existsSync(join(folder.path, `.${frame}.mkv.nst-work`)), 'the work folder is there');
    const result = await finish([...args, '--report', `${frame}.json`], `${frame}.mkv`, folder.path);
    const done = Number(/continuing after (\d+) of 10/.exec(result.stderr)?.[1]);
    assert.ok(done >= frame && done <= frames, `at most one frame is lost: ${done} after ${frame + 1}`);
    assert.deepEqual(result.hashes, whole.hashes);
    const report: StylizeReport = await readJson(join(folder.path, `${frame}.json`));
    assert.deepEqual(report.frames, whole.report.frames);
    assert.ok(report.seconds.total > whole.report.seconds.total / 4, 'the time of the first run counts');
  }
  assert.deepEqual(await leftovers(folder.path), []);
});
