import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderCut, renderScene, type Scene } from '../../fixtures/scene.js';
import { UsageError } from '../../src/errors.js';
import type { FlowField } from '../../src/flow-field.js';
import type { Image } from '../../src/image.js';
import { estimateTrustedFlow } from '../../src/metrics/measures/trusted-flow.js';
import { pairWarpingError } from '../../src/metrics/measures/warping-error.js';
import { randomNormal } from '../stylize/random-network.js';
import { clipWarpingError } from './clip-warping-error.js';
import { exactEstimator } from './exact-estimator.js';

const size = { width: 96, height: 64 };

function withNoise(image: Image, deviation: number, seed: number): Image {
  const noise = randomNormal(image.data.length, seed, deviation);
  return { ...image, data: image.data.map((value, i) => value + noise[i]!) };
}

/** E_warp of a pair, from the formula, a pixel at a time and with a mask of its own. */
function straightforward(earlier: Image, later: Image, w: FlowField, back: FlowField): number {
  const { width, height } = earlier;
  const sample = (plane: Float32Array, offset: number, x: number, y: number) => {
    let sum = 0;
    for (let yy = 0; yy < height; yy++) {
      const wy = Math.max(0, 1 - Math.abs(y - yy));
      if (wy === 0) continue;
      for (let xx = 0; xx < width; xx++) {
        const wx = Math.max(0, 1 - Math.abs(x - xx));
        if (wx > 0) sum += wx * wy * plane[offset + yy * width + xx]!;
      }
    }
    return sum;
  };
  let numerator = 0;
  let denominator = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const [u, v] = [w.u[p]!, w.v[p]!];
      const [ex, ey] = [x + u, y + v];
      if (ex < 0 || ey < 0 || ex > width - 1 || ey > height - 1) continue;
      const [bu, bv] = [sample(back.u, 0, ex, ey), sample(back.v, 0, ex, ey)];
      const squared = u * u + v * v;
      if ((u + bu) ** 2 + (v + bv) ** 2 > 0.01 * (squared + bu * bu + bv * bv) + 0.5) continue;
      const right = x + 1 < width ? p + 1 : p;
      const below = y + 1 < height ? p + width : p;
      const gradient =
        (w.u[right]! - u) ** 2 + (w.u[below]! - u) ** 2 + (w.v[right]! - v) ** 2 + (w.v[below]! - v) ** 2;
      if (gradient > 0.01 * squared + 0.002) continue;
      for (let c = 0; c < 3; c++) {
        const offset = c * width * height;
        numerator += (sample(later.data, offset, ex, ey) - earlier.data[offset + p]!) ** 2;
        denominator++;
      }
    }
  }
  return numerator / denominator;
}

async function pairError(scene: Scene, earlier: Image, later: Image) {
  const trusted = await estimateTrustedFlow(exactEstimator(scene), scene.frames[0]!, scene.frames[1]!);
  const result = pairWarpingError(earlier, later, trusted);
  assert.ok(result);
  return result;
}

test('a clip that moves as its input does scores 0', async () => {
  const scene = renderScene({ ...size, frames: 4, background: [2, -1], objects: [] });
  const output = scene.frames.map((frame) => ({ ...frame, data: frame.data.map((v) => 1 - v * v) }));
  const errors = await clipWarpingError(scene.frames, output, exactEstimator(scene), { gaps: [1, 3] });
  assert.deepEqual(
    errors.map(({ gap, pairs }) => [gap, pairs]),
    [
      [1, 3],
      [3, 1],
    ],
  );
  for (const { output, input } of errors) assert.ok(output! < 1e-10 && input! < 1e-10);
  assert.ok(Math.abs(errors[0]!.trusted! - (94 * 63) / (96 * 64)) < 1e-6);
});

test('noise of variance σ² scores 2σ² for whole-pixel motion', async () => {
  const scene = renderScene({ ...size, frames: 2, background: [3, 1], objects: [] });
  const sigma = 0.05;
  const [a, b] = [0, 1].map((i) => withNoise(scene.frames[i]!, sigma, 10 + i)) as [Image, Image];
  const { error } = await pairError(scene, a, b);
  assert.ok(Math.abs(error / (2 * sigma * sigma) - 1) < 0.03, `${error}`);
});

test('half-pixel motion averages four noisy pixels: σ²(1 + 1/4)', async () => {
  const scene = renderScene({ ...size, frames: 2, background: [0.5, 0.5], objects: [] });
  const sigma = 0.05;
  const grey = (seed: number) =>
    withNoise({ ...scene.frames[0]!, data: new Float32Array(3 * 96 * 64).fill(0.5) }, sigma, seed);
  const { error } = await pairError(scene, grey(20), grey(21));
  assert.ok(Math.abs(error / (1.25 * sigma * sigma) - 1) < 0.04, `${error}`);
});

