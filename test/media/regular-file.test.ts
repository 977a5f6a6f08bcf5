import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkInput, checkStyle } from '../../src/cli/check-files.js';
import { probe } from '../../src/decode/probe.js';
import { readStill } from '../../src/decode/still.js';
import { scratchFolder } from './clips.js';

const folder = scratchFolder();
const skip = process.platform === 'win32' ? 'no named pipes here' : false;

test('a pipe is refused at once, as input and as style', { skip }, async () => {
  const pipe = join(folder, 'clip.mp4');
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  const refused = { name: 'InputError', message: /is a pipe: expected a file.*Save its contents/ };
  await assert.rejects(probe(pipe), refused);
  await assert.rejects(checkInput(pipe, false), refused);
  await assert.rejects(checkStyle(pipe), refused);
  await assert.rejects(readStill(pipe), refused);
});

test('a device and standard input are refused', { skip }, async () => {
  await assert.rejects(probe('/dev/null'), /is a device: expected a file/);
  await assert.rejects(checkInput('/dev/zero', false), /is a device: expected a file/);
  await assert.rejects(probe('-'), /standard input is not supported/);
  await assert.rejects(checkInput('-', false), /standard input is not supported/);
});
