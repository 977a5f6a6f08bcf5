import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../../src/stylize/engines/create-engine.js';
import { READ_LAYERS } from '../../../src/stylize/fast/layers.js';
import { paintingStatistics } from '../../../src/stylize/fast/painting-statistics.js';
import { loadEmbeddedNetwork } from '../../../src/stylize/network/embedded.js';
import { waves } from './lesson-fixture.js';

test('the reader is given moments of all positions, of relu3_1 and deeper layers but for the outermost', async () => {
  const picture = waves(96, 80, 1.5, 0.4);
  const network = await loadEmbeddedNetwork('small');
  await using engine = await createEngine({ network, device: 'cpu', threads: 1 });
  const { statistics } = await paintingStatistics(engine, { picture, side: 96, scales: {} });
  const features = await engine.features(
    picture,
    READ_LAYERS.map(({ layer }) => layer),
  );
  for (const [i, { layer, channels, width, height, data }] of features.entries()) {
    const border = layer.startsWith('relu1') || layer.startsWith('relu2') ? 0 : 1;
    const read = statistics[i]!;
    assert.deepEqual([read.layer, read.channels], [layer, channels]);
    const inner: number[] = [];
    for (let y = border; y < height - border; y++) {
      for (let x = border; x < width - border; x++) inner.push(y * width + x);
    }
    const at = (c: number, p: number) => data[c * width * height + p]!;
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let a = 0; a < channels; a++) {
      const mean = inner.reduce((sum, p) => sum + at(a, p), 0) / inner.length;
      assert.ok(Math.abs(read.mean[a]! - mean) < 1e-5 * largest, `${layer}, mean of ${a}`);
      for (const b of [a, 0, channels - 1]) {
        const moment = inner.reduce((sum, p) => sum + at(a, p) * at(b, p), 0) / inner.length;
        const apart = Math.abs(read.secondMoment[a * channels + b]! - moment);
        assert.ok(apart < 1e-5 * largest ** 2, `${layer}, ${a} by ${b}: ${apart}`);
      }
    }
  }
});
