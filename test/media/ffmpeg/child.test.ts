import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FfmpegError } from '../../../src/errors.js';
import { findBinary } from '../../../src/media/ffmpeg/binaries.js';
import { killAllNow, supervise } from '../../../src/media/ffmpeg/child.js';
import { startFfmpeg } from '../../../src/media/ffmpeg/ffmpeg.js';
import { readEncoders, readVersion } from '../../../src/media/ffmpeg/version.js';
import { processesWith, scratchFolder } from '../clips.js';

const folder = scratchFolder();
const run = (code: string) => spawn(process.execPath, ['-e', code]);
const said = (child: ReturnType<typeof run>, text: string): Promise<void> =>
  new Promise((resolve) => child.stdout.on('data', (data) => String(data).includes(text) && resolve()));

test('a child that fails rejects with its exit code and its last lines', async () => {
  const child = supervise(
    run('for (let i = 0; i < 50; i++) console.error("line", i); process.exitCode = 3'),
    'Child',
  );
  await assert.rejects(child.done, (error: FfmpegError) => {
    assert.equal(error.end, 'exited');
    assert.match(error.message, /^Child failed with exit code 3:/);
    assert.deepEqual(
      error.stderr.split('\n'),
      Array.from({ length: 20 }, (_, i) => `line ${30 + i}`),
    );
    return true;
  });
  assert.ok(child.ended);
});

test('a child that ignores SIGTERM is killed after two seconds', async () => {
  const child = run('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready")');
  const ready = said(child, 'ready');
  const supervised = supervise(child, 'Child');
  await ready;
  const began = performance.now();
  await supervised.stop();
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds > 1.9 && seconds < 6, `${seconds} s`);
  assert.equal(child.signalCode, 'SIGKILL');
});

test('an abort rejects with its reason and ends the child', async () => {
  const controller = new AbortController();
  const supervised = supervise(run('setInterval(() => {}, 1000)'), 'Child', controller.signal);
  const reason = new Error('enough');
  controller.abort(reason);
  await assert.rejects(supervised.done, (error) => error === reason);
});

test('killAllNow ends every child at once', async () => {
  const children = [1, 2].map(() => supervise(run('setInterval(() => {}, 1000)'), 'Child'));
  killAllNow();
  for (const child of children)
    await assert.rejects(child.done, { code: 'FFMPEG', message: /SIGKILL/, end: 'killed' });
});

test('a process that exits takes its children along', async () => {
  const module = fileURLToPath(new URL('../../../src/media/ffmpeg/child.js', import.meta.url));
  const endless = '/* left behind? */ setInterval(() => {}, 1000)';
  const code = `
    import { spawn } from 'node:child_process';
    import { supervise } from ${JSON.stringify(module)};
    supervise(spawn(process.execPath, ['-e', ${JSON.stringify(endless)}]), 'Child');
    process.exit(0);`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  assert.equal(status, 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(processesWith('-e /* left behind? */'), []);
});

test('a program that cannot be started is an error, not a crash', async () => {
  const supervised = supervise(spawn(join(folder, 'nothing here')), 'Child');
  await assert.rejects(supervised.done, {
    code: 'FFMPEG',
    message: /could not be started/,
    end: undefined,
  });
});

test('FFMPEG_PATH wins, and must be executable', async () => {
  const before = process.env.FFMPEG_PATH;
  try {
    process.env.FFMPEG_PATH = join(folder, 'missing');
    assert.throws(() => findBinary('ffmpeg'), {
      code: 'FFMPEG',
      message: /FFMPEG_PATH.*executable.*missing/,
    });
    process.env.FFMPEG_PATH = folder;
    assert.throws(() => findBinary('ffmpeg'), { code: 'FFMPEG' });
    const script = join(folder, 'not ffmpeg');
    writeFileSync(script, '#!/bin/sh\necho "this is something else"\n');
    chmodSync(script, 0o755);
    process.env.FFMPEG_PATH = script;
    assert.deepEqual(findBinary('ffmpeg'), { path: script, origin: 'environment' });
    await assert.rejects(readVersion('ffmpeg'), { code: 'FFMPEG', message: /something else/ });
  } finally {
    if (before === undefined) delete process.env.FFMPEG_PATH;
    else process.env.FFMPEG_PATH = before;
  }
});

test('doctor learns versions and encoders', async () => {
  const { version, year = 0 } = await readVersion('ffmpeg');
  assert.ok(version && year >= 2018);
  assert.ok((await readVersion('ffprobe')).libavutil[0] >= 56);
  const encoders = await readEncoders();
  assert.ok(encoders.has('libx264') && encoders.has('aac'));
});

test('options with spaces and odd characters reach FFmpeg as they are', async () => {
  const output = join(folder, 'spaced.mkv');
  await using ffmpeg = await startFfmpeg({
    inputs: [{ source: 'testsrc=s=16x16:d=0.1', options: ['-f', 'lavfi'] }],
    outputOptions: ['-metadata', 'title=one two', '-metadata', 'artist=it\'s "three" four'],
    output,
  });
  await ffmpeg.done;
  const args = ['-v', 'error', '-show_entries', 'format_tags', '-of', 'json', output];
  const { stdout } = spawnSync(findBinary('ffprobe').path, args, { encoding: 'utf8' });
  const { tags } = (JSON.parse(stdout) as { format: { tags: Record<string, string> } }).format;
  assert.equal(tags.title ?? tags.TITLE, 'one two');
  assert.equal(tags.artist ?? tags.ARTIST, 'it\'s "three" four');
});
