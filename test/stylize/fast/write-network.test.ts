import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSession } from '../../../src/stylize/engines/create-session.js';
import { Tensor } from '../../../src/stylize/engines/onnxruntime.js';
import { FastPainter } from '../../../src/stylize/fast/fast-painter.js';
import { READ_LAYERS } from '../../../src/stylize/fast/layers.js';
import { readPainting } from '../../../src/stylize/fast/style-reader.js';
import { writeStyleNetwork } from '../../../src/stylize/fast/tuning/write-network.js';
import { colourStatistics } from '../../../src/stylize/initial/colour-transfer.js';
import { randomUniform } from '../random-network.js';
import { randomFastWeights } from './random-weights.js';

const picture = (width: number, height: number, seed: number) => ({
  width,
  height,
  data: randomUniform(3 * width * height, seed),
});

/** As far as what lies beyond the border can be seen: what the painter finds there is not what it was trained with. */
const reach = 56;

test('a network that was written paints as the painter does, by onnxruntime alone and at any size', async () => {
  const weights = randomFastWeights(4);
  const statistics = READ_LAYERS.map(({ layer, channels }, i) => {
    const mean = randomUniform(channels, 60 + i);
    const secondMoment = Float32Array.from({ length: channels * channels }, (_, at) => {
      const [a, b] = [Math.floor(at / channels), at % channels];
      return mean[a]! * mean[b]! + (a === b ? 0.3 : 0);
    });
    return { layer, channels, mean, secondMoment };
  });
  const modulation = readPainting(weights, { statistics, colours: colourStatistics(picture(16, 16, 9)) });
  const manner = { weights, modulation };
  await using painter = new FastPainter({ manners: [manner], provider: 'cpu', threads: 1 });
  for (const [width, height] of [
    [136, 128],
    [148, 132],
  ] as const) {
    const source = picture(width, height, width);
    const colours = colourStatistics(source);
    const session = await createSession(writeStyleNetwork(manner, colours), { provider: 'cpu', threads: 1 });
    const { painted } = await session.run({
      picture: new Tensor('float32', source.data, [1, 3, height, width]),
    });
    await painter.openShot(await painter.measureShot([source]), source);
    const expected = await painter.paint(source);
    const found = painted!.data as Float32Array;
    assert.equal(found.length, expected.data.length);
    const isInner = (at: number, size: number) => at >= reach && at < size - reach;
    const apart = expected.data.map((value, i) => {
      if (!isInner(i % width, width) || !isInner(Math.floor(i / width) % height, height)) return 0;
      return Math.abs(value - Math.min(1, Math.max(0, found[i]!)));
    });
    assert.ok(Math.max(...apart) < 2e-3, `${Math.max(...apart)}`);
    await session.release();
  }
});
