import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { stylizeVideo } from '../../../src/index.js';
import { assembleShots } from '../../../src/pipeline/shots/assemble-shots.js';
import { openJob } from '../../../src/pipeline/shots/open-job.js';
import { paintShot } from '../../../src/pipeline/shots/paint-shot.js';
import { planShots } from '../../../src/pipeline/shots/plan-shots.js';
import { frameHashes } from '../../cli/killing.js';
import { writePicture } from '../../cli/run-cli.js';
import { scratchFolder } from '../../media/clips.js';
import { writeShots } from './shots-clip.js';

test('a split shot is the whole one until the fade begins, goes over in it, and is the second painting after it', async () => {
  const folder = scratchFolder();
  const path = (name: string) => join(folder, name);
  await writePicture(path('style.png'));
  writeShots(path('shot.mkv'), [100]);
  const options = { device: 'cpu', quality: 'draft', iterations: 1, preset: 'ffv1' } as const;
  const paths = { input: path('shot.mkv'), style: path('style.png'), output: path('parts.mkv') };
  await stylizeVideo(paths.input, paths.style, path('whole.mkv'), options);
  const { shots } = await planShots(paths, options, path('job'), { splitShots: 2 });
  assert.equal(shots.length, 2);
  const job = await openJob(path('job'));
  await paintShot(job, 1);
  await paintShot(job, 0);
  const { frames } = await assembleShots(job);
  assert.deepEqual(
    frames.map(({ index, shot }) => [index, shot]),
    Array.from({ length: 100 }, (_, i) => [i, 0]),
  );
  const digests = async (name: string) =>
    (await frameHashes(path(name))).map((line) => line.split(',').at(-1));
  const [whole, parts] = [await digests('whole.mkv'), await digests('parts.mkv')];
  const fade = shots[1]!.first - 16;
  assert.equal(parts.length, whole.length);
  assert.deepEqual(parts.slice(0, fade), whole.slice(0, fade));
  for (let i = fade; i < whole.length; i++) assert.notEqual(parts[i], whole[i], `frame ${i}`);
});
