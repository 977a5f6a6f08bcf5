import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { draft } from '../../src/draft/draft.js';
import { stylizeImage, stylizeVideo } from '../../src/index.js';
import { plannedVideo } from '../../src/pipeline/plan/plan-video.js';
import type { StylizeProgress } from '../../src/progress.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';
import { onnxFile } from '../stylize/onnx-file.js';
import { residualFixture } from '../stylize/residual-network.js';
import { paintBothWays, writeClips } from './shots/both-ways.js';
import { packetHashes } from './shots/shots-clip.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const clip = fileURLToPath(new URL('../../../fixtures/valley.mp4', import.meta.url));
const model = path('net.onnx');
const options = {
  device: 'cpu',
  quality: 'draft',
  iterations: 3,
  model,
  modelInput: 'rgb',
  size: 64,
} as const;

before(async () => {
  writeFileSync(model, onnxFile(residualFixture()));
  await writePicture(path('photo.png'));
  await writePicture(path('style.png'), 40, 40);
});

test('a picture and a clip are painted by a network that is not VGG, and the plan tells its layers', async () => {
  const notices: string[] = [];
  const losses: number[] = [];
  await stylizeImage(path('photo.png'), path('style.png'), path('out.png'), options, {
    onProgress: (fact) => {
      if (fact.type === 'notice') notices.push(fact.text);
      if (fact.type === 'evaluation') losses.push(fact.loss.total);
    },
  });
  assert.match(
    notices.join(),
    /net is not VGG: style is compared at stem_relu \(1\), join \(1\), content at join \(1\)/,
  );
  assert.ok((losses.at(-1) as number) < (losses[0] as number));
  const done = await stylizeVideo(clip, path('style.png'), path('out.mp4'), {
    ...options,
    styleLayers: { stem_relu: 1, out: 0.5 },
    contentLayers: { right: 1 },
    duration: '3f',
  });
  assert.equal(done.frames.length, 3);
});

test('shots painted apart by such a network give the bytes of one job', async () => {
  await writeClips();
  assert.equal((await paintBothWays('shots.mkv', { ...options, iterations: 2 })).shots, 3);
});

test('a job with such a network that was stopped goes on, with the same frames', async () => {
  const job = { ...options, duration: '4f', preset: 'ffv1' } as const;
  const paint = async (output: string, stopAfter?: number) => {
    const stop = new AbortController();
    const resumed: StylizeProgress[] = [];
    await stylizeVideo(clip, path('style.png'), path(output), job, {
      signal: stop.signal,
      onProgress: (fact) => {
        if (fact.type === 'frame' && fact.index === stopAfter) stop.abort(new Error('stopped'));
        if (fact.type === 'resume') resumed.push(fact);
      },
    });
    return resumed;
  };
  await assert.rejects(paint('half.mkv', 1), /stopped/);
  assert.equal((await paint('half.mkv')).length, 1);
  await paint('whole.mkv');
  assert.equal(packetHashes(path('half.mkv')), packetHashes(path('whole.mkv')));
});

test('such a network paints a draft, and the time of the whole job is predicted', async () => {
  const sheet = await draft({
    ...{ input: clip, styles: [path('style.png')], sets: [{ label: '', options: {} }], options },
    ...{ windows: 1, windowLength: 0.2, size: 48, quality: 'draft', command: () => '' },
  });
  const [candidate] = sheet.candidates;
  assert.equal(candidate?.windows.length, 1);
  assert.ok(candidate!.prediction.seconds > 0);
});

test('what such a network cannot do is told before anything is painted', async () => {
  const plan = async (changes: Parameters<typeof plannedVideo>[3]) => {
    const planned = plannedVideo(clip, path('style.png'), path('never.mp4'), { ...options, ...changes });
    return (await planned).problems.join();
  };
  assert.match(
    await plan({ styleLayers: { joim: 1 } }),
    /^Expected `--style-layers` .* got `joim`: did you mean `join`\?/,
  );
  assert.match(
    await plan({ modelInput: 'auto' }),
    /^Expected .*net\.onnx to show which input .*`--model-input`/,
  );
  assert.match(
    await plan({ device: 'tensorflow' }),
    /^Expected a VGG network for `--device tensorflow`, got net/,
  );
  assert.match(
    await plan({ model: 'small', modelInput: 'auto', styleLayers: { relu9_1: 1 } }),
    /^Expected `--style-layers` .*did you mean `relu[1-5]_1`/,
  );
});
