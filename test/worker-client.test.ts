import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../src/errors.js';
import { WorkerClient, type WorkerOptions } from '../src/worker-client.js';

const worker = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { setTimeout } from 'node:timers/promises';
    import { answerCalls } from '${new URL('../src/worker-calls.js', import.meta.url)}';
    answerCalls({
      echo: (value) => ({ value }),
      fail: () => { throw new Error('no such thing'); },
      throw: () => new Promise(() => queueMicrotask(() => { throw new Error('a bug'); })),
      exit: () => process.exit(3),
      slow: async () => ({ value: await setTimeout(100, 'done') }),
    });`)}`,
);
interface TestCalls {
  echo: { argument: number; value: number };
  fail: { argument: null; value: null };
  throw: { argument: null; value: null };
  exit: { argument: null; value: null };
  slow: { argument: null; value: string };
}

const start = (options: Partial<WorkerOptions> = {}) =>
  new WorkerClient<TestCalls>(worker, {
    name: 'The worker',
    workerData: undefined,
    disposed: new EngineError('It has been disposed of'),
    native: true,
    ...options,
  });
const engineError = (message: RegExp) => (error: unknown) =>
  error instanceof EngineError && message.test(error.message);

test('calls are answered, failures become an EngineError and the worker goes on', async () => {
  await using client = start();
  assert.equal(await client.call('echo', 5), 5);
  await assert.rejects(client.call('fail', null), engineError(/no such thing/));
  assert.equal(await client.call('echo', 6), 6);
});

test('a worker that throws or exits rejects pending and later calls', async () => {
  for (const [method, message] of [
    ['throw', /failed: a bug/],
    ['exit', /ended unexpectedly, with code 3/],
  ] as const) {
    await using client = start();
    const pending = [client.call(method, null), client.call('slow', null)];
    await Promise.all(pending.map((call) => assert.rejects(call, engineError(message))));
    await assert.rejects(client.call('echo', 1), engineError(message));
  }
});

test('an abort rejects pending and later calls with its reason', async () => {
  const controller = new AbortController();
  await using client = start({ signal: controller.signal });
  const reason = new Error('enough');
  const pending = client.call('slow', null);
  controller.abort(reason);
  await assert.rejects(pending, (error) => error === reason);
  await assert.rejects(client.call('echo', 1), (error) => error === reason);
  assert.throws(() => start({ signal: controller.signal }), reason);
});

test('disposal rejects pending and later calls, and can be repeated', async () => {
  const client = start();
  const pending = client.call('slow', null);
  const rejected = assert.rejects(pending, engineError(/disposed of/));
  await client[Symbol.asyncDispose]();
  await rejected;
  await client[Symbol.asyncDispose]();
  await assert.rejects(client.call('echo', 1), engineError(/disposed of/));
});

test('an abort of one call rejects it with its reason, and the next ones are answered', async () => {
  await using client = start({ native: false });
  const controller = new AbortController();
  const reason = new Error('enough');
  const pending = client.call('slow', null, { signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(pending, (error) => error === reason);
  assert.equal(await client.call('echo', 7), 7);
});
