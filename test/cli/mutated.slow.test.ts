import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeSeeds, mutate } from '../decode/mutate.js';
import { processesWith } from '../media/clips.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
before(async () => {
  folder = await scratchFolder();
});
after(() => folder[Symbol.asyncDispose]());

test('damaged files through the whole program: a clip, or one error and nothing left behind', async () => {
  const [seeds, out] = [join(folder.path, 'seeds'), join(folder.path, 'out')];
  for (const path of [seeds, out]) mkdirSync(path);
  await writePicture(join(folder.path, 'style.png'));
  const whole = await makeSeeds(seeds);
  let done = 0;
  for (let number = 0; number < 20; number++) {
    const path = mutate(whole, 11 * number + (number % 11), folder.path);
    const output = join(out, `${number}.mp4`);
    const options = ['--size', '32', '--quality', 'draft', '--iterations', '1', '--no-temporal'];
    const { code, stderr } = await runCli([path, '--style', 'style.png', '-o', output, ...options], {
      cwd: folder.path,
    });
    const errors = stderr.split('\n').filter((line) => line.startsWith('error:'));
    assert.ok(
      code === 0 ? errors.length === 0 : code === 1 && errors.length === 1,
      `${path}: ${code}\n${stderr}`,
    );
    assert.deepEqual(
      readdirSync(out).filter((name) => name.startsWith(`${number}.`) || name.startsWith('.')),
      code === 0 ? [`${number}.mp4`] : [],
      stderr,
    );
    if (code === 0) done++;
  }
  assert.ok(done > 5, `${done} of 20 were still clips`);
  assert.deepEqual(processesWith(folder.path), []);
});
