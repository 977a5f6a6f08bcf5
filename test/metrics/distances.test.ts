import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderScene } from '../../fixtures/scene.js';
import { UsageError } from '../../src/errors.js';
import type { Image } from '../../src/image.js';
import { type DistanceNetwork, endOfBlock3 } from '../../src/metrics/measures/distance-network.js';
import { contentDistance, fitLongerSide, styleDistance } from '../../src/metrics/measures/distances.js';
import { createEngine } from '../../src/stylize/engines/create-engine.js';
import { randomNetwork } from '../stylize/random-network.js';

const picture = (seed: number, width = 48, height = 32) =>
  renderScene({ width, height, frames: 1, seed, objects: [] }).frames[0]!;

/** A network whose only layer is the picture itself: features are RGB. */
function rgbNetwork(metric?: Float32Array): DistanceNetwork & { asked: Image[] } {
  const asked: Image[] = [];
  const metrics = new Map(metric ? [['rgb', metric]] : []);
  return {
    asked,
    metrics,
    endOfBlock3: 'rgb',
    description: 'RGB',
    engine: {
      async statistics(image, layers) {
        asked.push(image);
        const n = image.width * image.height;
        const plane = (c: number) => image.data.subarray(c * n, (c + 1) * n);
        const mean = Float32Array.from([0, 1, 2], (c) => plane(c).reduce((sum, v) => sum + v, 0) / n);
        const secondMoment = Float32Array.from({ length: 9 }, (_, i) => {
          const [a, b] = [plane(Math.floor(i / 3)), plane(i % 3)];
          return a.reduce((sum, value, p) => sum + value * b[p]!, 0) / n;
        });
        return layers.map((layer) => ({ layer, channels: 3, mean, secondMoment }));
      },
      async features({ width, height, data }, layers) {
        return layers.map((layer) => ({ layer, channels: 3, width, height, data }));
      },
    },
  };
}

const flat = (red: number, green: number, blue: number): Image => {
  const data = new Float32Array(3 * 64);
  [red, green, blue].forEach((value, c) => {
    data.fill(value, 64 * c, 64 * (c + 1));
  });
  return { width: 8, height: 8, data };
};

test('1 when nothing was stylized, 0 when the style is reached, by hand in between', async () => {
  const measured = rgbNetwork();
  const [content, style] = [flat(0, 0, 0), flat(1, 0, 0)];
  const at = async (output: Image) =>
    (await styleDistance(measured, { output, content, style }, ['rgb'])).value;
  assert.equal(await at(content), 1);
  assert.equal(await at(style), 0);
  // Gram matrices of constant red r have r² in one corner: |0.36 − 1| / |0 − 1|.
  assert.ok(Math.abs((await at(flat(0.6, 0, 0))) - 0.64) < 1e-6);
});

test('content distance is relative to the content', async () => {
  const content = flat(0.5, 0.5, 0);
  const { value, network } = await contentDistance(
    rgbNetwork(),
    { output: flat(0.5, 0.2, 0), content },
    'rgb',
  );
  assert.ok(Math.abs(value - Math.sqrt(0.09 / 0.5)) < 1e-6);
  assert.equal(network, 'RGB');
});

test("a layer's metric M measures as the linear map H with HᵀH = M would", async () => {
  const heads = [1, 2, 0, 0, 1, 0.5, 0.3, 0, 2];
  const metric = Float32Array.from({ length: 9 }, (_, i) => {
    const [a, b] = [Math.floor(i / 3), i % 3];
    return [0, 1, 2].reduce((sum, k) => sum + heads[3 * k + a]! * heads[3 * k + b]!, 0);
  });
  const mapped = (image: Image): Image => {
    const n = image.width * image.height;
    const data = image.data.map((_, i) =>
      [0, 1, 2].reduce((sum, c) => sum + heads[3 * Math.floor(i / n) + c]! * image.data[c * n + (i % n)]!, 0),
    );
    return { ...image, data };
  };
  const [output, content, style] = [picture(1), picture(2), picture(3)] as const;
  const plain = { output: mapped(output), content: mapped(content), style: mapped(style) };
  const byMetric = await styleDistance(rgbNetwork(metric), { output, content, style }, ['rgb']);
  const byMap = await styleDistance(rgbNetwork(), plain, ['rgb']);
  assert.ok(Math.abs(byMetric.value - byMap.value) < 1e-4);
  const contentByMetric = await contentDistance(rgbNetwork(metric), { output, content }, 'rgb');
  const contentByMap = await contentDistance(rgbNetwork(), plain, 'rgb');
  assert.ok(Math.abs(contentByMetric.value - contentByMap.value) < 1e-4);
});

test("the style is brought to the output's longer side", async () => {
  const measured = rgbNetwork();
  await styleDistance(measured, { output: picture(1), content: picture(2), style: picture(3, 60, 120) }, [
    'rgb',
  ]);
  assert.deepEqual([measured.asked[0]!.width, measured.asked[0]!.height], [24, 48]);
  assert.equal(fitLongerSide(picture(1), picture(2)).width, 48);
});

test('a style like the content, or a picture of another size, is refused', async () => {
  const content = picture(1);
  await assert.rejects(
    styleDistance(rgbNetwork(), { output: picture(2), content, style: content }, ['rgb']),
    UsageError,
  );
  await assert.rejects(
    contentDistance(rgbNetwork(), { output: picture(2, 24, 16), content }, 'rgb'),
    UsageError,
  );
});

test('with a real engine and max pooling: 1, 0, and the mean of four layers', async () => {
  const network = randomNetwork({ widths: [4, 6, 8, 8, 8], last: 'conv3_4', pooling: 'max' });
  await using engine = await createEngine({ network, device: 'cpu', threads: 1 });
  const measured: DistanceNetwork = {
    engine,
    metrics: network.metrics,
    endOfBlock3: endOfBlock3(network),
    description: 'random',
  };
  const [output, content, style] = [picture(1), picture(2), picture(3)] as const;
  assert.equal((await styleDistance(measured, { output: content, content, style })).value, 1);
  assert.equal((await styleDistance(measured, { output: style, content, style })).value, 0);
  const { value, layers } = await styleDistance(measured, { output, content, style });
  assert.deepEqual(
    layers.map(({ layer }) => layer),
    ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_4'],
  );
  assert.ok(Math.abs(layers.reduce((sum, { value }) => sum + value, 0) / 4 - value) < 1e-12);
  assert.equal((await contentDistance(measured, { output: content, content })).value, 0);
  assert.ok((await contentDistance(measured, { output, content })).value > 0.01);
});
