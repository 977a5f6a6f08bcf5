import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../../src/errors.js';
import { WorkerClient } from '../../../src/stylize/engines/worker-client.js';

const worker = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, method, argument }) => {
      if (method === 'echo') parentPort.postMessage({ id, value: argument });
      if (method === 'fail') parentPort.postMessage({ id, error: 'no such thing' });
      if (method === 'throw') throw new Error('a bug');
      if (method === 'exit') process.exit(3);
      if (method === 'slow') setTimeout(() => parentPort.postMessage({ id, value: 'done' }), 100);
    });`)}`,
);
const engineError = (message: RegExp) => (error: unknown) =>
  error instanceof EngineError && message.test(error.message);

test('calls are answered, failures become an EngineError and the worker goes on', async () => {
  await using client = new WorkerClient(worker, {});
  assert.equal(await client.call('echo', 5), 5);
  await assert.rejects(client.call('fail', null), engineError(/no such thing/));
  assert.equal(await client.call('echo', 6), 6);
});

test('a worker that throws or exits rejects pending and later calls', async () => {
  for (const [method, message] of [
    ['throw', /failed: a bug/],
    ['exit', /ended unexpectedly, with code 3/],
  ] as const) {
    await using client = new WorkerClient(worker, {});
    const pending = client.call('slow', null);
    await assert.rejects(Promise.all([pending, client.call(method, null)]), engineError(message));
    await assert.rejects(pending, engineError(message));
    await assert.rejects(client.call('echo', 1), engineError(message));
  }
});

test('an abort rejects pending and later calls with its reason', async () => {
  const controller = new AbortController();
  await using client = new WorkerClient(worker, {}, controller.signal);
  const reason = new Error('enough');
  const pending = client.call('slow', null);
  controller.abort(reason);
  await assert.rejects(pending, (error) => error === reason);
  await assert.rejects(client.call('echo', 1), (error) => error === reason);
  assert.throws(() => new WorkerClient(worker, {}, controller.signal), reason);
});

test('disposal rejects pending and later calls, and can be repeated', async () => {
  const client = new WorkerClient(worker, {});
  const pending = client.call('slow', null);
  const rejected = assert.rejects(pending, engineError(/disposed of/));
  await client[Symbol.asyncDispose]();
  await rejected;
  await client[Symbol.asyncDispose]();
  await assert.rejects(client.call('echo', 1), engineError(/disposed of/));
});
