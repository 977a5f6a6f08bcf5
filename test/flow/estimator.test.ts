import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../src/errors.js';
import { createDisEstimator } from '../../src/flow/dis/estimator.js';
import { createImage } from '../../src/image.js';
import { draw, endPointError, texture } from './texture.js';

test('a translation by fractions of a pixel is found both ways, at odd sizes too', async () => {
  await using estimator = await createDisEstimator();
  for (const [width, height] of [
    [160, 96],
    [131, 77],
  ] as const) {
    const previous = draw(width, height, (x, y, c) => texture(x, y, c));
    const current = draw(width, height, (x, y, c) => texture(x - 2.4, y + 1.3, c));
    const { forward, backward } = await estimator.estimateBoth(previous, current);
    const inner = (x: number, y: number) => x >= 5 && y >= 5 && x < width - 5 && y < height - 5;
    const ahead = endPointError(forward, () => [2.4, -1.3], inner);
    const back = endPointError(backward, () => [-2.4, 1.3], inner);
    assert.ok(ahead < 0.04, `forward error ${ahead} at ${width}×${height}`);
    assert.ok(back < 0.04, `backward error ${back} at ${width}×${height}`);
  }
});

test('a large translation is found', async () => {
  await using estimator = await createDisEstimator();
  const previous = draw(320, 180, (x, y, c) => texture(0.5 * x, 0.5 * y, c));
  const current = draw(320, 180, (x, y, c) => texture(0.5 * (x - 23), 0.5 * (y - 9), c));
  const { forward } = await estimator.estimateBoth(previous, current);
  const error = endPointError(
    forward,
    () => [23, 9],
    (x, y) => x < 290 && y < 165,
  );
  assert.ok(error < 0.15, `error ${error}`);
});

test('one thread finds what two find', async () => {
  await using one = await createDisEstimator({ threads: 1 });
  await using two = await createDisEstimator();
  const previous = draw(96, 64, (x, y, c) => texture(x, y, c));
  const current = draw(96, 64, (x, y, c) => texture(x - 1.5, y, c));
  assert.deepEqual(await one.estimateBoth(previous, current), await two.estimateBoth(previous, current));
});

test('a light flow from the earlier frame leaves the other as it is, and is nearly as exact', async () => {
  await using usual = await createDisEstimator();
  await using light = await createDisEstimator({ forward: 'light' });
  const previous = draw(160, 96, (x, y, c) => texture(x, y, c));
  const current = draw(160, 96, (x, y, c) => texture(x - 2.4, y + 1.3, c));
  const [expected, found] = [
    await usual.estimateBoth(previous, current),
    await light.estimateBoth(previous, current),
  ];
  assert.deepEqual(found.backward, expected.backward);
  assert.notDeepEqual(found.forward, expected.forward);
  const inner = (x: number, y: number) => x >= 5 && y >= 5 && x < 155 && y < 91;
  assert.ok(endPointError(found.forward, () => [2.4, -1.3], inner) < 0.06);
});

test('the same frames give the same bits, whatever came before', async () => {
  await using one = await createDisEstimator();
  await using other = await createDisEstimator();
  const previous = draw(93, 61, (x, y, c) => texture(x, y, c));
  const current = draw(93, 61, (x, y, c) => texture(x - 1.7, y, c));
  const first = await one.estimateBoth(previous, current);
  await other.estimateBoth(
    draw(150, 100, (x, y, c) => texture(y, x, c)),
    createImage(150, 100),
  );
  const second = await other.estimateBoth(previous, current);
  assert.deepEqual(second, first);
});

test('flat, identical and tiny pictures have finite flow; identical ones none', async () => {
  await using estimator = await createDisEstimator();
  for (const [width, height] of [
    [1, 1],
    [3, 40],
    [64, 48],
  ] as const) {
    const black = createImage(width, height);
    const grey = draw(width, height, () => 0.5);
    const { forward } = await estimator.estimateBoth(black, grey);
    assert.ok([...forward.u, ...forward.v].every(Number.isFinite), `${width}×${height}`);
  }
  const same = draw(64, 48, (x, y, c) => texture(x, y, c));
  const { backward } = await estimator.estimateBoth(same, same);
  assert.ok(endPointError(backward, () => [0, 0]) < 1e-3);
});

test('an abort rejects with its own reason, and the estimator goes on', async () => {
  await using estimator = await createDisEstimator();
  const frame = draw(64, 48, (x, y, c) => texture(x, y, c));
  const controller = new AbortController();
  const reason = new Error('enough');
  const pending = estimator.estimateBoth(frame, frame, { signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(pending, (error) => error === reason);
  await assert.rejects(
    estimator.estimateBoth(frame, frame, { signal: controller.signal }),
    (error) => error === reason,
  );
  assert.equal((await estimator.estimateBoth(frame, frame)).forward.width, 64);
});

test('disposal rejects what is under way and what comes later, and may be repeated', async () => {
  const estimator = await createDisEstimator();
  const frame = draw(64, 48, (x, y, c) => texture(x, y, c));
  const pending = assert.rejects(estimator.estimateBoth(frame, frame), UsageError);
  await estimator[Symbol.asyncDispose]();
  await estimator[Symbol.asyncDispose]();
  await pending;
  await assert.rejects(estimator.estimateBoth(frame, frame), UsageError);
});

test('frames of two sizes are refused', async () => {
  await using estimator = await createDisEstimator();
  await assert.rejects(estimator.estimateBoth(createImage(8, 8), createImage(8, 9)), UsageError);
});
