import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { FfmpegError } from '../../../src/errors.js';
import { supervise } from '../../../src/media/ffmpeg/child.js';
import { waitFor, watched } from '../../../src/media/ffmpeg/watchdog.js';

/** A child that runs the code in Node, and what is waited for. */
function start(code: string, timeoutSeconds: number) {
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
  const supervised = supervise(child, 'FFmpeg');
  const waiting = { child: supervised, what: 'produced no output', timeoutSeconds };
  return { chunks: child.stdout as AsyncIterable<Uint8Array>, supervised, waiting };
}

test('a child that prints and then falls silent is ended, and `done` says why', async () => {
  const { chunks, supervised, waiting } = start(
    `process.stdout.write('once'); setInterval(() => {}, 1000)`,
    1,
  );
  const got: string[] = [];
  const reading = (async () => {
    for await (const chunk of watched(chunks, waiting)) got.push(String(chunk));
  })();
  await assert.rejects(reading, /Premature close/); // the pipe breaks off with the child
  assert.deepEqual(got, ['once']);
  await assert.rejects(supervised.done, (error: Error) => {
    assert.match(
      error.message,
      /FFmpeg produced no output for 1 seconds and was stopped: .*`--ffmpeg-timeout`/,
    );
    return error instanceof FfmpegError && error.end === 'timed out';
  });
  assert.ok(supervised.ended);
});

test('only the time that it is waited for counts, not that of a slow reader', async () => {
  const code = `let n = 0; const t = setInterval(() => { process.stdout.write('x'); if (++n === 4) clearInterval(t); }, 100)`;
  const { chunks, supervised, waiting } = start(code, 1);
  let got = '';
  for await (const chunk of watched(chunks, waiting)) {
    got += String(chunk);
    if (got.length === 1) await delay(1600);
  }
  assert.equal(got, 'xxxx');
  await supervised.done;
});

test('a sign of life buys time', async () => {
  const { supervised, waiting } = start('setTimeout(() => {}, 1800)', 1);
  let sign = 0;
  await waitFor(supervised.done, { ...waiting, life: () => Promise.resolve(sign++) });
  assert.ok(sign > 4);
});
