import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { prefix, queues, type ShotData, type ShotStatus } from '../../src/farm/queue.js';
import { queueAddress } from '../../src/farm/queue-address.js';
import { placeOf } from '../../src/farm/shared-folder.js';
import { submitJob } from '../../src/farm/submit.js';
import { runWorker } from '../../src/farm/worker.js';
import { stylizeVideo } from '../../src/index.js';
import { planShots } from '../../src/pipeline/shots/plan-shots.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';
import { packetHashes, writeShots } from '../pipeline/shots/shots-clip.js';
import { eventually, noRedis, startRedis, type TestRedis } from './redis.js';

const skip = noRedis;
const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const quick = { device: 'cpu', quality: 'draft', iterations: 2, preset: 'ffv1' } as const;
const password = 'not:to/be@seen';
let redis: TestRedis;
let jobs = 0;

before(async () => {
  if (skip) return;
  redis = await startRedis(password);
  await writePicture(path('style.png'));
  writeShots(path('shots.mkv'), [5, 3, 6, 4]);
  await stylizeVideo(path('shots.mkv'), path('style.png'), path('whole.mkv'), quick);
});
after(() => redis?.[Symbol.asyncDispose]());

/** A worker in this process. */
function startWorker(shared?: string) {
  const ending = new AbortController();
  const said: string[] = [];
  const settings = {
    address: queueAddress(redis.url),
    shared,
    device: undefined,
    threads: undefined,
    lostAfter: 2,
    idle: undefined,
  };
  const ended = runWorker(settings, {
    signal: ending.signal,
    say: (text) => said.push(text),
    detail: () => {},
  });
  ended.catch(() => {});
  const end = async () => {
    ending.abort(new Error('ended'));
    await assert.rejects(ended, /ended/);
  };
  return { said, end, [Symbol.asyncDispose]: end };
}

/** Plans and submits a job of the clip, watched until it is over. */
async function submit(shared?: string) {
  const number = jobs++;
  const output = path(`out-${number}.mkv`);
  const job = path(`job-${number}`);
  const input = path('shots.mkv');
  const plan = await planShots({ input, style: path('style.png'), output }, quick, job);
  const ending = new AbortController();
  const said: string[] = [];
  let statuses: ReadonlyMap<number, ShotStatus> = new Map();
  const start = () => {
    const done = submitJob(
      { address: queueAddress(redis.url), folder: placeOf(job, shared), id: plan.id, shots: plan.shots },
      {
        signal: ending.signal,
        say: (text) => said.push(text),
        onStatus: (now) => {
          statuses = now;
        },
      },
    );
    done.catch(() => {});
    return done;
  };
  return {
    output,
    job,
    said,
    start,
    cancel: () => ending.abort(new Error('stop')),
    statuses: () => statuses,
  };
}

test('two workers paint one job to the bytes of one machine, and two submitters wait for it', {
  skip,
}, async () => {
  await using one = startWorker(folder);
  await using two = startWorker(folder);
  const job = await submit(folder);
  const [first, second] = await Promise.all([job.start(), job.start()]);
  assert.equal(packetHashes(job.output), packetHashes(path('whole.mkv')));
  assert.deepEqual(second, first);
  assert.equal(first.output, job.output);
  const states = [...job.statuses().values()].map(({ state, done }) => [state, done]);
  assert.deepEqual(
    states.sort(),
    [3, 4, 5, 6].map((done) => ['done', done]),
  );
  for (const worker of [one, two]) {
    assert.ok(
      worker.said.some((text) => /shot \d of job \w+ is complete/.test(text)),
      'both had a part in it',
    );
    assert.ok(!worker.said.join().includes('seen'), 'no password is told');
  }
});

test('a worker that is ended hands its shot back, and the next goes on with it', { skip }, async () => {
  const job = await submit();
  const done = job.start();
  const one = startWorker();
  await eventually('a shot is begun', () => one.said.some((text) => text.includes('painting 6 of 6')));
  await one.end();
  await using two = startWorker();
  await done;
  assert.equal(packetHashes(job.output), packetHashes(path('whole.mkv')));
  assert.ok(two.said.some((text) => /shot 3 of job \w+: painting/.test(text)));
});

