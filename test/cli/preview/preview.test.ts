import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ask, listenTo } from '../../preview/request.js';
import { makeClip } from '../make-clip.js';
import { cliPath, runCli, scratchFolder, writePicture } from '../run-cli.js';

const posix = process.platform !== 'win32';
let folder: Awaited<ReturnType<typeof scratchFolder>>;

before(async () => {
  folder = await scratchFolder();
  await makeClip(join(folder.path, 'clip.mp4'));
  await makeClip(join(folder.path, 'long.mp4'), 48);
  await writePicture(join(folder.path, 'style.png'));
  await mkdir(join(folder.path, 'tmp'));
});
after(() => folder[Symbol.asyncDispose]());

/** What of ours lies in the temporary folder; the engine leaves things of its own there. */
const ours = async () =>
  (await readdir(join(folder.path, 'tmp'))).filter((name) => name.startsWith('nst-video'));

/** Starts the command with a temporary folder of its own, and waits until it has told its address. */
async function start(args: readonly string[]) {
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd: folder.path,
    env: { ...process.env, TMPDIR: join(folder.path, 'tmp') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    const hear = (text: Buffer) => {
      output += text;
      const match = /http:\/\/127\.0\.0\.1:(\d+)(\/[\w-]{43}\/)/.exec(output);
      if (match) resolve(match);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => reject(new Error(`ended before it told an address: ${output}`)));
  });
  const [, port = '', path = ''] = found;
  return { child, ended, port: Number(port), path, output: () => output };
}

test('preview serves until Ctrl-C, which ends it well and leaves nothing', { skip: !posix }, async () => {
  const args = ['preview', 'clip.mp4', '--source', 'clip.mp4', '--no-open', '--gaps', '1', '--copies'];
  const { child, ended, port, path, output } = await start(args);
  const page = await ask(port, path);
  assert.deepEqual([page.status, page.headers['content-type']], [200, 'text/html; charset=utf-8']);
  assert.equal((await ask(port, '/')).status, 403);
  const facts = JSON.parse(String((await ask(port, `${path}show.json`)).body));
  assert.deepEqual([facts.kind, facts.frames, facts.renders.length], ['clips', 6, 1]);
  const events = await listenTo(port, `${path}events`);
  await events.until(/"state":"done"/);
  await events.ended;
  const film = await ask(port, `${path}media/1`, { headers: { range: 'bytes=4-7' } });
  assert.deepEqual([film.status, String(film.body)], [206, 'ftyp']);
  assert.equal((await ours()).length, 1, 'copies and heat maps');
  child.kill('SIGINT');
  assert.equal(await ended, 0, output());
  assert.deepEqual(await ours(), []);
  await assert.rejects(ask(port, path), /ECONNREFUSED/);
});

test('a job with --preview is watched, and stopped from its page as by Ctrl-C', {
  skip: !posix,
}, async () => {
  const job = ['long.mp4', '-s', 'style.png', '--preview', '--no-open', '--iterations', '5000'];
  const { ended, port, path, output } = await start(job);
  const events = await listenTo(port, `${path}events`);
  await events.until(/event: plan[\s\S]*event: evaluation/);
  const origin = `http://127.0.0.1:${port}`;
  assert.equal((await ask(port, `${path}stop`, { method: 'POST', headers: { origin } })).status, 204);
  await events.until(
    /event: stopping[\s\S]*event: end\ndata: {"outcome":"stopped","text":"Stopped from the preview page/,
  );
  assert.equal(await ended, 130, output());
  assert.match(output(), /Stopped from the preview page/);
});

test('a job with --preview ends by itself when it is done', async () => {
  const job = ['clip.mp4', '-s', 'style.png', '-o', 'done.mp4', '--quality', 'draft', '--iterations', '2'];
  const { code, stderr } = await runCli([...job, '--preview', '--no-open'], { cwd: folder.path });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /preview at http:\/\/127\.0\.0\.1:\d+\//);
  assert.match(stderr, /wrote done\.mp4/);
});

for (const [args, wanted] of [
  [['preview', 'clip.mp4', '--no-open'], /--source/],
  [['preview', '--source', 'clip.mp4'], /missing required argument/],
  [['preview', 'clip.mp4', '--source', 'clip.mp4', '--gaps', '0'], /--gaps/],
  [['clip.mp4', '-s', 'style.png', '--preview', '--jobs-at-once', '2'], /--jobs-at-once/],
  [['clip.mp4', '-s', 'style.png', '--preview', '--quiet', '--no-open'], /--no-open/],
] as const) {
  test(`refused as misuse: ${args.join(' ')}`, async () => {
    const { code, stderr } = await runCli(args, { cwd: folder.path });
    assert.equal(code, 2);
    assert.match(stderr, wanted);
  });
}

test('what is no clip is refused with its name, and nothing is left', async () => {
  const env = { TMPDIR: join(folder.path, 'tmp') };
  for (const given of ['style.png', 'nothing.mp4']) {
    const args = ['preview', given, '--source', 'clip.mp4', '--no-open'];
    const { code, stderr } = await runCli(args, { cwd: folder.path, env });
    assert.equal(code, 1, given);
    assert.match(stderr, new RegExp(`^error: .*${given}`));
  }
  assert.deepEqual(await ours(), []);
});
