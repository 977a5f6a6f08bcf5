import assert from 'node:assert/strict';
import { copyFileSync, linkSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { stylizeImage } from '../../src/index.js';
import type { StylizeProgress } from '../../src/progress.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const options = { device: 'cpu', quality: 'draft', iterations: 2 } as const;

before(async () => {
  await writePicture(path('photo.png'));
  await writePicture(path('style.png'), 40, 40);
  linkSync(path('photo.png'), path('same.png'));
  writeFileSync(path('there.png'), 'something');
});

for (const [output, overwrite, message] of [
  ['there.png', false, /already exists/],
  ['photo.png', true, /is the input itself/],
  ['same.png', true, /is the input itself/],
  ['style.png', true, /is the input itself/],
  ['none/painted.png', false, /folder .* does not exist/],
  ['painted.txt', false, /to end in \.png/],
] as const) {
  test(`${output}${overwrite ? ', with leave to overwrite' : ''}: refused before anything is painted`, async () => {
    const before = readdirSync(folder).map((name) => readFileSync(path(name)));
    const told: StylizeProgress[] = [];
    const job = stylizeImage(
      path('photo.png'),
      path('style.png'),
      path(output),
      { ...options, overwrite },
      { onProgress: (fact) => told.push(fact) },
    );
    await assert.rejects(job, message);
    assert.deepEqual(told, []);
    assert.deepEqual(
      readdirSync(folder).map((name) => readFileSync(path(name))),
      before,
    );
  });
}

test('a picture that is replaced while it is painted is not written', async () => {
  copyFileSync(path('photo.png'), path('changing.png'));
  const job = stylizeImage(path('changing.png'), path('style.png'), path('out.png'), options, {
    onProgress: (fact) => fact.type === 'frame' && copyFileSync(path('style.png'), path('changing.png')),
  });
  await assert.rejects(job, /changing\.png` was replaced or changed/);
  assert.ok(!readdirSync(folder).includes('out.png'));
});
