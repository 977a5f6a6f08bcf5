import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { renderCut } from '../../fixtures/scene.js';
import { imageToRgb24 } from '../../src/image.js';
import type { StylizeReport } from '../../src/report.js';
import { makeRawClip } from '../media/clips.js';
import { finish, killAt, leftovers, readJson } from './killing.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

/** Two shots of eight frames, the last two of which are one frame twice. */
const frames = 16;
const held = ['cut.mkv', '-s', 'style.png', '--device', 'cpu', '--fast'];
const job = [...held, '--no-flow-fused'];
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let whole: { hashes: string[]; report: StylizeReport };

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  const pictures = renderCut({ width: 64, height: 48, frames, seed: 3 }, 8).map(imageToRgb24);
  pictures[15] = pictures[14]!;
  makeRawClip(join(folder.path, 'cut.mkv'), Buffer.concat(pictures), { pixelFormat: 'rgb24', size: '64x48' });
  const args = [...job, '-o', 'whole.mkv', '--preset', 'ffv1', '--report', 'whole.json'];
  const { hashes } = await finish(args, 'whole.mkv', folder.path);
  whole = { hashes, report: await readJson(join(folder.path, 'whole.json')) };
});
after(() => folder[Symbol.asyncDispose]());

test('every frame is painted in one pass: shots as ever, no evaluations, no loss, equal frames equal', () => {
  assert.equal(whole.report.frames.length, frames);
  assert.equal(whole.report.model, 'fast');
  for (const [i, { index, shot, evaluations, loss, reliable }] of whole.report.frames.entries()) {
    assert.deepEqual([index, shot, evaluations, loss, reliable], [i, i < 8 ? 0 : 1, 0, null, null]);
  }
  assert.equal(whole.hashes.length, frames);
  const digests = whole.hashes.map((line) => line.split(',').at(-1));
  assert.equal(digests[15], digests[14]);
  assert.ok(new Set(digests).size > frames / 2, 'frames that differ are painted differently');
});

