import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { renderCut } from '../../fixtures/scene.js';
import { imageToRgb24 } from '../../src/image.js';
import type { StylizeReport } from '../../src/report.js';
import { makeRawClip } from '../media/clips.js';
import { painterFile } from '../stylize/style-network/painter-file.js';
import { finish, killAt, leftovers, readJson } from './killing.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

/** Two shots of eight frames, the last two of which are one frame twice. */
const frames = 16;
const size = { width: 160, height: 112 };
const job = ['cut.mkv', '-s', 'candy.onnx', '--device', 'cpu'];
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let whole: { hashes: string[]; report: StylizeReport; stderr: string };

before(async () => {
  folder = await scratchFolder();
  const file = (name: string, bytes: Uint8Array) => writeFile(join(folder.path, name), bytes);
  await file('candy.onnx', painterFile({ opset: 9, size: { width: 224, height: 224 } }));
  await file('seven.onnx', painterFile({ channels: 7, opset: 18 }));
  await file('four.onnx', painterFile({ channels: 4 }));
  await file('torn.onnx', painterFile().subarray(0, 400));
  await file('weights.pth', new Uint8Array(100));
  await writePicture(join(folder.path, 'style.png'));
  const pictures = renderCut({ ...size, frames, seed: 3 }, 8).map(imageToRgb24);
  pictures[15] = pictures[14]!;
  makeRawClip(join(folder.path, 'cut.mkv'), Buffer.concat(pictures), {
    pixelFormat: 'rgb24',
    size: '160x112',
  });
  const args = [...job, '-o', 'whole.mkv', '--preset', 'ffv1', '--report', 'whole.json'];
  const { hashes, stderr } = await finish(args, 'whole.mkv', folder.path);
  whole = { hashes, stderr, report: await readJson(join(folder.path, 'whole.json')) };
});
after(() => folder[Symbol.asyncDispose]());

test('a clip is painted by a network file: shots as ever, no evaluations, held to the past within a shot', () => {
  assert.equal(whole.report.model, 'candy.onnx');
  assert.match(whole.stderr, /candy\.onnx takes RGB, 0 … 255: found by painting a test picture/);
  for (const [i, { index, shot, evaluations, loss, reliable }] of whole.report.frames.entries()) {
    assert.deepEqual([index, shot, evaluations, loss], [i, i < 8 ? 0 : 1, 0, null]);
    if (i % 8 === 0) assert.equal(reliable, null);
    else assert.ok(reliable! > 0.3, `frame ${i}: ${reliable}`);
  }
  const digests = whole.hashes.map((line) => line.split(',').at(-1));
  assert.equal(digests[15], digests[14]);
  assert.ok(new Set(digests).size > frames / 2, 'frames that differ are painted differently');
});

test('killed in the first shot and in the second: continued, the same frames', async () => {
  for (const frame of [2, 10]) {
    const args = [...job, '-o', `${frame}-killed.mkv`, '--preset', 'ffv1'];
    await killAt({ frame }, args, folder.path);
    const result = await finish(args, `${frame}-killed.mkv`, folder.path);
    const done = Number(/continuing after (\d+) of 16/.exec(result.stderr)?.[1]);
    assert.ok(done >= frame, `at most one frame is lost: ${done} after ${frame + 1}`);
    assert.deepEqual(result.hashes, whole.hashes);
  }
  assert.deepEqual(await leftovers(folder.path), []);
});

test('an unfinished job is not continued with another network of that name', async () => {
  await writeFile(join(folder.path, 'changing.onnx'), painterFile());
  const args = ['cut.mkv', '-s', 'changing.onnx', '--device', 'cpu', '-o', 'changed.mkv', '--preset', 'ffv1'];
  await killAt({ frame: 2 }, args, folder.path);
  await writeFile(join(folder.path, 'changing.onnx'), painterFile({ opset: 13 }));
  const { code, stderr } = await runCli(args, { cwd: folder.path });
  assert.equal(code, 1);
  assert.match(stderr, /started with different settings \(style content: \w+ -> \w+/);
  const again = await runCli([...args, '--restart'], { cwd: folder.path });
  assert.equal(again.code, 0, again.stderr);
});

test('a network that takes the past frame and its trust paints a clip', async () => {
  const args = ['cut.mkv', '-s', 'seven.onnx', '--device', 'cpu', '-o', 'seven.mkv', '--preset', 'ffv1'];
  const { hashes, stderr } = await finish(args, 'seven.mkv', folder.path);
  assert.match(stderr, /seven\.onnx is normalised frame by frame: it takes the past frame/);
  assert.equal(hashes.length, frames);
});

test('what a network file has no use for is refused, and what only it has a use for', async () => {
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['--fast'], /Expected `--fast` with a picture as the style, got a network file/],
    [['--style-weight', '3'], /Expected `--style-weight` with a picture/],
    [['--style-scale', '2'], /Expected `--style-scale` with a picture/],
    [['--device', 'tensorflow'], /it runs on onnxruntime/],
  ];
  for (const [args, expected] of refused) {
    const { code, stderr } = await runCli([...job, '-o', 'never.mkv', ...args], { cwd: folder.path });
    assert.equal(code, 2, stderr);
    assert.match(stderr, expected);
  }
  const painting = ['cut.mkv', '-s', 'style.png', '-o', 'never.mkv', '--hold', '0.5'];
  const { code, stderr } = await runCli(painting, { cwd: folder.path });
  assert.equal(code, 2);
  assert.match(stderr, /Expected `--hold` with a network file as the style/);
  const flow = [...job, '-o', 'flow.mkv', '--reliability', 'published', '--hold', '0.5', '--duration', '0.1'];
  const accepted = await runCli(flow, { cwd: folder.path });
  assert.equal(accepted.code, 0, accepted.stderr);
});

test('a file that cannot paint is refused before anything is written, in a dry run too', async () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['four.onnx', /Expected four\.onnx to take pictures/],
    ['torn.onnx', /torn\.onnx is truncated or damaged/],
    [
      'weights.pth',
      /networks in other formats are not run\. Export it, for instance with `torch\.onnx\.export`/,
    ],
  ];
  const before = await leftovers(folder.path);
  for (const [style, expected] of refused) {
    for (const more of [[], ['--dry-run']]) {
      const args = ['cut.mkv', '-s', style, '-o', 'never.mkv', ...more];
      const { code, stdout, stderr } = await runCli(args, { cwd: folder.path });
      assert.equal(code, 1, stderr);
      assert.match(stdout + stderr, expected);
    }
  }
  assert.deepEqual(await leftovers(folder.path), before);
});

test('a dry run tells what was found out of the network', async () => {
  const { code, stdout } = await runCli([...job, '-o', 'never.mkv', '--dry-run'], { cwd: folder.path });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /note: candy\.onnx takes RGB, 0 … 255/);
});

test('pictures are painted by it, of several at once', async () => {
  await writePicture(join(folder.path, 'small.png'), 10, 7);
  const args = ['style.png', 'small.png', '-s', 'candy.onnx', '--device', 'cpu', '--out-dir', 'painted'];
  const { code, stderr } = await runCli([...args, '--report', 'p.json'], { cwd: folder.path });
  assert.equal(code, 0, stderr);
  const reports: StylizeReport[] = await readJson(join(folder.path, 'p.json'));
  assert.deepEqual(
    reports.map(({ size, model }) => [size.width, size.height, model]),
    [
      [48, 32, 'candy.onnx'],
      [10, 7, 'candy.onnx'],
    ],
  );
});