test('a shot that cannot be painted is named, and the others are finished', { skip }, async () => {
  const job = await submit();
  mkdirSync(join(job.job, 'shots/0002/in the way'), { recursive: true });
  await using _ = startWorker();
  await assert.rejects(
    job.start(),
    /A shot could not be painted \(shot 2: .*`in the way` in it is not a file/,
  );
  const states = [...job.statuses()].sort().map(([shot, { state }]) => [shot, state]);
  assert.deepEqual(states, [
    [0, 'done'],
    [1, 'failed'],
    [2, 'done'],
    [3, 'done'],
  ]);
});

test('a shot that five workers were lost over is given up, and the others are finished', {
  skip,
}, async () => {
  const job = await submit();
  const done = job.start();
  const { hostname, port } = new URL(redis.url);
  const connection = new Redis({ host: hostname, port: Number(port), password, maxRetriesPerRequest: null });
  const queue = new Queue<ShotData>(queues.shots, { connection, prefix });
  const first = async () => (await queue.getPrioritized()).find(({ data }) => data.shot === 2);
  await eventually('the job is in the queue', async () => (await first()) !== undefined);
  const shot = (await first())!;
  await shot.updateData({ ...shot.data, starts: [0, 0, 0, 0, 0] });
  await queue.close();
  connection.disconnect();
  await using _ = startWorker();
  await assert.rejects(done, /A shot could not be painted \(shot 3: 5 workers were lost .* its frame 1/);
  const states = [...job.statuses()].sort().map(([, { state }]) => state);
  assert.deepEqual(states, ['done', 'done', 'failed', 'done']);
});

test('what a worker lacks is said to whoever submitted it, and no shot waits for ever', {
  skip,
}, async () => {
  const job = await submit();
  renameSync(path('shots.mkv'), path('elsewhere.mkv'));
  try {
    await using _ = startWorker();
    await assert.rejects(job.start(), /The clip of the job, `.*shots\.mkv`, is missing on .*: bring it to/);
  } finally {
    renameSync(path('elsewhere.mkv'), path('shots.mkv'));
  }
  await using _ = startWorker();
  await job.start();
  assert.equal(packetHashes(job.output), packetHashes(path('whole.mkv')), 'submitted again, it is painted');
});

test('a worker with a shared folder touches no job outside it', { skip }, async () => {
  mkdirSync(path('shared'), { recursive: true });
  const job = await submit();
  await using _ = startWorker(path('shared'));
  await assert.rejects(job.start(), /is outside the shared folder/);
  assert.deepEqual(readdirSync(job.job).sort(), ['plan.json', 'style.png']);
});

test('a cancelled job leaves the workers, and goes on when it is submitted again', { skip }, async () => {
  await using worker = startWorker();
  const job = await submit();
  const stopped = job.start();
  await eventually('a shot is being painted', () =>
    [...job.statuses().values()].some(({ state }) => state === 'painting'),
  );
  job.cancel();
  await assert.rejects(stopped, /stop/);
  const begun = () => worker.said.filter((text) => text.includes('painting')).length;
  const before = begun();
  const other = await submit();
  await other.start();
  assert.equal(begun() - before, 4, 'only the other job is painted');
  assert.equal(packetHashes(other.output), packetHashes(path('whole.mkv')));
});

test('a queue that forgets everything is given the job again', { skip }, async () => {
  const job = await submit();
  const done = job.start();
  await using worker = startWorker();
  await eventually('a shot is complete', () => worker.said.some((text) => text.includes('is complete')));
  await redis.kill();
  await redis.start();
  await done;
  assert.ok(job.said.some((text) => /has lost the job: putting it in again/.test(text)));
  assert.equal(packetHashes(job.output), packetHashes(path('whole.mkv')));
});
