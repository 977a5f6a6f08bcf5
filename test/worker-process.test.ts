import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { EngineError } from '../src/errors.js';
import { WorkerClient, type WorkerOptions } from '../src/worker-client.js';

interface TestCalls {
  doubled: { argument: Float32Array; value: Float32Array };
  count: { argument: number; value: string; progress: number };
  fail: { argument: null; value: null };
  exit: { argument: null; value: null };
  pid: { argument: null; value: number };
  environment: { argument: string; value: string | undefined };
  never: { argument: null; value: null };
}

let folder: string;
let script: URL;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-process-'));
  script = pathToFileURL(join(folder, 'worker.mjs'));
  await writeFile(
    script,
    `import { answerCalls } from '${new URL('../src/worker-calls.js', import.meta.url)}';
    answerCalls({
      doubled: (values) => ({ value: values.map((one) => 2 * one) }),
      count: (to, report) => { for (let i = 1; i <= to; i++) report(i); return { value: 'counted' }; },
      fail: () => { throw new Error('no such thing'); },
      exit: () => process.exit(3),
      pid: () => ({ value: process.pid }),
      environment: (name) => ({ value: process.env[name] }),
      never: () => new Promise(() => {}),
    });`,
  );
});
after(() => rm(folder, { recursive: true }));

const start = (options: Partial<WorkerOptions> = {}) =>
  new WorkerClient<TestCalls>(script, {
    name: 'The process',
    process: true,
    disposed: new EngineError('It has been disposed of'),
    native: false,
    ...options,
  });
const engineError = (message: RegExp) => (error: unknown) =>
  error instanceof EngineError && message.test(error.message);
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
async function hasEnded(pid: number): Promise<boolean> {
  for (let i = 0; i < 100 && isRunning(pid); i++) await setTimeout(50);
  return !isRunning(pid);
}

test('a process answers calls, reports before it answers, and goes on after a failure', async () => {
  await using client = start();
  assert.deepEqual(await client.call('doubled', Float32Array.of(1, 2.5)), Float32Array.of(2, 5));
  const told: number[] = [];
  assert.equal(await client.call('count', 3, { onProgress: (one) => told.push(one) }), 'counted');
  assert.deepEqual(told, [1, 2, 3]);
  const fails = () => {
    throw new TypeError('whoever listens');
  };
  await assert.rejects(client.call('count', 3, { onProgress: fails }), /^TypeError: whoever listens$/);
  await assert.rejects(client.call('fail', null), engineError(/^no such thing$/));
  assert.notEqual(await client.call('pid', null), process.pid);
});

test('it is to give memory back', async () => {
  await using client = start();
  assert.equal(await client.call('environment', 'MALLOC_TRIM_THRESHOLD_'), '131072');
  assert.equal(process.env.MALLOC_TRIM_THRESHOLD_, undefined);
});

test('it is gone when it is disposed of or aborted, whatever it does', async () => {
  const client = start();
  const pid = await client.call('pid', null);
  const pending = assert.rejects(client.call('never', null), engineError(/disposed of/));
  await client[Symbol.asyncDispose]();
  await pending;
  assert.ok(await hasEnded(pid));

  const controller = new AbortController();
  const aborted = start({ signal: controller.signal });
  const other = await aborted.call('pid', null);
  const rejected = assert.rejects(aborted.call('never', null), /enough/);
  controller.abort(new Error('enough'));
  await rejected;
  assert.ok(await hasEnded(other));
});

test('one that ends by itself, or is killed, or never begins, rejects what was asked', async () => {
  await using one = start();
  await assert.rejects(one.call('exit', null), engineError(/ended unexpectedly, with code 3/));
  await using killed = start();
  const pid = await killed.call('pid', null);
  const pending = killed.call('never', null);
  process.kill(pid, 'SIGKILL');
  await assert.rejects(pending, engineError(/ended unexpectedly, by SIGKILL, perhaps for want of memory/));
  await using none = new WorkerClient<TestCalls>(new URL('none.mjs', script), {
    name: 'The process',
    process: true,
    disposed: new EngineError('It has been disposed of'),
    native: false,
  });
  await assert.rejects(none.call('pid', null), engineError(/ended unexpectedly/));
});

test('it is told to stop by the process that started it alone, and ends when that does', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { WorkerClient } from '${new URL('../src/worker-client.js', import.meta.url)}';
      const client = new WorkerClient(new URL('${script}'), { name: 'It', process: true, disposed: new Error(), native: false });
      console.log(await client.call('pid', null));
      await client.call('never', null);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
  await setTimeout(300);
  assert.ok(isRunning(pid), 'an interrupt of all that runs at a terminal is for the other one');
  parent.kill('SIGKILL');
  assert.ok(await hasEnded(pid));
});
