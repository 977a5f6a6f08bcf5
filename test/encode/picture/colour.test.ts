import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeClip, picture, scratchFolder } from '../../media/clips.js';
import { probeVideo, transcode } from '../transcode.js';

const folder = scratchFolder();

for (const [matrix, primaries, transfer, wantedTransfer] of [
  ['bt470bg', 'bt470bg', 'gamma28', 'bt470bg'],
  ['smpte170m', 'smpte170m', 'smpte170m', 'smpte170m'],
  ['bt709', 'bt709', 'iec61966_2_1', 'iec61966-2-1'],
  ['bt2020nc', 'bt2020', 'bt2020_10bit', 'bt2020-10'],
]) {
  test(`primaries and transfer stay those of the source: ${primaries}, ${transfer}`, async () => {
    const tags = ['-colorspace', matrix, '-color_primaries', primaries, '-color_trc', transfer] as string[];
    const path = join(folder, `${matrix}-${transfer}.mkv`);
    const source = await probeVideo(
      makeClip(path, ...picture(0.2), '-c:v', 'ffv1', '-pix_fmt', 'yuv420p10le', ...tags),
    );
    assert.equal(source.video.colour.transfer, wantedTransfer);
    await transcode(source, `${path}.mp4`);
    const { colour } = (await probeVideo(`${path}.mp4`)).video;
    assert.deepEqual([colour.primaries, colour.transfer], [primaries, wantedTransfer]);
    assert.equal(colour.matrix, ['bt470bg', 'smpte170m'].includes(matrix as string) ? 'smpte170m' : 'bt709');
  });
}

test('a clip mapped from PQ is tagged as BT.709', async () => {
  const tags = ['-colorspace', 'bt2020nc', '-color_primaries', 'bt2020', '-color_trc', 'smpte2084'];
  const path = join(folder, 'pq.mkv');
  const source = await probeVideo(
    makeClip(path, ...picture(0.2), '-c:v', 'ffv1', '-pix_fmt', 'yuv420p10le', ...tags),
  );
  await transcode(source, `${path}.mp4`);
  const { colour, hdr } = (await probeVideo(`${path}.mp4`)).video;
  assert.deepEqual(
    [colour.matrix, colour.primaries, colour.transfer, hdr],
    ['bt709', 'bt709', 'bt709', false],
  );
});
