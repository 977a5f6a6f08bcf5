import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { playsIn } from '../../../src/encode/picture/gif.js';
import { makeClip, picture, scratchFolder } from '../../media/clips.js';
import { probeVideo, transcode } from '../transcode.js';

const folder = scratchFolder();

for (const [loop, plays] of [
  ['-1', 1],
  ['0', 0],
  ['2', 3],
] as const) {
  test(`a GIF that is played ${plays === 0 ? 'for ever' : `${plays}×`} still is`, async () => {
    const path = makeClip(join(folder, `l${loop}.gif`), ...picture(0.3, '10'), '-loop', loop);
    assert.equal(playsIn(readFileSync(path)), plays);
    const output = join(folder, `out${loop}.gif`);
    const info = await probeVideo(path);
    for (const allowUrl of [false, true]) {
      await transcode({ ...info, allowUrl }, output, { overwrite: true });
      assert.equal(playsIn(readFileSync(output)), plays);
    }
  });
}

test('a clip becomes a GIF that never ends', async () => {
  const source = await probeVideo(makeClip(join(folder, 'a.mkv'), ...picture(0.3, '10'), '-c:v', 'ffv1'));
  await transcode(source, join(folder, 'a.gif'));
  assert.equal(playsIn(readFileSync(join(folder, 'a.gif'))), 0);
});

test('PNG and WebP animations say how often they are played', () => {
  const png = Buffer.concat([
    Buffer.from('\x89PNG', 'latin1'),
    Buffer.from('acTL'),
    Buffer.from([0, 0, 0, 9, 0, 0, 0, 4]),
  ]);
  assert.equal(playsIn(png), 4);
  const chunk = Buffer.from([6, 0, 0, 0, 0, 0, 0, 0, 5, 0]);
  assert.equal(playsIn(Buffer.concat([Buffer.from('RIFF....WEBPANIM'), chunk])), 5);
});
