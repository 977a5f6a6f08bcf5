import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { measureClip } from '../../src/metrics/measure-clip.js';
import { scratchFolder } from '../cli/run-cli.js';

test('memory does not grow with the clip: 3000 tiny frames', async () => {
  await using folder = await scratchFolder();
  const path = join(folder.path, 'long.mp4');
  const valley = fileURLToPath(new URL('../../../fixtures/valley.mp4', import.meta.url));
  const input = ['-stream_loop', '-1', '-i', valley, '-frames:v', '3000', '-vf', 'scale=64:36', '-an'];
  await promisify(execFile)(findBinary('ffmpeg').path, ['-v', 'error', '-y', ...input, path]);
  let [early, late, count] = [0, 0, 0];
  for await (const { index } of measureClip(path, path, { gaps: [1, 10], distances: false })) {
    count++;
    const mebibytes = process.memoryUsage().rss / 2 ** 20;
    if (index >= 50 && index < 600) early = Math.max(early, mebibytes);
    if (index >= 2400) late = Math.max(late, mebibytes);
  }
  assert.equal(count, 3000);
  // Were frames kept, the 2400 between would be 130 MB: source and render, 27 kB each in floating point.
  assert.ok(late < early + 40, `${early.toFixed(0)} MiB at first, ${late.toFixed(0)} MiB in the end`);
});