test('the same frames with one worker and with three', async () => {
  for (const threads of ['1', '3']) {
    const args = [...job, '-o', `${threads}.mkv`, '--preset', 'ffv1', '--threads', threads];
    assert.deepEqual((await finish(args, `${threads}.mkv`, folder.path)).hashes, whole.hashes);
  }
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

test('an option that speaks of optimising is refused beside it, and an unfinished job is not continued without it', async () => {
  const { code, stderr } = await runCli([...job, '-o', 'never.mkv', '--style-weight', '3'], {
    cwd: folder.path,
  });
  assert.equal(code, 2);
  assert.match(stderr, /Expected `--style-weight` without `--fast`/);
  await killAt({ frame: 2 }, [...held, '-o', 'other.mkv', '--preset', 'ffv1'], folder.path);
  const args = held.filter((part) => part !== '--fast');
  const other = await runCli([...args, '-o', 'other.mkv', '--preset', 'ffv1'], { cwd: folder.path });
  assert.equal(other.code, 1);
  assert.match(other.stderr, /option fast: true -> false/);
});

test('a picture is painted in one pass, at its own size', async () => {
  const args = [
    'style.png',
    '-s',
    'style.png',
    '--device',
    'cpu',
    '--fast',
    '-o',
    'picture.png',
    '--report',
    'p.json',
  ];
  const { code, stderr } = await runCli(args, { cwd: folder.path });
  assert.equal(code, 0, stderr);
  const report: StylizeReport = await readJson(join(folder.path, 'p.json'));
  assert.deepEqual(
    report.frames.map(({ evaluations, loss }) => [evaluations, loss]),
    [[0, null]],
  );
});

test('a picture that is too small for the network is refused in a sentence', async () => {
  await writePicture(join(folder.path, 'strip.png'), 64, 4);
  const args = ['strip.png', '-s', 'style.png', '--device', 'cpu', '--fast', '-o', 'strip-painted.png'];
  const { code, stderr } = await runCli(args, { cwd: folder.path });
  assert.equal(code, 2);
  assert.match(stderr, /Expected pictures of at least 8 pixels each way to paint in one pass, got 64×4/);
});

test('fine-tuned for the painting: other frames, told step by step, and the same ones when continued', async () => {
  const pictures = renderCut({ width: 96, height: 96, frames: 6, seed: 5 }, 3).map(imageToRgb24);
  const clip = join(folder.path, 'larger.mkv');
  makeRawClip(clip, Buffer.concat(pictures), { pixelFormat: 'rgb24', size: '96x96' });
  const args = ['larger.mkv', '-s', 'style.png', '--device', 'cpu', '--fast', '--preset', 'ffv1'];
  const tuned = [...args, '--fine-tune', '5'];
  const { hashes: plain } = await finish([...args, '-o', 'plain.mkv'], 'plain.mkv', folder.path);
  const { hashes } = await finish([...tuned, '-o', 'tuned.mkv'], 'tuned.mkv', folder.path);
  assert.equal(hashes.length, 6);
  for (const [i, line] of hashes.entries()) assert.notEqual(line, plain[i]);
  await killAt({ frame: 3 }, [...tuned, '-o', 'broken.mkv'], folder.path);
  const continued = await finish([...tuned, '-o', 'broken.mkv'], 'broken.mkv', folder.path);
  assert.match(continued.stderr, /continuing after/);
  assert.doesNotMatch(continued.stderr, /fine-tuning/, 'what was learnt was kept');
  assert.deepEqual(continued.hashes, hashes);
});

test('fine-tuning is refused without `--fast`, and of pictures that are too small', async () => {
  const run = (...more: string[]) =>
    runCli(['cut.mkv', '-s', 'style.png', '-o', 'x.mkv', ...more], { cwd: folder.path });
  const alone = await run('--fine-tune', '5');
  assert.deepEqual(
    [alone.code, /Expected `--fine-tune` together with `--fast`/.test(alone.stderr)],
    [2, true],
  );
  const small = await run('--fast', '--fine-tune', '5', '--device', 'cpu');
  assert.equal(small.code, 2);
  assert.match(small.stderr, /at least 88 pixels each way for `--fine-tune`, got 64×48/);
});

test('held to the past along the flow: first frames of shots as ever, later ones not, the same when continued', async () => {
  const args = [...held, '--preset', 'ffv1'];
  const { hashes } = await finish([...args, '-o', 'fused.mkv'], 'fused.mkv', folder.path);
  assert.equal(hashes.length, frames);
  const differing = hashes.filter((line, i) => line !== whole.hashes[i]).length;
  assert.ok(differing >= frames - 4, `${differing} frames differ`);
  await killAt({ frame: 10 }, [...args, '-o', 'half.mkv'], folder.path);
  const continued = await finish([...args, '-o', 'half.mkv'], 'half.mkv', folder.path);
  assert.match(continued.stderr, /continuing after/);
  assert.deepEqual(continued.hashes, hashes);
  // Frames are in the painter's hands before the one before them is done, those of the next shot too.
  const pictureOf = (line: string) => line.split(',').at(-1);
  for (const [name, ...more] of [
    ['four.mkv', '--threads', '4'],
    ['second.mkv', '--start', '8f'],
  ] as const) {
    const other = await finish([...args, ...more, '-o', name], name, folder.path);
    assert.deepEqual(other.hashes.map(pictureOf), hashes.slice(-other.hashes.length).map(pictureOf), name);
  }
});

test('the share of a blended painting changes over time: at 0 and at 1 the bytes of each painting alone, held frames too', async () => {
  await writePicture(join(folder.path, 'evening.png'), 96, 40);
  const other = ['cut.mkv', '-s', 'evening.png', ...job.slice(3)];
  const blended = ['--blend', 'evening.png=0', '--at', '12f:blend=0', '--at', '15f:blend=1,step'];
  const bytesOf = async (name: string, args: readonly string[]) => {
    const all = [...args, '--preset', 'ffv1', '--fine-tune', '0', '-o', name];
    return (await finish(all, name, folder.path)).hashes;
  };
  const alone = await bytesOf('evening.mkv', other);
  const changing = await bytesOf('changing.mkv', [...job, ...blended]);
  assert.deepEqual(changing.slice(0, 15), whole.hashes.slice(0, 15));
  assert.notEqual(alone[15], whole.hashes[15]);
  assert.equal(changing[15], alone[15]);
  const fused = await bytesOf('held.mkv', [...held, '--flow-fused', ...blended, '--hold', '0']);
  const digests = fused.map((line) => line.split(',').at(-1));
  assert.notEqual(digests[15], digests[14]);
});

test('what holds frames to the past is refused where nothing looks at it', async () => {
  const run = (...more: string[]) =>
    runCli(['cut.mkv', '-s', 'style.png', '-o', 'x.mkv', ...more], { cwd: folder.path });
  const alone = await run('--no-flow-fused');
  assert.match(alone.stderr, /Expected `--no-flow-fused` together with `--fast`/);
  const hold = await run('--fast', '--no-flow-fused', '--hold', '0.5');
  assert.match(hold.stderr, /Expected `--hold` without `--no-flow-fused`/);
  assert.deepEqual([alone.code, hold.code], [2, 2]);
});

test('a clip of one colour is painted without being learnt from, and says so', async () => {
  const black = Buffer.alloc(3 * 96 * 96 * 2, 16);
  makeRawClip(join(folder.path, 'black.mkv'), black, { pixelFormat: 'rgb24', size: '96x96' });
  const args = [
    'black.mkv',
    '-s',
    'style.png',
    '--device',
    'cpu',
    '--fast',
    '--fine-tune',
    '3',
    '-o',
    'dark.mkv',
  ];
  const { code, stderr } = await runCli(args, { cwd: folder.path });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /note: Every frame that was looked at is of one colour/);
});
