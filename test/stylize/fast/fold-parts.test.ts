import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImage, type Image } from '../../../src/image.js';
import { colourMaps } from '../../../src/stylize/fast/colour-maps.js';
import { parseFastWeights } from '../../../src/stylize/fast/fast-weights.js';
import { DIRECTIONS, HIDDEN, READ_LAYERS } from '../../../src/stylize/fast/layers.js';
import {
  blockGrid,
  stackBlocksInto,
  unstackBlocks,
  unstackBlocksInto,
} from '../../../src/stylize/fast/picture-blocks.js';
import { readPainting } from '../../../src/stylize/fast/style-reader.js';
import { multiply } from '../../../src/stylize/initial/symmetric-matrix.js';
import { safetensorsFile } from '../safetensors-file.js';
import { fastTensors, randomFastWeights } from './random-weights.js';

const close = (a: ArrayLike<number>, b: readonly number[], tolerance: number) => {
  assert.equal(a.length, b.length);
  for (const [i, value] of b.entries()) {
    assert.ok(Math.abs(a[i]! - value) < tolerance, `${i}: expected ${value}, got ${a[i]}`);
  }
};

test('the maps of colours make the shot white, then give it the painting’s covariance', () => {
  const shot = { mean: [0, 0, 0], covariance: [0.04, 0.01, 0, 0.01, 0.05, 0.02, 0, 0.02, 0.03] };
  const painting = { mean: [0, 0, 0], covariance: [0.02, -0.01, 0, -0.01, 0.06, 0, 0, 0, 0.01] };
  const floor = (3 / 255) ** 2;
  const raised = (covariance: readonly number[]) => covariance.map((v, i) => v + (i % 4 === 0 ? floor : 0));
  const { into, outOf } = colourMaps(shot, painting);
  const turned = (matrix: readonly number[]) =>
    matrix.map((_, i) => matrix[3 * (i % 3) + Math.floor(i / 3)]!);
  const white = multiply(multiply(into, raised(shot.covariance)), turned(into));
  close(white, [1, 0, 0, 0, 1, 0, 0, 0, 1], 1e-9);
  const change = multiply(outOf, into);
  close(
    multiply(multiply(change, raised(shot.covariance)), turned(change)),
    raised(painting.covariance),
    1e-9,
  );
  close(change, turned(change), 1e-9); // the map that moves colours least is symmetric
});

test('blocks are stacked colour by colour, row by row, less the mean, mirrored beyond the border', () => {
  const image: Image = { width: 3, height: 2, data: Float32Array.from({ length: 18 }, (_, i) => i / 20) };
  assert.deepEqual(blockGrid(image), { columns: 2, rows: 2 });
  const stacked = new Float32Array(12 * 4);
  stackBlocksInto(stacked, image, [0, 0.5, 0]);
  // Of colour 0, the rows are 0 1 2 (1) and 3 4 5 (4), then the rows 0 and 1 again.
  close(
    stacked.subarray(0, 4),
    [0, 2, 0, 2].map((v) => v / 20),
    1e-6,
  );
  close(
    stacked.subarray(4, 8),
    [1, 1, 1, 1].map((v) => v / 20),
    1e-6,
  );
  close(
    stacked.subarray(8, 12),
    [3, 5, 3, 5].map((v) => v / 20),
    1e-6,
  );
  close(
    stacked.subarray(16, 20),
    [6, 8, 6, 8].map((v) => v / 20 - 0.5),
    1e-6,
  );
  const back = unstackBlocks(stacked, image);
  close(back.data.subarray(0, 6), [...image.data.subarray(0, 6)], 1e-6);
  // Less 0.5, most of colour 1 is below 0, and stays there.
  const less = [...image.data.subarray(6, 12)].map((value) => value - 0.5);
  close(back.data.subarray(6, 12), less, 1e-6);
});

test('the reader puts out what its last layer says, from departures of 0, 0, 0.3 and 1', () => {
  const weights = randomFastWeights(2);
  const { reader } = weights;
  const still = { ...reader.last, weight: reader.last.weight.map(() => 0) };
  const statistics = READ_LAYERS.map(({ layer, channels }) => ({
    layer,
    channels,
    mean: new Float32Array(channels),
    secondMoment: new Float32Array(channels * channels),
  }));
  const colours = { mean: [0, 0, 0], covariance: Array<number>(9).fill(0) };
  const read = readPainting({ ...weights, reader: { ...reader, last: still } }, { statistics, colours });
  const { bias } = still;
  close(read.channels.get('stem')!.scale, [...bias.subarray(0, 32)], 1e-6);
  close(read.channels.get('down')!.scale, [...bias.subarray(32, 96)], 1e-6);
  close(read.channels.get('stem')!.shift, [...bias.subarray(800, 832)], 1e-6);
  close(read.channels.get('detail')!.shift, [...bias.subarray(1568, 1600)], 1e-6);
  close(
    read.fine,
    [...bias.subarray(1600, 1632)].map((v) => v + 0.3),
    1e-6,
  );
  close([read.gain], [bias[1632]! + 1], 1e-6);
});

