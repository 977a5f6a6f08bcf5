import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { finish, killAt, leftovers } from './killing.js';
import { makeClip } from './make-clip.js';
import { cliPath, runCli, scratchFolder, writePicture } from './run-cli.js';

const frames = 8;
const job = [
  ...['clip.mp4', '-s', 'style.png', '--device', 'cpu', '--quality', 'draft', '--iterations', '3'],
  ...['--long-term', '1,2'],
];
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let whole: string[];

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  await makeClip(join(folder.path, 'clip.mp4'), frames);
  const args = [...job, '-o', 'whole.mkv', '--preset', 'ffv1'];
  whole = (await finish(args, 'whole.mkv', folder.path)).hashes;
});
after(() => folder[Symbol.asyncDispose]());

test('a closed terminal keeps the frames, says how to go on, and the list names the job', async () => {
  const args = [...job, '-o', 'hup.mkv', '--iterations', '40'];
  const child = spawn(process.execPath, [cliPath, ...args, '--json-progress'], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (text) => {
    told += text;
  });
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
  let facts = '';
  for await (const chunk of child.stdout) {
    facts += String(chunk);
    if (child.killed || !facts.includes('"type":"frame","index":2,')) continue;
    child.kill('SIGHUP');
  }
  assert.equal(await gone, 130);
  assert.match(told, /^Stopped by SIGHUP; \d+ of 8 frames are kept: run the same command to continue\n$/);
  assert.match(facts, /"type":"kept",.*"done":\d+,"frames":8/);
  assert.deepEqual(await leftovers(folder.path), ['.hup.mkv.nst-work']);

  const list = await runCli(['resume'], { cwd: folder.path });
  assert.equal(list.code, 0, list.stderr);
  assert.match(list.stdout, /^hup\.mkv: \d+ of 8 frames\n/);
  const command = /nst-video (\S+clip\.mp4 .*--output \S+hup\.mkv.*)/.exec(list.stdout)?.[1] ?? '';
  assert.match(command, /--long-term 1,2 /);

  const changed = await runCli([...args, '--style-weight', '60'], { cwd: folder.path });
  assert.equal(changed.code, 1);
  assert.match(changed.stderr, /option styleWeight: 30 -> 60.*`--restart`/);

  const again = await runCli(command.split(' '), { cwd: '/' });
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /continuing after \d+ of 8/);
  assert.equal((await runCli(['resume'], { cwd: folder.path })).stdout.slice(0, 18), 'no unfinished jobs');
});

test('`resume` continues a work folder, `--keep-work` keeps it, and another codec costs no painting', async () => {
  const work = join(folder.path, 'work');
  const args = [...job, '-o', 'kept.mkv', '--preset', 'ffv1', '--work-dir', 'work'];
  await killAt({ frame: 2 }, args, folder.path);
  const name = readdirSync(work)[0] as string;
  const { code, stderr } = await runCli(['resume', join('work', name)], { cwd: folder.path });
  assert.equal(code, 0, stderr);
  assert.deepEqual(readdirSync(work), []);

  const keep = [...args, '--keep-work', '--overwrite'];
  assert.deepEqual((await finish(keep, 'kept.mkv', folder.path)).hashes, whole);
  assert.equal(readdirSync(work).length, 1);
  const other = [...job, '-o', 'kept.mkv', '--codec', 'h264', '--work-dir', 'work', '--overwrite'];
  const second = await finish(other, 'kept.mkv', folder.path);
  assert.match(second.stderr, /continuing after 8 of 8/);
  assert.equal(second.hashes.length, frames);
  assert.deepEqual(readdirSync(work), []);
});

test('a second job on the same output is refused; `--restart` begins anew', async () => {
  const args = [...job, '-o', 'twice.mkv', '--preset', 'ffv1'];
  await killAt({ frame: 3 }, args, folder.path);
  const first = spawn(process.execPath, [cliPath, ...args, '--json-progress', '--iterations', '3'], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = new Promise((resolve) => first.once('close', resolve));
  await new Promise((resolve) => first.stdout.once('data', resolve)); // it holds the folder by now
  first.kill('SIGSTOP');
  const second = await runCli(args, { cwd: folder.path });
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`process ${first.pid}, is painting this output`));
  first.kill('SIGKILL');
  await gone;
  const anew = await finish([...args, '--restart'], 'twice.mkv', folder.path);
  assert.doesNotMatch(anew.stderr, /continuing/);
  assert.deepEqual(anew.hashes, whole);
  assert.deepEqual(await leftovers(folder.path), []);
});
