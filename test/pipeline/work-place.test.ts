import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { sealOf } from '../../src/checkpoint/fingerprint.js';
import { openWorkFolder } from '../../src/checkpoint/work-folder.js';
import { stylizeVideo } from '../../src/index.js';
import { isLeftOver, workFolderFor } from '../../src/pipeline/work-place.js';
import { makeClip } from '../cli/make-clip.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const output = path('out.mp4');
const work = workFolderFor(output, 'auto');
const options = { device: 'cpu', quality: 'draft', iterations: 2 } as const;
const job = (more: object = {}) =>
  stylizeVideo(path('clip.mp4'), path('style.png'), output, { ...options, ...more });

/** Leaves the work folder as it is between putting the output in its place and removing the work. */
async function markComplete(seal: string): Promise<void> {
  await using folder = await openWorkFolder(work);
  await folder?.markComplete(seal);
}

before(async () => {
  await writePicture(path('style.png'));
  await makeClip(path('clip.mp4'), 3);
  await job({ keepWork: true });
});

test('a work folder that is kept on purpose is nobody’s left-over', async () => {
  assert.ok(existsSync(work));
  assert.equal(await isLeftOver(output, 'auto', 'auto'), false);
  await assert.rejects(job(), /already exists/);
});

test('work on another output than the one that is there is no left-over', async () => {
  await markComplete('5 something else');
  assert.equal(await isLeftOver(output, 'auto', 'auto'), false);
  await assert.rejects(job(), /already exists/);
});

test('an output that was complete is left alone, its work removed, and all of it reported', async () => {
  await markComplete(await sealOf(output));
  const { ino, mtimeMs } = statSync(output);
  assert.equal(await isLeftOver(output, 'auto', 'auto'), true);
  const report = await job();
  assert.deepEqual(
    report.frames.map(({ index }) => index),
    [0, 1, 2],
  );
  assert.deepEqual([statSync(output).ino, statSync(output).mtimeMs], [ino, mtimeMs]);
  assert.ok(!readdirSync(folder).some((name) => name.startsWith('.')));
});

test('a seal knows a folder of pictures by all that is in it', async () => {
  const pictures = scratchFolder();
  for (const n of [1, 2]) writeFileSync(join(pictures, `${n}.png`), `picture ${n}`);
  const seal = await sealOf(pictures);
  assert.equal(await sealOf(pictures), seal);
  writeFileSync(join(pictures, '2.png'), 'picture 3');
  assert.notEqual(await sealOf(pictures), seal);
  await assert.rejects(sealOf(path('none')));
});
