import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byScale } from '../../src/stylize/layer-scales.js';

test('each size of the painting is measured once, for the layers that see it so; answers come in the order of the layers', async () => {
  const asked: [readonly string[], number][] = [];
  const found = await byScale(['relu1_1', 'relu2_1', 'relu3_1'], { relu2_1: 0.5 }, async (layers, scale) => {
    asked.push([layers, scale]);
    return layers.map((layer) => ({ layer, scale }));
  });
  assert.deepEqual(asked, [
    [['relu1_1', 'relu3_1'], 1],
    [['relu2_1'], 0.5],
  ]);
  assert.deepEqual(found, [
    { layer: 'relu1_1', scale: 1 },
    { layer: 'relu2_1', scale: 0.5 },
    { layer: 'relu3_1', scale: 1 },
  ]);
});
