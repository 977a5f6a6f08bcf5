import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { renderCut } from '../../fixtures/scene.js';
import { imageToRgb24 } from '../../src/image.js';
import { makeRawClip } from '../media/clips.js';
import { finish, killAt } from './killing.js';
import { scratchFolder, writePicture } from './run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  const pictures = renderCut({ width: 64, height: 48, frames: 8, seed: 3 }, 4).map(imageToRgb24);
  const clip = join(folder.path, 'clip.mkv');
  makeRawClip(clip, Buffer.concat(pictures), { pixelFormat: 'rgb24', size: '64x48' });
});
after(() => folder[Symbol.asyncDispose]());

for (const colours of ['source', 'matched']) {
  test(`colours ${colours}: killed within the second shot and continued, the same frames`, async () => {
    const [whole, broken] = [`${colours}.mkv`, `${colours}-broken.mkv`];
    const args = [
      'clip.mkv',
      '-s',
      'style.png',
      '--device',
      'cpu',
      '--quality',
      'draft',
      '--iterations',
      '2',
    ];
    args.push('--preset', 'ffv1', '--colors', colours);
    const { hashes } = await finish([...args, '-o', whole], whole, folder.path);
    await killAt({ frame: 5 }, [...args, '-o', broken], folder.path);
    const continued = await finish([...args, '-o', broken], broken, folder.path);
    assert.match(continued.stderr, /continuing after/);
    assert.deepEqual(continued.hashes, hashes);
  });
}
