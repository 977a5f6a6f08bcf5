import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { ffmpegSoundCodecs } from '../../../src/decode/probe/header/sound-codecs.js';
import { FfmpegError } from '../../../src/errors.js';
import { supervise } from '../../../src/media/ffmpeg/child.js';
import { ffmpegOutput, runFfmpeg } from '../../../src/media/ffmpeg/ffmpeg.js';
import { usualWaiting, waitFor } from '../../../src/media/ffmpeg/watchdog.js';
import { makeClip, picture, scratchFolder, tone } from '../clips.js';

const folder = scratchFolder();
const BUSY = 'const until = Date.now() + 2500; while (Date.now() < until);';

function start(code: string) {
  const child = supervise(
    spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'pipe'] }),
    'FFmpeg',
  );
  return { child, waiting: { ...usualWaiting(child), timeoutSeconds: 1 } };
}

test('a child that hangs is stopped, without advice that would not help', async () => {
  const { child, waiting } = start('setInterval(() => {}, 100_000)');
  await assert.rejects(waitFor(child.done, waiting), (error: Error) => {
    assert.match(error.message, /^FFmpeg made no progress for 1 seconds and was stopped: it is stuck/);
    assert.doesNotMatch(error.message, /--ffmpeg-timeout/);
    return error instanceof FfmpegError;
  });
});

test('a child that computes and prints nothing is left to it', {
  skip: process.platform !== 'linux',
}, async () => {
  const { child, waiting } = start(BUSY);
  await waitFor(child.done, waiting);
});

test('FFmpeg runs to its end, prints what it is to print, and says why it fails', async () => {
  const clip = makeClip(join(folder, 'clip.mkv'), ...picture(0.2), ...tone(0.2));
  const inputs = [{ source: `file:${clip}` }];
  const output = join(folder, 'copy.mkv');
  await runFfmpeg({ inputs, outputOptions: ['-c', 'copy', '-f', 'matroska'], output }, undefined);
  assert.equal((await ffmpegSoundCodecs({ path: output, allowUrl: false })).size, 1);
  let text = '';
  const command = { inputs, outputOptions: ['-map', '0:0', '-f', 'framecrc'], output: 'pipe:1' };
  for await (const chunk of ffmpegOutput(command, undefined)) text += chunk;
  assert.equal(text.split('\n').filter((line) => /^0,/.test(line)).length, 5);
  const missing = { ...command, inputs: [{ source: 'file:/nowhere.mkv' }] };
  await assert.rejects(ffmpegOutput(missing, undefined).next(), /No such file/);
  await assert.rejects(ffmpegSoundCodecs({ path: '/nowhere.mkv', allowUrl: false }), /No such file/);
});
