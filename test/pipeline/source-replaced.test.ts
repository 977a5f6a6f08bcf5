import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { InputError } from '../../src/errors.js';
import { stylizeVideo } from '../../src/index.js';
import type { OnStylizeProgress } from '../../src/progress.js';
import { makeClip } from '../cli/make-clip.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const options = { device: 'cpu', quality: 'draft', iterations: 2 } as const;

before(async () => {
  await writePicture(path('style.png'));
  await makeClip(path('kept.mp4'), 4);
  await makeClip(path('other.mp4'), 5);
  copyFileSync(path('kept.mp4'), path('clip.mp4'));
  utimesSync(path('clip.mp4'), 1000, 1000);
});

function job(output: string, onProgress: OnStylizeProgress = () => {}) {
  return stylizeVideo(path('clip.mp4'), path('style.png'), path(output), options, { onProgress });
}

test('a clip that is replaced while it is painted ends the job; put back, the job goes on to the same end', async () => {
  await job('whole.mp4');
  for (const index of [1, 3]) {
    const output = `${index}.mp4`;
    const replaced = job(output, (fact) => {
      if (fact.type === 'frame' && fact.index === index) copyFileSync(path('other.mp4'), path('clip.mp4'));
    });
    await assert.rejects(replaced, (error: Error) => {
      assert.match(error.message, /clip\.mp4` was replaced or changed while the job was running/);
      return error instanceof InputError;
    });
    assert.ok(!existsSync(path(output)));
    copyFileSync(path('kept.mp4'), path('clip.mp4'));
    utimesSync(path('clip.mp4'), 1000, 1000);
    const done: number[] = [];
    await job(output, (fact) => fact.type === 'resume' && done.push(fact.done));
    assert.deepEqual(done, [index + 1]);
    assert.deepEqual(readFileSync(path(output)), readFileSync(path('whole.mp4')));
    assert.equal(statSync(path(output)).size, statSync(path('whole.mp4')).size);
  }
  assert.ok(!readdirSync(folder).some((name) => name.startsWith('.')));
});
