import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { imageToRgb24, type Rgb24Image } from '../../../src/image.js';
import { createEngine } from '../../../src/stylize/engines/create-engine.js';
import type { Engine } from '../../../src/stylize/engines/engine.js';
import { fastWeightsPath, loadFastWeights } from '../../../src/stylize/fast/fast-weights.js';
import { paintingStatistics } from '../../../src/stylize/fast/painting-statistics.js';
import { readPainting } from '../../../src/stylize/fast/style-reader.js';
import { fineTune, type TuningStep } from '../../../src/stylize/fast/tuning/fine-tune.js';
import {
  type Manner,
  packManners,
  parametersOf,
  unpackManners,
} from '../../../src/stylize/fast/tuning/parameters.js';
import { loadEmbeddedNetwork } from '../../../src/stylize/network/embedded.js';
import type { VggNetwork } from '../../../src/stylize/network/network.js';
import { settings, waves } from './lesson-fixture.js';

const style = { picture: waves(96, 96, 1.5, 0.4), side: 96, scales: {} };
const pictures = [waves(104, 96, 7, 1.2), waves(104, 96, 5, 2)].map(
  (image): Rgb24Image => ({ width: 104, height: 96, bytes: imageToRgb24(image) }),
);
let network: VggNetwork;
let engine: Engine;
let manner: Manner;

before(async () => {
  network = await loadEmbeddedNetwork('small');
  engine = await createEngine({ network, device: 'cpu', threads: 1 });
  const weights = await loadFastWeights(fastWeightsPath());
  manner = { weights, modulation: readPainting(weights, await paintingStatistics(engine, style)) };
});

async function tuned(
  steps: number,
  from: readonly Rgb24Image[] = pictures,
): Promise<{ manner: Manner; told: TuningStep[] }> {
  const told: TuningStep[] = [];
  const device = { provider: 'cpu', threads: 1 } as const;
  const { metrics } = network;
  const onStep = (step: TuningStep) => told.push(step);
  const result = await fineTune({
    manner,
    engine,
    metrics,
    settings,
    styles: [{ ...style, share: 1 }],
    pictures: from,
    steps,
    device,
    onStep,
  });
  return { manner: result, told };
}

test('fine-tuning brings the painter closer to the painting, step by step, and alike each time', async () => {
  const before = packManners([manner]);
  const [one, other] = [await tuned(24), await tuned(24)];
  const mean = (steps: TuningStep[]) =>
    steps.reduce((sum, { style: distance }) => sum + distance, 0) / steps.length;
  assert.deepEqual(
    one.told.map(({ step, steps }) => [step, steps]),
    Array.from({ length: 24 }, (_, i) => [i + 1, 24]),
  );
  assert.ok(mean(one.told.slice(-6)) < 0.8 * mean(one.told.slice(0, 6)));
  assert.deepEqual(packManners([one.manner]), packManners([other.manner]));
  assert.notDeepEqual(packManners([one.manner]), before);
  assert.deepEqual(packManners([manner]), before, 'what it started from is left alone');
});

test('parameters that were packed are the same unpacked', () => {
  const packed = packManners([manner, manner]);
  const values = new Float32Array(packed.buffer, packed.byteOffset, packed.length / 4);
  for (let i = values.length / 2; i < values.length; i++) values[i] = 2 * values[i]!;
  const [same, doubled] = unpackManners([manner, manner], packed);
  assert.deepEqual(parametersOf(same!), parametersOf(manner));
  const found = parametersOf(doubled!);
  for (const [i, { name, values: own }] of parametersOf(manner).entries()) {
    assert.equal(found[i]!.name, name);
    assert.deepEqual(
      found[i]!.values,
      own.map((value) => 2 * value),
    );
  }
});

test('black frames among the pictures, which nothing can be normalised by, do not spoil what is learnt', async () => {
  const black = { width: 104, height: 96, bytes: new Uint8Array(3 * 104 * 96) };
  const { manner: found, told } = await tuned(16, [black, ...pictures]);
  assert.equal(told.length, 16);
  for (const { values } of parametersOf(found)) assert.ok(values.every(Number.isFinite));
  assert.notDeepEqual(packManners([found]), packManners([manner]));
});
