import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../run-cli.js';

test('doctor finds all that a job needs, and measures the speed', async () => {
  const { code, stdout, stderr } = await runCli(['doctor']);
  assert.equal(code, 0, stdout);
  assert.equal(stderr, '', 'what drivers print');
  const labels = ['nst-video', 'Node', 'onnxruntime', 'memory', 'FFmpeg', 'ffprobe', 'network', 'device cpu'];
  for (const label of labels) assert.match(stdout, new RegExp(`^${label} +(?!PROBLEM)\\S`, 'm'));
  assert.match(stdout, /^device auto +uses /m);
  assert.match(stdout, /^speed +[1-9]\d* GFLOP\/s: \d+ ms for one evaluation at 512×288/m);
});

test('doctor names a missing FFmpeg as a problem, with exit code 1', async () => {
  const { code, stdout } = await runCli(['doctor'], { env: { FFMPEG_PATH: '/no/such/ffmpeg' } });
  assert.equal(code, 1);
  assert.match(stdout, /^FFmpeg +PROBLEM: .*FFMPEG_PATH/m);
  assert.match(stdout, /Jobs cannot run until/);
});
