import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { probe } from '../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../src/media/info.js';
import { resolveOptions } from '../../../src/options/resolve.js';
import type { VideoPlan } from '../../../src/pipeline/plan/job-plan.js';
import { crossFade } from '../../../src/pipeline/shots/cross-fade.js';
import { scratchFolder } from '../../media/clips.js';
import { writeShots } from './shots-clip.js';

const folder = scratchFolder();
const size = { width: 64, height: 64 };
const bytes = 3 * size.width * size.height;

/** Mean values of the frames between a painting of one grey and one of another. */
async function faded(from: number, to: number, count: number): Promise<number[]> {
  const path = writeShots(join(folder, `${count}.mkv`), [count + 2]);
  const info = (await probe(path)) as VideoInfo;
  const selection = { first: 0, count: info.video.frameCount };
  const plan = { info, selection, size, options: resolveOptions() } as VideoPlan;
  const grey = (value: number) => ({ rgb24: new Uint8Array(bytes).fill(value), alpha: undefined });
  async function* twice() {
    for (let i = 0; i < count; i++) yield { ending: grey(from), beginning: grey(to) };
  }
  const means: number[] = [];
  for await (const { rgb24 } of crossFade({ plan }, 1, count, twice())) {
    means.push(rgb24.reduce((sum, value) => sum + value, 0) / bytes);
  }
  return means;
}

test('a fade goes from one painting to the other in even steps, and ends one step before the other', async () => {
  const means = await faded(0, 90, 8);
  assert.equal(means.length, 8);
  assert.equal(means[0], 10);
  for (const [i, mean] of means.entries()) {
    // What the flow uncovers is taken from the second painting at once.
    assert.ok(mean >= 10 * (i + 1) - 1 && mean <= 90, `frame ${i}: ${mean}`);
    if (i > 0) assert.ok(mean >= means[i - 1]!, `frame ${i}: ${mean} after ${means[i - 1]}`);
  }
  assert.ok(means[7]! < 90, 'the last step is left to the frame after it');
});

test('two paintings that are the same stay so', async () => {
  assert.deepEqual(await faded(77, 77, 4), [77, 77, 77, 77]);
});
