import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { makeClip } from './make-clip.js';
import { cliPath, scratchFolder, writePicture } from './run-cli.js';

const posix = process.platform !== 'win32';
let folder: Awaited<ReturnType<typeof scratchFolder>>;
const given = ['clip.mp4', 'style.png'];

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  await makeClip(join(folder.path, 'clip.mp4'), 48);
});
after(() => folder[Symbol.asyncDispose]());

/** Starts a long job in a process group of its own, as a terminal would, and waits until it paints. */
async function startLongJob() {
  const args = [
    cliPath,
    'clip.mp4',
    '-s',
    'style.png',
    '--json-progress',
    '--iterations',
    '5000',
    '--device',
    'cpu',
  ];
  const child = spawn(process.execPath, args, {
    cwd: folder.path,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (code, signal) => resolve([code, signal])),
  );
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).includes('"evaluation"') && resolve());
    child.once('close', () => reject(new Error(`ended before it painted: ${stderr}`)));
  });
  const toGroup = (signal: NodeJS.Signals) => process.kill(-(child.pid as number), signal);
  return { child, ended, toGroup, stderr: () => stderr };
}

/** Processes whose command line names the test's folder; empty where the system does not tell. */
async function strays(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(folder.path)) found.push(command.replaceAll('\0', ' '));
  }
  return found;
}

async function nothingLeft(): Promise<void> {
  // A killed child is gone as soon as the kernel has cleaned up after it.
  for (let i = 0; i < 20 && (await strays()).length > 0; i++) await delay(50);
  assert.deepEqual(await strays(), []);
  assert.deepEqual((await readdir(folder.path)).sort(), given);
}

for (const [title, toAll] of [
  ['Ctrl-C in a terminal, which reaches FFmpeg as well', true],
  ['an interrupt of our process alone', false],
] as const) {
  test(`${title}: exit code 130 soon, nothing left`, { skip: !posix }, async () => {
    const { child, ended, toGroup, stderr } = await startLongJob();
    const began = performance.now();
    if (toAll) toGroup('SIGINT');
    else child.kill('SIGINT');
    assert.deepEqual(await ended, [130, null], stderr());
    // Two seconds, on a machine that may be doing other things.
    assert.ok(performance.now() - began < 6000, `${performance.now() - began} ms`);
    assert.equal(stderr(), 'Stopped by Ctrl-C; no unfinished files are left\n');
    await nothingLeft();
  });
}

test('SIGTERM ends as cleanly', { skip: !posix }, async () => {
  const { child, ended } = await startLongJob();
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [130, null]);
  await nothingLeft();
});

test('a second Ctrl-C ends at once, by the signal, and leaves nothing either', { skip: !posix }, async () => {
  const { child, ended } = await startLongJob();
  const began = performance.now();
  // Held, so that both signals are there before either can be acted upon.
  child.kill('SIGINT');
  child.stdout.removeAllListeners('data');
  await new Promise<void>((resolve) =>
    child.stdout.on('data', (text) => /stopping/.test(String(text)) && resolve()),
  );
  child.kill('SIGINT');
  const [code, signal] = await ended;
  assert.ok(signal === 'SIGINT' || code === 130, `code ${code}, signal ${signal}`);
  assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`);
  await nothingLeft();
});

test('an FFmpeg that dies while it encodes: one error with its last words, only painted frames left', {
  skip: !posix,
}, async () => {
  const fake = join(folder.path, 'ffmpeg.sh');
  const script = [
    '#!/bin/sh',
    'case "$*" in',
    `  */trial-*) exec '${findBinary('ffmpeg').path}' "$@";;`, // what is tried before painting
    '  *pipe:0*) head -c 1000 >/dev/null; echo "the disk caught fire" >&2; exit 3;;',
    `  *) exec '${findBinary('ffmpeg').path}' "$@";;`,
    'esac',
  ];
  await writeFile(fake, `${script.join('\n')}\n`, { mode: 0o755 });
  const { runCli } = await import('./run-cli.js');
  const args = ['clip.mp4', '-s', 'style.png', '--quality', 'draft', '--iterations', '2', '--quiet'];
  const { code, stderr } = await runCli(args, { cwd: folder.path, env: { FFMPEG_PATH: fake } });
  await rm(fake);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^error: .*the disk caught fire.*\n\d+ of 48 frames are kept: .*the same command .*\n$/,
  );
  const work = join(folder.path, '.clip.style.mp4.nst-work');
  assert.ok((await readdir(work)).includes('frames.log'));
  await rm(work, { recursive: true });
  await nothingLeft();
});
