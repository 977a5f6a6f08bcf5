import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../src/image.js';
import { FastPainter } from '../../../src/stylize/fast/fast-painter.js';
import { READ_LAYERS } from '../../../src/stylize/fast/layers.js';
import { sharedAreas } from '../../../src/stylize/fast/shared-areas.js';
import type { Modulation } from '../../../src/stylize/fast/style-reader.js';
import { readPainting } from '../../../src/stylize/fast/style-reader.js';
import { colourStatistics } from '../../../src/stylize/initial/colour-transfer.js';
import { randomNormal, randomUniform } from '../random-network.js';
import { randomFastWeights } from './random-weights.js';
import { paintByReference } from './reference-painter.js';

const weights = randomFastWeights();

/** Smooth noise: what a picture is like, more or less. */
function picture(width: number, height: number, seed: number): Image {
  const [a, b, c] = randomUniform(3, seed);
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y, plane] = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))];
    return 0.5 + 0.4 * Math.sin((x * a! + y * b!) * 0.9 + plane + 6 * c!);
  });
  return { width, height, data };
}

function modulation(seed: number): Modulation {
  const statistics = READ_LAYERS.map(({ layer, channels }, i) => {
    const mean = randomUniform(channels, seed + i);
    const noise = randomNormal(channels * channels, seed + 50 + i, 0.3);
    const secondMoment = new Float32Array(channels * channels);
    for (let a = 0; a < channels; a++) {
      for (let b = 0; b < channels; b++) {
        let sum = mean[a]! * mean[b]!;
        for (let k = 0; k < channels; k++)
          sum += (noise[a * channels + k]! * noise[b * channels + k]!) / channels;
        secondMoment[a * channels + b] = sum;
      }
    }
    return { layer, channels, mean, secondMoment };
  });
  return readPainting(weights, { statistics, colours: colourStatistics(picture(32, 32, seed)) });
}

const read = modulation(3);
const open = (threads: number) =>
  new FastPainter({ manners: [{ weights, modulation: read }], provider: 'cpu', threads });

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

test('a shot is painted as the painter that is trained would paint it', async () => {
  const shot = [picture(24, 16, 1), picture(24, 16, 2)];
  await using painter = await open(1);
  const statistics = await painter.measureShot(shot);
  await painter.openShot(statistics, shot[0]!);
  const expected = paintByReference(weights, read, shot, statistics[0]!.colours);
  for (const [i, one] of shot.entries()) {
    const painted = await painter.paint(one);
    assert.ok(largestDifference(painted.data, expected[i]!.flat(2)) < 2e-3);
  }
  const spread = Math.max(...expected[0]!.flat(2)) - Math.min(...expected[0]!.flat(2));
  assert.ok(spread > 0.1, 'the reference is no flat picture');
});

test('a picture whose sides are no multiples of four keeps its size, and is painted as if it went on mirrored', async () => {
  const whole = picture(24, 16, 5);
  const data = new Float32Array(3 * 22 * 15);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < 15; y++) {
      data.set(whole.data.subarray((c * 16 + y) * 24, (c * 16 + y) * 24 + 22), (c * 15 + y) * 22);
    }
  }
  const part: Image = { width: 22, height: 15, data };
  await using painter = await open(1);
  const statistics = await painter.measureShot([whole]);
  await painter.openShot(statistics, part);
  const painted = await painter.paint(part);
  assert.deepEqual([painted.width, painted.height], [22, 15]);
  const [expected] = paintByReference(weights, read, [whole], statistics[0]!.colours, [part]);
  assert.ok(largestDifference(painted.data, expected!.flat(2)) < 2e-3);
});

test('pictures handed in at once come back each in its own, equal ones equal, whatever the number of workers', async () => {
  const shot = [1, 2, 3, 1, 2, 3].map((seed) => picture(32, 24, seed));
  const paintWith = async (threads: number): Promise<Image[]> => {
    await using painter = await open(threads);
    assert.equal(painter.parallel, threads);
    await painter.openShot(await painter.measureShot(shot.slice(0, 3)), shot[0]!);
    return await Promise.all(shot.map((one) => painter.paint(one)));
  };
  const [alone, together] = [await paintWith(1), await paintWith(3)];
  for (const [i, one] of alone.entries()) assert.deepEqual(together[i]!.data, one.data);
  assert.deepEqual(alone[0]!.data, alone[3]!.data);
  assert.notDeepEqual(alone[0]!.data, alone[1]!.data);
});

test('a shot opened while pictures of the one before are being painted does not touch these', async () => {
  const [one, other] = [picture(32, 24, 1), picture(32, 24, 9)];
  await using painter = await open(2);
  const [first, second] = [await painter.measureShot([one]), await painter.measureShot([other])];
  await painter.openShot(first, one);
  const expected = await painter.paint(one);
  const pending = [painter.paint(one), painter.paint(one), painter.paint(one)];
  const opened = painter.openShot(second, one);
  const later = painter.paint(one);
  await opened;
  for (const painted of await Promise.all(pending)) assert.deepEqual(painted.data, expected.data);
  assert.ok(largestDifference((await later).data, expected.data) > 0.01);
});

test('an aborted painter rejects with the reason of the signal', async () => {
  const stop = new AbortController();
  await using painter = new FastPainter({
    manners: [{ weights, modulation: read }],
    provider: 'cpu',
    threads: 1,
    signal: stop.signal,
  });
  await painter.openShot(await painter.measureShot([picture(32, 24, 1)]), { width: 32, height: 24 });
  const pending = painter.paint(picture(32, 24, 1));
  const reason = new Error('stopped');
  stop.abort(reason);
  await assert.rejects(pending, reason);
  await assert.rejects(painter.paint(picture(32, 24, 1)), reason);
});

test('manners are mixed by their areas, which sum to 1; one that is seen nowhere is not painted', async () => {
  const shot = [picture(24, 16, 1)];
  const manners = [read, modulation(4), modulation(5)].map((one) => ({ weights, modulation: one }));
  await using painter = new FastPainter({ manners, provider: 'cpu', threads: 1 });
  await painter.openShot(await painter.measureShot(shot), shot[0]!);
  const by = async (...shares: number[]) => {
    const areas = sharedAreas(undefined, shares, shot[0]!);
    return (await painter.paint(shot[0]!, areas)).data;
  };
  const [first, second, third] = [await by(0, 0), await by(1, 0), await by(0, 1)];
  const all = [first, second, third, await by(0.3, 0.5)];
  // Values are limited after they are mixed.
  const inside = [...first.keys()].filter((i) => all.every((one) => one[i]! > 0 && one[i]! < 1));
  const [a, b, c, mixed] = all.map((one) => inside.map((i) => one[i]!));
  const expected = a!.map((value, i) => 0.2 * value + 0.3 * b![i]! + 0.5 * c![i]!);
  assert.ok(inside.length > 100 && largestDifference(mixed!, expected) < 1e-5);
  assert.ok(largestDifference(first, second) > 0.05);
  assert.deepEqual(sharedAreas(undefined, undefined, shot[0]!), undefined);
});
