import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../src/errors.js';
import {
  checkMemory,
  explainOutOfMemory,
  isOutOfMemory,
  largestSide,
  memoryNeed,
} from '../../src/pipeline/memory.js';
import { loadEmbeddedNetwork } from '../../src/stylize/network/embedded.js';
import { usualLayers } from '../../src/stylize/network/layer-choice.js';
import { parseNetwork } from '../../src/stylize/network/load-network.js';
import { isVgg } from '../../src/stylize/network/network.js';
import { onnxFile } from '../stylize/onnx-file.js';
import { randomNetwork } from '../stylize/random-network.js';
import { residualFixture } from '../stylize/residual-network.js';

const mebi = 2 ** 20;
const network = await loadEmbeddedNetwork('small');
const hd = { width: 1932, height: 1092 };

test('the need of our networks is near what whole jobs were measured to take', async () => {
  // Largest resident sizes in MiB; see docs/benchmarks.md.
  for (const [name, kind, width, height, measured, further] of [
    ['small', 'clip', 972, 552, 2572],
    ['small', 'clip', 972, 552, 3001, { bytes: 5 * mebi, areas: 1 }],
    ['small', 'clip', 972, 552, 3526, { bytes: 35 * mebi, areas: 3 }],
    ['small', 'clip', 972, 552, 2880, { bytes: 35 * mebi, areas: 0 }],
    ['wide', 'clip', 524, 300, 2065, { bytes: 24 * mebi, areas: 3 }],
    ['wide', 'clip', 972, 552, 4143],
    ['small', 'picture', 972, 732, 1840],
    ['wide', 'picture', 972, 732, 3183],
    ['wide', 'picture', 524, 396, 1214],
  ] as const) {
    const loaded = await loadEmbeddedNetwork(name);
    const need = memoryNeed(loaded, { width, height, kind, layers: usualLayers(loaded), further });
    const ratio = need / (measured * mebi);
    assert.ok(ratio > 0.875 && ratio < 1.125, `${name} ${kind} ${width}×${height}: ${ratio}`);
  }
});

test('a network of four times the channels takes about four times as much a pixel', () => {
  const wide = randomNetwork({ widths: [64, 128, 256, 512, 512] });
  const perPixel = (of: typeof network) =>
    memoryNeed(of, { width: 1001, height: 1000 }) - memoryNeed(of, { width: 1000, height: 1000 });
  const ratio = perPixel(wide) / perPixel(network);
  assert.ok(ratio > 3.5 && ratio < 4.5, `${ratio}`);
});

test('what fits is let through; what does not is refused with a size that does', () => {
  checkMemory(network, hd, 16 * 1024 * mebi);
  assert.throws(
    () => checkMemory(network, hd, 4096 * mebi),
    (error: Error) => {
      const side = Number(/`--size (\d+)` would fit/.exec(error.message)?.[1]);
      assert.ok(side > 1000 && side < 1932, error.message);
      const scaled = { width: side, height: Math.round((side * hd.height) / hd.width) };
      assert.ok(memoryNeed(network, scaled) <= 4096 * mebi);
      return error instanceof EngineError;
    },
  );
  assert.throws(() => checkMemory(network, hd, 100 * mebi), /no size would fit/);
  assert.equal(largestSide(network, hd, Number.POSITIVE_INFINITY), 1930);
});

test('failed allocations are told from other errors, also underneath one', () => {
  const allocation = new EngineError(
    'Non-zero status code returned while running Conv node. … bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 4294967296',
  );
  for (const error of [
    allocation,
    new Error('std::bad_alloc'),
    new RangeError('Array buffer allocation failed'),
    new Error('it failed', { cause: new Error('bad allocation') }),
  ]) {
    assert.ok(isOutOfMemory(error), error.message);
  }
  const other = new Error('Expected a graph');
  assert.ok(!isOutOfMemory(other));
  assert.equal(explainOutOfMemory(other, network, hd), other);
  const told = explainOutOfMemory(allocation, network, hd) as EngineError;
  assert.match(told.message, /Memory ran out .* 1932×1092.*`--size \d+` would fit/);
  assert.equal(told.cause, allocation);
});

test('other networks take memory for all that their layers hold, at their strides', () => {
  const network = parseNetwork(onnxFile(residualFixture()), 'net.onnx', { input: 'unit' });
  assert.ok(!isVgg(network));
  const square = { width: 1000, height: 1000 };
  const stem = { ...network, operators: network.operators.slice(0, 3) };
  const perPixel = (of: Parameters<typeof memoryNeed>[1]) =>
    (memoryNeed(stem, of) - memoryNeed(stem, { ...of, width: 0, height: 0 })) / 1e6;
  const reads = stem.operators[0]!.name;
  // The input's 3 values for each pixel, and 6 for every fourth, that a ReLU takes the place of.
  assert.ok(Math.abs(perPixel(square) - 54 * (3 + 6 / 4)) < 1e-6);
  assert.ok(memoryNeed(network, square) > memoryNeed(stem, square));
  const layers = { style: { [reads]: 1 }, content: { [reads]: 1 } };
  assert.ok(Math.abs(perPixel({ ...square, layers }) - 54 * 3) < 1e-6);
});
