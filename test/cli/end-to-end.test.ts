import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { StylizeProgress } from '../../src/progress.js';
import type { StylizeReport } from '../../src/report.js';
import { clipFacts, makeClip, makeSound, pictureFacts, soundHashes } from './make-clip.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

/** As little work as a job can be. */
const quick = ['--quality', 'draft', '--iterations', '2', '--device', 'cpu'];
/** A name with all that trips up shells, FFmpeg's patterns and commander. */
const odd = `-it's "100%03d" a.b`;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
const path = (name: string) => join(folder.path, name);
const run = (args: string[], env = {}) => runCli(args, { cwd: folder.path, env });

before(async () => {
  folder = await scratchFolder();
  await writePicture(path('style.png'));
  await makeClip(path(`${odd}.mp4`));
});
after(() => folder[Symbol.asyncDispose]());

test('a clip with an odd name: same frames, same rate, same sound; the report tells of it', async () => {
  const args = ['--style', 'style.png', '--report', 'report.json', ...quick, '--', `${odd}.mp4`];
  const { code, stdout, stderr } = await run(args);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /6 frames at 23\.976 fps/);
  const output = path(`${odd}.style.mp4`);
  assert.deepEqual((await readdir(folder.path)).sort(), [
    `${odd}.mp4`,
    `${odd}.style.mp4`,
    'report.json',
    'style.png',
  ]);
  const { frames, rate, width, height } = clipFacts;
  const picture = await pictureFacts(output);
  assert.deepEqual(
    [picture.codec_name, picture.pix_fmt, picture.width, picture.height, picture.r_frame_rate],
    ['h264', 'yuv420p', width, height, rate],
  );
  assert.equal(Number(picture.nb_read_frames), frames);
  const sound = await soundHashes(output);
  assert.ok(sound.length > 5);
  assert.deepEqual(sound, await soundHashes(path(`${odd}.mp4`)));

  const report = JSON.parse(await readFile(path('report.json'), 'utf8')) as StylizeReport;
  const fields = ['input', 'output', 'frames', 'fps', 'size', 'model', 'device', 'options', 'seconds'];
  assert.deepEqual(
    Object.keys(report).sort(),
    [...fields, 'concealedFrames', 'secondsPerFrame', 'peakRssMb'].sort(),
  );
  assert.deepEqual(Object.keys(report.seconds).sort(), ['decode', 'encode', 'flow', 'optimise', 'total']);
  assert.equal(report.frames.length, frames);
  for (const [i, frame] of report.frames.entries()) {
    assert.deepEqual([frame.index, frame.shot], [i, 0]);
    assert.ok(Math.abs(frame.time - (i * 1001) / 24000) < 1e-3, `time ${frame.time} of frame ${i}`);
    assert.ok(frame.loss);
    const { content, style, temporal, tv, total } = frame.loss;
    assert.ok(Math.abs(content + style + temporal + tv - total) <= 1e-4 * total);
    assert.equal(frame.reliable === null, i === 0);
  }
  assert.equal(report.options.iterations, 2);
  assert.equal(report.fps, rate);
});

test('a picture gives a picture, and JSON progress one fact a line', async () => {
  await writePicture(path('photo.png'), 64, 48);
  const { code, stdout, stderr } = await run(['photo.png', '-s', 'style.png', '--json-progress', ...quick]);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  const facts = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as StylizeProgress);
  const kinds = new Set(facts.map(({ type }) => type));
  for (const type of ['plan', 'evaluation', 'frame', 'done'] as const) assert.ok(kinds.has(type), type);
  assert.equal(facts.at(-1)?.type, 'done');
  const { width, height, format } = await sharp(path('photo.style.png')).metadata();
  assert.deepEqual([width, height, format], [64, 48, 'png']);
});

test('a batch goes on after a failure, says so, and ends with exit code 1', async () => {
  await writePicture(path('one.png'));
  await writeFile(path('two.mp4'), 'no clip at all');
  await writePicture(path('three.png'));
  const args = [
    'one.png',
    'two.mp4',
    'three.png',
    '-s',
    'style.png',
    '--out-dir',
    'painted',
    '--report',
    'all.json',
  ];
  const { code, stderr } = await run([...args, '--quiet', ...quick]);
  assert.equal(code, 1);
  assert.match(stderr, /^two\.mp4: error: .*\nerror: 1 of 3 inputs failed\n$/);
  assert.deepEqual((await readdir(path('painted'))).sort(), ['one.style.png', 'three.style.png']);
  const reports = JSON.parse(await readFile(path('all.json'), 'utf8')) as StylizeReport[];
  assert.deepEqual(
    reports.map(({ input }) => input),
    ['one.png', 'three.png'],
  );
});

test('what is no clip, has no picture, or meets a broken network or FFmpeg: one error, nothing left', async () => {
  await writeFile(path('text.mp4'), 'no clip at all');
  await makeSound(path('sound.m4a'));
  await makeClip(path('clip.mp4'), 3);
  await writePicture(path('dot.png'), 1, 1);
  await writeFile(path('broken.safetensors'), 'no network');
  const before = (await readdir(folder.path)).sort();
  const cases: [args: string[], env: Record<string, string>, message: RegExp][] = [
    [['text.mp4', '-s', 'style.png'], {}, /`text\.mp4` cannot be read as a video/],
    [['sound.m4a', '-s', 'style.png'], {}, /`sound\.m4a` has audio but no video/],
    [['clip.mp4', '-s', 'dot.png'], {}, /`--style` to be a picture .*1×1/],
    [['clip.mp4', '-s', 'style.png', '--model', 'broken.safetensors'], {}, /broken\.safetensors/],
    [['clip.mp4', '-s', 'style.png', '--model', 'missing.safetensors'], {}, /missing\.safetensors/],
    [['clip.mp4', '-s', 'style.png', '--start', '60'], {}, /has no frame at or after 60/],
    [['clip.mp4', '-s', 'style.png'], { FFMPEG_PATH: path('none') }, /FFMPEG_PATH/],
    [['clip.mp4', '-s', 'style.png'], { FFPROBE_PATH: path('none') }, /FFPROBE_PATH/],
  ];
  for (const [args, env, message] of cases) {
    const { code, stdout, stderr } = await run([...args, '--quiet', ...quick], env);
    assert.match(stderr, message);
    assert.match(stderr, /^error: [^\n]+\n$/, 'one line');
    assert.ok(code === 1 || code === 2, `exit code ${code}`);
    assert.equal(stdout, '');
    assert.deepEqual((await readdir(folder.path)).sort(), before);
  }
});
