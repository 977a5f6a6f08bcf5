import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../../src/errors.js';
import { imageToRgb24 } from '../../../src/image.js';
import { createEngine } from '../../../src/stylize/engines/create-engine.js';
import { fastWeightsPath, loadFastWeights } from '../../../src/stylize/fast/fast-weights.js';
import { MannerMaker } from '../../../src/stylize/fast/manner-maker.js';
import { paintingStatistics } from '../../../src/stylize/fast/painting-statistics.js';
import { readPainting } from '../../../src/stylize/fast/style-reader.js';
import { fineTune } from '../../../src/stylize/fast/tuning/fine-tune.js';
import { packManners } from '../../../src/stylize/fast/tuning/parameters.js';
import { loadEmbeddedNetwork } from '../../../src/stylize/network/embedded.js';
import { settings, waves } from './lesson-fixture.js';

const painting = { picture: waves(96, 80, 1.5, 0.4), side: 96, scales: {}, share: 1 };
const picture = waves(104, 96, 7, 1.2);

test('what a process reads and learns is what is read and learnt here', async () => {
  const network = await loadEmbeddedNetwork('small');
  const weights = await loadFastWeights(fastWeightsPath());
  await using engine = await createEngine({ network, device: 'cpu', threads: 1 });
  const here = { weights, modulation: readPainting(weights, await paintingStatistics(engine, painting)) };
  await using maker = new MannerMaker();
  const { provider, modulations } = await maker.read({ paintings: [[painting]], device: 'cpu', threads: 1 });
  assert.equal(provider, 'cpu');
  const [modulation] = modulations;
  const manner = { weights, modulation: modulation! };
  assert.deepEqual(packManners([manner]), packManners([here]));

  const lesson = { manner, styles: [painting], settings, steps: 3 };
  const told: number[] = [];
  await maker.see(picture);
  const learnt = await maker.learn({ ...lesson, provider: 'cpu', threads: 1 }, ({ step }) => told.push(step));
  const same = await fineTune({
    ...lesson,
    engine,
    metrics: network.metrics,
    pictures: [{ width: 104, height: 96, bytes: imageToRgb24(picture) }],
    device: { provider: 'cpu', threads: 1 },
  });
  assert.deepEqual(told, [1, 2, 3]);
  assert.deepEqual(packManners([learnt]), packManners([same]));
  assert.notDeepEqual(packManners([learnt]), packManners([manner]));
});

test('a device that does not start is told, and an abort ends it', async () => {
  await using maker = new MannerMaker();
  const asked = { paintings: [[painting]], device: 'cuda', threads: 1 } as const;
  await assert.rejects(
    maker.read(asked),
    (error) => error instanceof EngineError && /CUDA libraries/.test(error.message),
  );
  const controller = new AbortController();
  await using other = new MannerMaker(controller.signal);
  const reading = other.read({ ...asked, device: 'cpu' });
  controller.abort(new Error('enough'));
  await assert.rejects(reading, /enough/);
});
