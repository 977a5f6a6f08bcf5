import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { cliPath, runCli, scratchFolder, writePicture } from './run-cli.js';

const train = ['train', 'style.png', '--on', 'photos', '--size', '104', '--device', 'cpu', '--threads', '1'];

async function folderWithPictures() {
  const folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'), 120, 100);
  await mkdir(join(folder.path, 'photos'));
  await writePicture(join(folder.path, 'photos', 'one.png'), 104, 96);
  await writePicture(join(folder.path, 'photos', 'two.png'), 104, 104);
  await writePicture(join(folder.path, 'photos', 'wide.png'), 104, 60);
  await writeFile(join(folder.path, 'photos', 'notes.txt'), 'not a picture');
  return folder;
}

test('a network is trained, interrupted and continued: the same bytes as in one go', async () => {
  await using folder = await folderWithPictures();
  const whole = await runCli([...train, '--steps', '60', '-o', 'whole.onnx'], { cwd: folder.path });
  assert.equal(whole.code, 0, whole.stderr);
  assert.equal(whole.stdout.trim(), 'whole.onnx');
  assert.match(whole.stderr, /from 2 pictures; 1 more too small/);
  assert.match(whole.stderr, /step 60 of 60, style \d/);

  const args = [...train, '--steps', '60', '-o', 'broken.onnx'];
  const child = spawn(process.execPath, [cliPath, ...args], { cwd: folder.path });
  const state = join(folder.path, 'broken.onnx.nst-train');
  while (!existsSync(state) && child.exitCode === null) await delay(20);
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  assert.ok(!existsSync(join(folder.path, 'broken.onnx')), 'no partial network');
  const other = await runCli([...train, '--steps', '70', '-o', 'broken.onnx'], { cwd: folder.path });
  assert.equal(other.code, 1);
  assert.match(other.stderr, /other options: start over with `--restart`/);
  const again = await runCli(args, { cwd: folder.path });
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /continuing after step 50 of 60/);
  const read = (name: string) => readFile(join(folder.path, name));
  assert.ok((await read('broken.onnx')).equals(await read('whole.onnx')));
  const left = (await readdir(folder.path)).filter((name) => name.includes('nst'));
  assert.deepEqual(left, []);
});

test('what cannot be trained is refused before the first step', async () => {
  await using folder = await folderWithPictures();
  const refused = async (args: string[], code: number, message: RegExp) => {
    const run = await runCli(args, { cwd: folder.path });
    assert.equal(run.code, code, run.stderr);
    assert.match(run.stderr, message);
  };
  await refused(['train', 'style.png'], 2, /`--on` is required/);
  await refused([...train, '-o', 'net.pt'], 2, /Expected the output to end in \.onnx, got `net\.pt`/);
  await refused(['train', 'style.png', '--on', 'nowhere'], 1, /`nowhere` does not exist/);
  await refused(['train', 'gone.png', '--on', 'photos'], 1, /gone\.png/);
  await writePicture(join(folder.path, 'small.png'), 40, 40);
  await refused(['train', 'style.png', '--on', 'small.png'], 1, /at least one picture of 88 pixels/);
});
