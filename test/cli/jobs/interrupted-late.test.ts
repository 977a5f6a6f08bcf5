import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Job } from '../../../src/cli/jobs/plan-jobs.js';
import { runJobs } from '../../../src/cli/jobs/run-jobs.js';
import { Interrupted } from '../../../src/cli/process/exit-codes.js';
import { scratchFolder } from '../../media/clips.js';

const folder = scratchFolder();
const cli = { jobsAtOnce: 1, skipExisting: true, jsonProgress: false, quiet: true, verbose: false };

/** A job with nothing left to do. */
function doneJob(name: string): Job {
  const output = join(folder, name);
  writeFileSync(output, 'done');
  return { kind: 'video', input: join(folder, 'clip.mp4'), style: 'style.png', output, options: {} };
}

test('a signal that comes when all is in its place does not make an interrupted job of it', async () => {
  const running = runJobs([doneJob('a.mp4')], { ...cli, report: undefined });
  await new Promise(setImmediate);
  process.emit('SIGTERM', 'SIGTERM');
  await running;
});

test('a signal before the last of several jobs does', async () => {
  const running = runJobs([doneJob('b.mp4'), doneJob('c.mp4')], { ...cli, report: undefined });
  process.emit('SIGTERM', 'SIGTERM');
  await assert.rejects(running, Interrupted);
});
