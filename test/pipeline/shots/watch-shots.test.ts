import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ObservedFrame } from '../../../src/pipeline/observed-frame.js';
import { openJob } from '../../../src/pipeline/shots/open-job.js';
import { paintShot } from '../../../src/pipeline/shots/paint-shot.js';
import { planShots } from '../../../src/pipeline/shots/plan-shots.js';
import { ShotsWatcher } from '../../../src/pipeline/shots/watch-shots.js';
import type { StylizeProgress } from '../../../src/progress.js';
import { writePicture } from '../../cli/run-cli.js';
import { scratchFolder } from '../../media/clips.js';
import { writeShots } from './shots-clip.js';

test('who watches a job folder hears of every frame once, and sees the newest beside its source', async () => {
  const folder = scratchFolder();
  const path = (name: string) => join(folder, name);
  await writePicture(path('style.png'));
  writeShots(path('shots.mkv'), [3, 2]);
  const paths = { input: path('shots.mkv'), style: path('style.png'), output: path('painted.mkv') };
  const options = { device: 'cpu', quality: 'draft', iterations: 1, size: 32, preset: 'ffv1' } as const;
  await planShots(paths, options, path('job'));
  const job = await openJob(path('job'));
  const told: StylizeProgress[] = [];
  const seen: ObservedFrame[] = [];
  const watcher = new ShotsWatcher(job, {
    onProgress: (fact) => told.push(fact),
    onPainted: (frame) => seen.push(frame),
  });
  const frames = () => told.flatMap((fact) => (fact.type === 'frame' ? [[fact.index, fact.shot]] : []));
  const { signal } = new AbortController();
  await watcher.look(new Map([[0, 0]]), signal);
  assert.deepEqual([told, seen], [[], []], 'nothing is painted yet');

  await paintShot(job, 1);
  await watcher.look(new Map([[1, 2]]), signal);
  assert.deepEqual(frames(), [
    [3, 1],
    [4, 1],
  ]);
  assert.deepEqual(
    seen.map(({ index, source, stylized }) => [index, source.width, stylized.width]),
    [[4, 32, 32]],
  );
  assert.notDeepEqual(seen[0]?.source.data, seen[0]?.stylized.data);
  const estimate = told.findLast((fact) => fact.type === 'estimate');
  assert.deepEqual([estimate?.frames, estimate?.done], [5, 2]);

  await watcher.look(new Map([[1, 2]]), signal);
  assert.equal(frames().length, 2, 'nothing is told twice');
  await paintShot(job, 0);
  const both = new Map([0, 1].map((shot) => [shot, 3 - shot] as const));
  await watcher.look(both, signal);
  assert.deepEqual(
    frames().map(([index]) => index),
    [3, 4, 0, 1, 2],
  );
});
