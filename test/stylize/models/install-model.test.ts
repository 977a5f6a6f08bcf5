import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { ModelError, UsageError } from '../../../src/errors.js';
import { installModel } from '../../../src/stylize/models/install-model.js';
import { listModels, verifyModel } from '../../../src/stylize/models/installed-models.js';
import { modelsDirectory, resolveModel } from '../../../src/stylize/models/resolve-model.js';
import { torchvisionConvention } from '../../../src/stylize/network/conventions.js';
import { loadVgg, parseVgg } from '../../../src/stylize/network/load-network.js';
import { onnxFile, vggFixture } from '../onnx-file.js';
import { randomNetwork } from '../random-network.js';
import { networkTensors, safetensorsFile } from '../safetensors-file.js';

// Deeper than we use, and with a classifier, like the published files.
const file = safetensorsFile({
  ...networkTensors(
    randomNetwork({ widths: [4, 4, 4, 4, 4], last: 'conv5_4' }),
    torchvisionConvention('vgg19').prefix,
  ),
  'classifier.0.weight': { shape: [1000, 100], data: new Float32Array(100_000) },
});
const vgg16 = randomNetwork({
  widths: [3, 4, 4, 4, 4],
  column: 'vgg16',
  last: 'conv5_3',
  pooling: 'average',
});
const onnx = onnxFile(vggFixture(vgg16, 'onnx-caffe2'));
const undecided = onnxFile(vggFixture(vgg16));
const sha256 = createHash('sha256').update(file).digest('hex');

let folder: string;
let sent = 0;
const server = createServer(serve);
let origin: string;

