import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import { assembleShots } from '../../../src/pipeline/shots/assemble-shots.js';
import { openJob } from '../../../src/pipeline/shots/open-job.js';
import { paintShot } from '../../../src/pipeline/shots/paint-shot.js';
import { planShots } from '../../../src/pipeline/shots/plan-shots.js';
import { writePicture } from '../../cli/run-cli.js';
import { scratchFolder } from '../../media/clips.js';
import { writeShots } from './shots-clip.js';

test('shots that machines of two kinds have painted are told of when they are assembled', async () => {
  const folder = scratchFolder();
  const path = (name: string) => join(folder, name);
  await writePicture(path('style.png'));
  writeShots(path('shots.mkv'), [2, 2, 2]);
  const paths = { input: path('shots.mkv'), style: path('style.png'), output: path('painted.mkv') };
  const options = { device: 'cpu', quality: 'draft', iterations: 1, size: 32, preset: 'ffv1' } as const;
  await planShots(paths, options, path('job'));
  const job = await openJob(path('job'));
  for (const shot of [0, 2]) await paintShot(job, shot);
  const [processor] = os.cpus();
  assert.ok(processor);
  mock.method(os, 'cpus', () => [{ ...processor, model: ' Another processor ' }]);
  syncBuiltinESMExports();
  await paintShot(job, 1);
  const told: string[] = [];
  const { device } = await assembleShots(job, {
    onProgress: (fact) => {
      if (fact.type === 'notice') told.push(fact.text);
    },
  });
  const notice = told.find((text) => text.includes('machines of different kinds'));
  assert.match(notice ?? '', /CPU \(onnxruntime [\d.]+\) \(shots 1, 3\)/);
  assert.match(notice ?? '', /Another processor, CPU \(onnxruntime [\d.]+\) \(shots 2\)/);
  assert.match(device, /; Another processor, CPU/);
});