test('an offset in one channel counts a third, as the mask is counted over three channels', async () => {
  const scene = renderScene({ ...size, frames: 2, background: [0, 0], objects: [] });
  const [a] = scene.frames as readonly [Image, Image];
  const later = { ...a, data: a.data.map((value, i) => (i < 96 * 64 ? value + 0.3 : value)) };
  assert.ok(Math.abs((await pairError(scene, a, later)).error - 0.03) < 1e-6);
});

test('a straightforward second implementation agrees, occlusion and borders included', async () => {
  const scene = renderScene({
    width: 40,
    height: 30,
    frames: 2,
    background: [1.3, -0.4],
    objects: [[-4, 2.5]],
  });
  const [a, b] = [0, 1].map((i) => withNoise(scene.frames[i]!, 0.1, 30 + i)) as [Image, Image];
  const { error, trusted } = await pairError(scene, a, b);
  const expected = straightforward(a, b, scene.forward[0]!, scene.backward[0]!);
  assert.ok(Math.abs(error - expected) < 1e-6, `${error} is not ${expected}`);
  assert.ok(trusted > 0.5 && trusted < 0.95);
});

test('of a clip: the mean over its pairs of what the second implementation says', async () => {
  const scene = renderScene({ width: 40, height: 30, frames: 4, background: [0.8, 0.6], objects: [[-3, 1]] });
  const render = scene.frames.map((frame, t) => withNoise(frame, 0.05 * (t + 1), 60 + t));
  const measured = await clipWarpingError(scene.frames, render, exactEstimator(scene), { gaps: [1, 2] });
  for (const { gap, pairs, output, input } of measured) {
    const expected = { output: 0, input: 0 };
    for (let later = gap; later < 4; later++) {
      const { forward, backward } = scene.truth(later - gap, later);
      const of = (frames: readonly Image[]) =>
        straightforward(frames[later - gap]!, frames[later]!, forward, backward) / pairs;
      expected.output += of(render);
      expected.input += of(scene.frames);
    }
    assert.equal(pairs, 4 - gap);
    assert.ok(Math.abs(output! - expected.output) < 1e-6 && Math.abs(input! - expected.input) < 1e-6);
  }
});

test('pairs across a cut are left out', async () => {
  const frames = renderCut({ ...size, frames: 6, background: [0, 0], objects: [] }, 3);
  const zero = { width: 96, height: 64, u: new Float32Array(96 * 64), v: new Float32Array(96 * 64) };
  const still = {
    description: 'no motion',
    estimateBoth: async () => ({ forward: zero, backward: zero }),
    async [Symbol.asyncDispose]() {},
  };
  const cuts = { isCut: async (a: Image, b: Image) => Math.abs(a.data[500]! - b.data[500]!) > 1e-3 };
  const [first, third] = await clipWarpingError(frames, frames, still, { gaps: [1, 3], cuts });
  assert.equal(first!.pairs, 4);
  assert.equal(first!.output, 0);
  assert.equal(third!.pairs, 0);
  assert.equal(third!.output, null);
  const [uncut] = await clipWarpingError(frames, frames, still);
  assert.equal(uncut!.pairs, 5);
  assert.ok(uncut!.output! > 0.005);
});

test('frames of different sizes and gaps below 1 are refused', async () => {
  const scene = renderScene({ ...size, frames: 3, objects: [] });
  const estimator = exactEstimator(scene);
  const fewer = scene.frames.slice(0, 2);
  const small = renderScene({ width: 48, height: 32, frames: 3 }).frames;
  await assert.rejects(clipWarpingError(scene.frames, small, estimator), UsageError);
  await assert.rejects(clipWarpingError(fewer, fewer, estimator, { gaps: [0] }), UsageError);
});

test('the two frames of a pair are exactly a gap apart', async () => {
  const scene = renderScene({ width: 24, height: 16, frames: 1, background: [0, 0], objects: [] });
  const zero = { width: 24, height: 16, u: new Float32Array(24 * 16), v: new Float32Array(24 * 16) };
  const distances: number[] = [];
  const born = new Map<Image, number>();
  const stream = Array.from({ length: 9 }, (_, t) => {
    const frame = { ...scene.frames[0]! };
    born.set(frame, t);
    return frame;
  });
  const estimator = {
    description: 'notes who is asked for',
    estimateBoth: async (a: Image, b: Image) => {
      distances.push(born.get(b)! - born.get(a)!);
      return { forward: zero, backward: zero };
    },
    async [Symbol.asyncDispose]() {},
  };
  const [two] = await clipWarpingError(stream, stream, estimator, { gaps: [2] });
  assert.equal(two!.pairs, 7);
  assert.deepEqual(new Set(distances), new Set([2]));
});
