import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupted, Unfinished } from '../../../src/cli/process/exit-codes.js';
import { FfmpegError, WorkError } from '../../../src/errors.js';

const kept = (cause: unknown, restart?: boolean) =>
  new Unfinished(cause, { done: 2, frames: 8 }, restart).kept;

test('the same command is promised to go on only where it will', () => {
  const stopped = new Interrupted('SIGINT');
  assert.equal(kept(stopped), '2 of 8 frames are kept: run the same command to continue');
  assert.equal(
    kept(stopped, true),
    '2 of 8 frames are kept: run the same command without `--restart` to continue',
  );
  assert.match(
    kept(new FfmpegError('no')),
    /^2 of 8 frames are kept: once the problem is fixed, run the same command to continue/,
  );
  assert.equal(kept(new WorkError('started with different settings')), '2 of 8 frames are kept');
});
