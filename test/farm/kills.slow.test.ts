import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { seeded } from '../cli/killing.js';
import { runCli, writePicture } from '../cli/run-cli.js';
import { processesWith, scratchFolder } from '../media/clips.js';
import { packetHashes, writeShots } from '../pipeline/shots/shots-clip.js';
import { type Running, start } from './processes.js';
import { noRedis, startRedis } from './redis.js';

/** Who is killed, in the order that the seed shuffles them into. */
const victims = [
  ...Array<'worker'>(8).fill('worker'),
  ...Array<'submitter'>(6).fill('submitter'),
  ...Array<'queue'>(6).fill('queue'),
];
const tryAgain = 75;
const lengths = [4, 7, 5, 3, 6];
/** Of a worker, when it is killed: one frame on its way to the disk, and the next one being painted. */
const inHand = 2;

test(`${victims.length} kills of workers, submitters and the queue: nothing is lost, at most the frames in hand are repeated`, {
  skip: noRedis,
}, async () => {
  const folder = scratchFolder();
  const path = (name: string) => join(folder, name);
  await writePicture(path('style.png'));
  writeShots(path('shots.mkv'), lengths);
  const job = ['shots.mkv', '-s', 'style.png', '--device', 'cpu', '--iterations', '12', '--preset', 'ffv1'];
  const whole = await runCli([...job, '-o', 'whole.mkv'], { cwd: folder });
  assert.equal(whole.code, 0, whole.stderr);
  await using redis = await startRedis();
  const random = seeded(2718);
  const env = { NST_VIDEO_QUEUE: redis.url };
  const all: Running[] = [];
  await using _ = {
    [Symbol.asyncDispose]: async () => void (await Promise.all(all.map(({ kill }) => kill()))),
  };
  const run = (...args: string[]) => {
    const started = start(args, folder, env);
    all.push(started);
    return started;
  };
  const worker = () => run('worker', '--lost-after', '2', '--verbose');
  const workers = [worker(), worker()];
  const order = victims.map((victim) => ({ victim, at: random() })).sort((a, b) => a.at - b.at);
  let killed = 0;
  let painted = 0;
  const frames = lengths.reduce((a, b) => a + b);
  let rounds = 0;
  for (; killed < order.length; rounds++) {
    const output = `out-${rounds}.mkv`;
    const submit = () => run('submit', ...job, '-o', output);
    let submitter = submit();
    for (;;) {
      const wait = 300 + 1500 * random();
      const code = await Promise.race([submitter.ended, delay(wait, 'on' as const)]);
      // Those that were started while there was no queue have said: try again.
      for (const [i, one] of workers.entries()) {
        if (one.child.exitCode === null) continue;
        assert.equal(one.child.exitCode, tryAgain, one.said());
        workers[i] = worker();
      }
      if (code === tryAgain) submitter = submit();
      if (code === tryAgain || code === 'on') {
        // Goes on below.
      } else {
        assert.equal(code, 0, submitter.said());
        break;
      }
      const victim = order[killed++]?.victim;
      if (victim === 'worker') {
        const i = Math.floor(workers.length * random());
        await workers[i]!.kill();
        workers[i] = worker();
      } else if (victim === 'submitter') {
        await submitter.kill();
        submitter = submit();
      } else if (victim === 'queue') {
        await redis.kill();
        await delay(500 * random());
        await redis.start();
      }
    }
    assert.equal(packetHashes(path(output)), packetHashes(path('whole.mkv')), `round ${rounds}`);
  }
  for (const one of workers) {
    one.child.kill('SIGTERM');
    assert.equal(await one.ended, 130, one.said());
  }
  for (const one of all) {
    assert.doesNotMatch(one.said(), /(Type|Range|Assertion)Error|Unhandled/, 'no defect');
    if (one.said().includes('waiting for shots'))
      painted += [...one.said().matchAll(/: frame \d+ of \d+$/gm)].length;
  }
  const repeated = painted - rounds * frames;
  console.log(`${rounds} jobs, ${painted} frames painted, ${repeated} of them again`);
  assert.ok(
    repeated <= inHand * victims.filter((victim) => victim === 'worker').length,
    `${repeated} frames were painted again`,
  );
  const left = readdirSync(folder).filter((name) => name.startsWith('.'));
  assert.deepEqual(left, [], 'no job folder and no temporary file is left');
  assert.deepEqual(processesWith(folder), [], 'no process is left');
});