function serve(request: IncomingMessage, response: ServerResponse): void {
  const send = (status: number, bytes: Uint8Array, headers: Record<string, string | number> = {}) => {
    sent += bytes.length;
    response.writeHead(status, { 'content-length': bytes.length, ...headers }).end(bytes);
  };
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  if (request.url === '/ranges' && range !== null) {
    const [begin, end] = [Number(range[1]), Math.min(Number(range[2]) + 1, file.length)];
    send(206, file.subarray(begin, end), { 'content-range': `bytes ${begin}-${end - 1}/${file.length}` });
  } else if (request.url === '/onnx' && range !== null) {
    send(206, onnx.subarray(Number(range[1]), Number(range[2]) + 1));
  } else if (request.url === '/onnx') {
    send(200, onnx);
  } else if (request.url === '/ranges' || request.url === '/whole') {
    send(200, file);
  } else if (request.url === '/broken') {
    response.writeHead(200, { 'content-length': file.length });
    response.write(file.subarray(0, 5000), () => response.destroy());
  } else if (request.url === '/slow') {
    response.writeHead(200, { 'content-length': file.length });
    response.write(file.subarray(0, 5000));
  } else if (request.url === '/truncated') {
    send(200, file.subarray(0, 2000));
  } else {
    send(404, new Uint8Array(0));
  }
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nst-models-'));
  process.env.NST_VIDEO_CACHE = folder;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  sent = 0;
  await rm(modelsDirectory(), { recursive: true, force: true });
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

test('from a server with ranges only the tensors up to conv5_1 are fetched', async () => {
  const progress: number[] = [];
  const { path } = await installModel(`${origin}/ranges`, {
    onProgress: ({ receivedBytes }) => progress.push(receivedBytes),
  });
  assert.ok(sent < 30_000, `${sent} bytes of ${file.length} sent`);
  const network = await loadVgg(path);
  const expected = parseVgg(file, 'file').convolutions.slice(0, 13);
  assert.deepEqual(network.convolutions, expected);
  assert.deepEqual(
    progress,
    progress.toSorted((a, b) => a - b),
  );
  assert.equal(await resolveModel('vgg19'), path);
});

test('the same file is installed from a file, with ranges and without', async () => {
  const path = join(folder, 'vgg.safetensors');
  await writeFile(path, file);
  const installed = [];
  for (const source of [path, `${origin}/whole`, `${origin}/ranges`]) {
    installed.push((await installModel(source, { name: 'same' })).sha256);
  }
  assert.equal(new Set(installed).size, 1);
});

test('the hash of the whole source, or of what is kept of it, is accepted', async () => {
  const kept = await installModel(`${origin}/whole`, { sha256 });
  assert.equal(
    (await installModel(`${origin}/ranges`, { sha256: sha256.toUpperCase() })).sha256,
    kept.sha256,
  );
  sent = 0;
  await installModel(`${origin}/ranges`, { sha256: kept.sha256 });
  assert.ok(sent < 30_000);
});

test('a wrong hash, a broken connection, a truncated file and an error page leave nothing behind', async () => {
  const cases: [string, { sha256?: string }, RegExp][] = [
    ['/whole', { sha256: '0'.repeat(64) }, /SHA-256 0{64}, got [0-9a-f]{64}\. Nothing was installed/],
    ['/ranges', { sha256: '0'.repeat(64) }, /SHA-256/],
    ['/broken', {}, /was interrupted/],
    ['/truncated', {}, /truncated/],
    ['/none', {}, /status 404/],
  ];
  for (const [path, options, message] of cases) {
    await assert.rejects(
      installModel(origin + path, options),
      (error) => error instanceof ModelError && message.test(error.message),
      path,
    );
    assert.deepEqual(await readdir(modelsDirectory()), []);
  }
});

test('a file without a network is refused with what it holds', async () => {
  const path = join(folder, 'other.safetensors');
  await writeFile(path, safetensorsFile({ other: { shape: [1], data: new Float32Array(1) } }));
  await assert.rejects(installModel(path), /to hold VGG layers \(.*\), got other$/);
});

test('ONNX is installed from a file or an address, under the name of what it is, as the same network', async () => {
  const path = join(folder, 'net.onnx');
  await writeFile(path, onnx);
  const hash = createHash('sha256').update(onnx).digest('hex');
  const fromFile = await installModel(path, { sha256: hash });
  const fromAddress = await installModel(`${origin}/onnx`, { name: 'other' });
  assert.ok(sent >= onnx.length);
  assert.equal(fromFile.name, 'vgg16');
  assert.equal(fromFile.input?.name, 'caffe');
  assert.equal(fromFile.sha256, fromAddress.sha256);
  const { name: _, sha256: __, ...installed } = await loadVgg(await resolveModel('vgg16'));
  const { name: ___, sha256: ____, ...direct } = parseVgg(onnx, 'net.onnx');
  assert.deepEqual(installed, { ...direct, convolutions: direct.convolutions.slice(0, 11) });
  assert.equal(installed.pooling, 'average');
  assert.equal((await verifyModel('vgg16')).path, fromFile.path);
});

test('an ONNX file that nothing decides is installed once its input is said, and loads so', async () => {
  const path = join(folder, 'undecided.onnx');
  await writeFile(path, undecided);
  await assert.rejects(installModel(path), /undecided\.onnx .*--input rgb/);
  assert.deepEqual(await readdir(modelsDirectory()), []);
  const means = [];
  for (const input of ['rgb', 'caffe'] as const) {
    const { path: installed } = await installModel(path, { name: input, input });
    means.push((await loadVgg(installed)).mean.map((value) => value.toFixed(3)).join(' '));
  }
  assert.deepEqual(means, ['0.485 0.456 0.406', '0.485 0.458 0.408']);
});

test("safetensors' input is written down, as told by their names or said", async () => {
  const path = join(folder, 'vgg.safetensors');
  await writeFile(path, file);
  const byNames = await installModel(path);
  assert.deepEqual([byNames.name, byNames.input?.name], ['vgg19', 'rgb']);
  const said = await installModel(path, { name: 'said', input: 'caffe' });
  assert.equal(said.input?.name, 'caffe');
  assert.equal((await loadVgg(said.path)).mean[2].toFixed(3), '0.408');
  const again = await installModel(said.path, { name: 'again' });
  assert.equal(again.sha256, said.sha256);
});

test('an abort rejects with its reason and leaves nothing behind', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const installing = installModel(`${origin}/slow`, {
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  await assert.rejects(installing, (error) => error === reason);
  assert.deepEqual(await readdir(modelsDirectory()), []);
});

test('an unsuitable name or hash is a usage error', async () => {
  for (const options of [
    { name: 'embedded' },
    { name: 'wide' },
    { name: '../up' },
    { sha256: 'abc' },
    { input: 'bgr' as 'caffe' },
  ]) {
    await assert.rejects(installModel(`${origin}/whole`, options), UsageError);
  }
});

test('installed models are listed, verified, and found changed', async () => {
  const source = `${origin}/whole`;
  const { path } = await installModel(source, { name: 'mine' });
  const [small, wide, , mine] = await listModels();
  assert.deepEqual([small?.name, wide?.name], ['small', 'wide']);
  assert.equal(mine?.name, 'mine');
  assert.equal(mine?.source, source);
  assert.equal((await verifyModel('mine')).path, path);
  await truncate(path, 3000);
  await assert.rejects(verifyModel('mine'), /changed or damaged/);
});

test('a model that is not installed is a ModelError that says how to install it', async () => {
  await assert.rejects(resolveModel('vgg19'), /models install <file or URL> --name vgg19/);
  await assert.rejects(resolveModel('some/where.safetensors'), /no such file/);
});
