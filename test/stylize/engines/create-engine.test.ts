import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { EngineError } from '../../../src/errors.js';
import { createEngine } from '../../../src/stylize/engines/create-engine.js';
import { hasGraphicsHardware } from '../../../src/stylize/engines/graphics-hardware.js';
import { lossFixture, relativeError } from '../loss-fixture.js';
import { randomNetwork, randomUniform } from '../random-network.js';

const network = randomNetwork({ widths: [16, 16], last: 'conv2_1' });

test('auto takes the CPU where there is no graphics hardware, and says so', async (context) => {
  if (await hasGraphicsHardware()) return context.skip('there is graphics hardware');
  await using engine = await createEngine({ network, threads: 1 });
  assert.equal(engine.device.kind, 'cpu');
  assert.match(engine.device.description, /^CPU, 1 thread \(onnxruntime \d+\.\d+\.\d+\)$/);
});

test('a device that does not start is an EngineError', async () => {
  await assert.rejects(createEngine({ network, device: 'tensorflow' }), (error) => {
    return error instanceof EngineError && /@tensorflow\/tfjs-node-gpu/.test(error.message);
  });
});

test('more sizes than sessions are kept still compute', async () => {
  await using engine = await createEngine({ network, device: 'cpu' });
  const losses = [];
  for (let i = 0; i < 14; i++) {
    const options = { width: 16 + i, height: 16, styleLoss: 'gram', styleLayers: ['relu2_1'] } as const;
    const { size, inputs, x } = lossFixture(network, options);
    const loss = await engine.loss(size, inputs);
    losses.push({ loss, x, first: (await loss.evaluate(x)).gradient.slice() });
  }
  for (const { loss, x, first } of losses) {
    assert.deepEqual((await loss.evaluate(x)).gradient, first);
    await loss[Symbol.asyncDispose]();
  }
});

test('threads change the result by rounding alone', async () => {
  const image = { width: 64, height: 48, data: randomUniform(3 * 64 * 48, 1) };
  const results = [];
  for (const threads of [1, 2]) {
    await using engine = await createEngine({ network, device: 'cpu', threads });
    results.push((await engine.statistics(image, ['relu2_1']))[0]?.secondMoment ?? []);
  }
  assert.ok(relativeError(results[0] ?? [], results[1] ?? []) < 1e-5);
});

test('an abort rejects what is pending with its reason', async () => {
  const controller = new AbortController();
  const engine = await createEngine({ network, device: 'cpu', signal: controller.signal });
  const image = { width: 256, height: 256, data: new Float32Array(3 * 256 * 256) };
  const pending = engine.features(image, ['relu2_1']);
  const reason = new Error('enough');
  controller.abort(reason);
  await assert.rejects(pending, (error) => error === reason);
  await assert.rejects(engine.features(image, ['relu2_1']), (error) => error === reason);
  await engine[Symbol.asyncDispose]();
  const late = createEngine({ network, device: 'cpu', signal: controller.signal });
  await assert.rejects(late, (error) => error === reason);
});

test('an idle engine does not keep the process alive', async () => {
  const script = `
    const { createEngine } = await import(${JSON.stringify(new URL('../../../src/stylize/engines/create-engine.js', import.meta.url).href)});
    const { randomNetwork } = await import(${JSON.stringify(new URL('../random-network.js', import.meta.url).href)});
    await createEngine({ device: 'cpu', network: randomNetwork({ widths: [16], last: 'conv1_1' }) });
    process.stdout.write('started');`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 30_000,
  });
  assert.equal(stdout, 'started');
});
