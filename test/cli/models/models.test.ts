import assert from 'node:assert/strict';
import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { downloadMeter } from '../../../src/cli/models/command.js';
import { embeddedNetworkPath } from '../../../src/stylize/network/embedded.js';
import { onnxFile, vggFixture } from '../../stylize/onnx-file.js';
import { randomNetwork } from '../../stylize/random-network.js';
import { runCli, scratchFolder } from '../run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const run = (...args: string[]) =>
  runCli(['models', ...args], { cwd: folder.path, env: { NST_VIDEO_CACHE: join(folder.path, 'cache') } });

before(async () => {
  folder = await scratchFolder();
  await copyFile(embeddedNetworkPath('small'), join(folder.path, 'net.safetensors'));
  await writeFile(join(folder.path, 'broken.safetensors'), 'no network');
});
after(() => folder[Symbol.asyncDispose]());

test('list names our own networks, and what to do about vgg16 and vgg19', async () => {
  const { code, stdout } = await run('list');
  assert.equal(code, 0);
  assert.match(stdout, /^small +\d+\.\d MiB, sha256 [0-9a-f]{64}, .*nst-vgg-small\.safetensors/m);
  assert.match(stdout, /^wide +\d+\.\d MiB, sha256 [0-9a-f]{64}, .*nst-vgg-wide\.safetensors/m);
  assert.match(stdout, /^fast +\d+\.\d MiB, sha256 [0-9a-f]{64}, .*nst-fast\.safetensors/m);
  assert.match(stdout, /^vgg16 +not installed: /m);
  assert.match(stdout, /^vgg19 +not installed: /m);
});

test('an ONNX file is installed as what it is, and what was assumed of its input is told', async () => {
  const network = randomNetwork({
    widths: [3, 4, 4, 4, 4],
    column: 'vgg16',
    last: 'conv5_3',
    pooling: 'max',
  });
  await writeFile(join(folder.path, 'net.onnx'), onnxFile(vggFixture(network)));
  const undecided = await run('install', 'net.onnx');
  assert.equal(undecided.code, 1);
  assert.match(undecided.stderr, /^error: Expected net\.onnx .*--input rgb/);
  const installed = await run('install', 'net.onnx', '--input', 'rgb');
  assert.equal(installed.code, 0, installed.stderr);
  assert.match(installed.stdout, /^installed vgg16 [^\n]+\ninput: rgb \(RGB in \[0,1\].*you specified it/);
  assert.doesNotMatch((await run('list')).stdout, /^vgg16 +not installed/m);
});

test('a network is installed under a name, listed, verified, and found damaged', async () => {
  const installed = await run('install', 'net.safetensors', '--name', 'mine');
  assert.equal(installed.code, 0, installed.stderr);
  assert.match(installed.stdout, /^installed mine /);
  assert.match((await run('list')).stdout, /^mine {6}/m);
  const fine = await run('verify', 'mine');
  assert.deepEqual([fine.code, /^ok {2}mine /.test(fine.stdout)], [0, true], fine.stderr);
  await writeFile(join(folder.path, 'cache/models/mine.safetensors'), 'damaged');
  const damaged = await run('verify', 'mine');
  assert.deepEqual([damaged.code, damaged.stdout], [1, '']);
  assert.match(damaged.stderr, /^error: Expected .* to have the SHA-256 /);
});

test('what is no network, has another hash or a bad name is refused, and leaves nothing', async () => {
  const cases: [args: string[], code: number, message: RegExp][] = [
    [['broken.safetensors'], 1, /broken\.safetensors/],
    [['missing.safetensors'], 1, /missing\.safetensors/],
    [['net.safetensors', '--sha256', '0'.repeat(64)], 1, /SHA-256/],
    [['net.safetensors', '--sha256', 'abc'], 2, /SHA-256 of 64 hexadecimal digits/],
    [['net.safetensors', '--name', '../x'], 2, /model name/],
    [['net.safetensors', '--input', 'bgr'], 2, /`--input` to be one of rgb, caffe, signed, unit, got `bgr`/],
    [['net.safetensors', '--input', 'rgb'], 2, /contains its own mean/],
  ];
  const before = await readdir(folder.path, { recursive: true });
  for (const [args, code, message] of cases) {
    const result = await run('install', ...args);
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, message);
    assert.match(result.stderr.replace(/^received .*\n/gm, ''), /^error: [^\n]+\n$/);
  }
  assert.deepEqual((await readdir(folder.path, { recursive: true })).sort(), before.sort());
});

test('the meter speaks once every tenth, or in one line on a terminal', () => {
  const lines: string[] = [];
  const sink = { write: (text: string) => lines.push(text) };
  const meter = downloadMeter(sink, false);
  for (let received = 0; received <= 1000; received++) {
    meter.progress({ type: 'model-download', receivedBytes: received * 2 ** 20, totalBytes: 1000 * 2 ** 20 });
  }
  meter.end();
  assert.equal(lines.length, 11);
  assert.equal(lines[3], 'received 300.0 MiB of 1000.0 MiB, 30 %\n');
  lines.length = 0;
  const bar = downloadMeter(sink, true);
  bar.progress({ type: 'model-download', receivedBytes: 2 ** 20, totalBytes: undefined });
  bar.end();
  assert.deepEqual(lines, ['\r\u001b[Kreceived 1.0 MiB', '\r\u001b[K']);
});
