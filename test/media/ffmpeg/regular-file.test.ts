import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJobFile } from '../../../src/cli/batch/job-file.js';
import { checkInput, checkStyle } from '../../../src/cli/jobs/check-files.js';
import { findPictures } from '../../../src/decode/pictures/find-pictures.js';
import { probe } from '../../../src/decode/probe/probe.js';
import { readStill } from '../../../src/decode/still.js';
import { openFileSource } from '../../../src/stylize/models/byte-source.js';
import { resolveModel } from '../../../src/stylize/models/resolve-model.js';
import { loadVgg } from '../../../src/stylize/network/load-network.js';
import { scratchFolder } from '../clips.js';

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
  await assert.rejects(resolveModel(pipe), refused);
  await assert.rejects(loadVgg(pipe), refused);
  await assert.rejects(openFileSource(pipe), refused);
  await assert.rejects(readJobFile(pipe), refused);
});

test('folders and devices are no models and no job files', { skip }, async () => {
  await assert.rejects(resolveModel(`${folder}/`), /is a folder: expected a file/);
  await assert.rejects(readJobFile(folder), /is a folder: expected a file/);
  await assert.rejects(resolveModel('/dev/zero'), /is a device: expected a file/);
});

test('a pipe, a folder or a link to nothing among numbered pictures is refused', { skip }, async () => {
  for (const [name, make, message] of [
    ['pipe', (path: string) => spawnSync('mkfifo', [path]), /002\.png` is a pipe: expected a file/],
    ['folder', (path: string) => mkdirSync(path), /002\.png` is a folder: expected a file/],
    ['link', (path: string) => symlinkSync('nowhere', path), /002\.png` is a link to a file that does not/],
  ] as const) {
    const pictures = join(folder, name);
    mkdirSync(pictures);
    writeFileSync(join(pictures, '001.png'), '');
    make(join(pictures, '002.png'));
    for (const input of [pictures, join(pictures, '%03d.png'), join(pictures, '*.png')])
      await assert.rejects(findPictures(input), { name: 'InputError', message });
  }
});

test('a device and standard input are refused', { skip }, async () => {
  await assert.rejects(probe('/dev/null'), /is a device: expected a file/);
  await assert.rejects(checkInput('/dev/zero', false), /is a device: expected a file/);
  await assert.rejects(probe('-'), /standard input is not supported/);
  await assert.rejects(checkInput('-', false), /standard input is not supported/);
});