test('the reader sees variance along a direction: ln of wᵀCw over the channels’ own', () => {
  const weights = randomFastWeights(2);
  const { reader } = weights;
  const [first] = READ_LAYERS;
  const channels = first!.channels;
  // Only the first direction of relu1_1 counts, and it is the sum of the first two channels.
  const directions = new Float32Array(channels * DIRECTIONS);
  directions[0] = directions[DIRECTIONS] = 2;
  const described = reader.first.weight.length / HIDDEN;
  const firstWeight = new Float32Array(reader.first.weight.length);
  const plain = described - DIRECTIONS * READ_LAYERS.length;
  firstWeight[plain] = 1;
  const only = {
    ...weights,
    reader: {
      ...reader,
      directions: new Map([...reader.directions, ['relu1_1', directions]]),
      first: { weight: firstWeight, bias: new Float32Array(HIDDEN) },
      second: { weight: new Float32Array(HIDDEN * HIDDEN), bias: new Float32Array(HIDDEN) },
      last: { weight: reader.last.weight.map((_, i) => (i === 0 ? 1 : 0)), bias: new Float32Array(1633) },
    },
  };
  const statistics = READ_LAYERS.map(({ layer, channels: n }) => ({
    layer,
    channels: n,
    mean: new Float32Array(n),
    secondMoment: new Float32Array(n * n).map((_, i) => (i % (n + 1) === 0 ? 1 : 0)),
  }));
  const relu1 = statistics[0]!.secondMoment;
  relu1[1] = relu1[channels] = 0.5; // correlation of the first two channels
  const read = readPainting(only, { statistics, colours: { mean: [0, 0, 0], covariance: Array(9).fill(0) } });
  close(read.channels.get('stem')!.scale.subarray(0, 1), [Math.log(1.5 / 1.0001)], 1e-5);
});

test('weights are read back from a file, and a file that lacks some or ends early is refused', () => {
  const weights = randomFastWeights(4);
  const tensors = fastTensors(weights);
  const read = parseFastWeights(safetensorsFile(tensors), 'fast.safetensors');
  assert.deepEqual(read.convolutions.get('block3b'), weights.convolutions.get('block3b'));
  assert.deepEqual(read.reader.last, weights.reader.last);
  const { 'block3b.weight': _, ...without } = tensors;
  assert.throws(
    () => parseFastWeights(safetensorsFile(without), 'fast.safetensors'),
    /fast\.safetensors lacks the tensor block3b\.weight/,
  );
  const bytes = safetensorsFile(tensors);
  assert.throws(() => parseFastWeights(bytes.subarray(0, bytes.length - 8), 'f'), /truncated/);
});

test('a picture that goes on mirrored is stacked with that, and comes back without', () => {
  const image: Image = { width: 3, height: 2, data: Float32Array.from({ length: 18 }, (_, i) => i / 20) };
  assert.deepEqual(blockGrid(image, 4), { columns: 6, rows: 6 });
  const stacked = new Float32Array(12 * 36);
  stackBlocksInto(stacked, image, [0, 0, 0], 4);
  // Of colour 0, columns −4 … 7 are 0 1 2 1 | 0 1 2 | 1 0 1 2 1 of every row, the rows 0 and 1 in turn.
  close(
    stacked.subarray(0, 6),
    [0, 2, 0, 2, 0, 2].map((v) => v / 20),
    1e-6,
  );
  close(
    stacked.subarray(3 * 36 + 30, 4 * 36),
    [4, 4, 4, 4, 4, 4].map((v) => v / 20),
    1e-6,
  );
  const back = new Float32Array(18);
  unstackBlocksInto(back, stacked, image, 4);
  close(back, [...image.data], 1e-6);
});

test('an all-black picture can be stacked', () => {
  const stacked = new Float32Array(12 * 4);
  stackBlocksInto(stacked, createImage(4, 4), [0, 0, 0]);
  assert.ok(stacked.every((value) => value === 0));
});
