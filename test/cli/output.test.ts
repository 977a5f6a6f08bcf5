import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { clipFacts, makeClip, pictureFacts, soundHashes } from './make-clip.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const { frames, width, height } = clipFacts;

before(async () => {
  folder = await scratchFolder();
  await makeClip(join(folder.path, 'clip.mp4'));
  await writePicture(join(folder.path, 'style.png'));
});
after(() => folder[Symbol.asyncDispose]());

const quick = ['clip.mp4', '--style', 'style.png', '--quality', 'draft', '--size', '48'];
const run = (...args: string[]) => runCli([...quick, ...args], { cwd: folder.path });
const at = (name: string): string => join(folder.path, name);

test('numbered pictures at the full size, from a smaller painting, and again with leave only', async () => {
  const first = await run('--output-size', 'source', '-o', 'frames/%04d.png');
  assert.equal(first.code, 0, first.stderr);
  const names = Array.from({ length: frames }, (_, i) => `000${i + 1}.png`);
  assert.deepEqual((await readdir(at('frames'))).sort(), [...names, 'sound.wav']);
  const picture = await sharp(at('frames/0001.png')).metadata();
  assert.deepEqual([picture.width, picture.height], [width, height]);
  const again = await run('-o', 'frames/%04d.png');
  assert.equal(again.code, 1);
  assert.match(again.stderr, /frames` already contains pictures.*--overwrite/);
  const less = await run('-o', 'frames', '--preset', 'png', '--duration', '2f', '--overwrite');
  assert.equal(less.code, 0, less.stderr);
  assert.deepEqual((await readdir(at('frames'))).sort(), ['0001.png', '0002.png', 'sound.wav']);
  assert.deepEqual((await readdir(folder.path)).sort(), ['clip.mp4', 'frames', 'style.png']);
});

test('a preset names the output, and --fps half of the frames', async () => {
  const result = await run('--preset', 'ffv1', '--fps', '12000/1001');
  assert.equal(result.code, 0, result.stderr);
  const facts = await pictureFacts(at('clip.style.mkv'));
  assert.deepEqual(
    [facts.codec_name, facts.pix_fmt, facts.nb_read_frames, facts.r_frame_rate],
    ['ffv1', 'bgr0', String(frames / 2), '12000/1001'],
  );
  assert.deepEqual(await soundHashes(at('clip.style.mkv')), await soundHashes(at('clip.mp4')));
});

test('a picture, painted small and written at its own size', async () => {
  const args = ['style.png', '--style', 'style.png', '--quality', 'draft', '--size', '32'];
  const result = await runCli([...args, '--output-size', 'source', '-o', 'large.png'], { cwd: folder.path });
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stderr, /32×21, from 48×32, written at 48×32/);
  const picture = await sharp(at('large.png')).metadata();
  assert.deepEqual([picture.width, picture.height], [48, 32]);
});

const refused: [title: string, args: string[], code: number, message: RegExp][] = [
  [
    'a preset and another codec',
    ['--preset', 'prores', '--codec', 'h264'],
    2,
    /either `--preset` or `--codec`/,
  ],
  [
    'a preset in another file type',
    ['--preset', 'prores', '-o', 'a.mp4'],
    2,
    /prores needs an output ending in .mov, got `a.mp4`/,
  ],
  [
    'an output smaller than the painting',
    ['--output-size', '32', '-o', 'a.mp4'],
    2,
    /at least `--size`, got 32×21/,
  ],
  ['no frame rate', ['--fps', 'fast'], 2, /`--fps` to be a frame rate .* got `fast`/],
  ['one picture for a clip', ['-o', 'a.png'], 2, /%04d.png, got `a.png`/],
  ['pictures among other files', ['-o', '%04d.png', '--overwrite'], 1, /contains the input/],
];
for (const [title, args, code, message] of refused) {
  test(`${title}: refused before any work`, async () => {
    await writeFile(at('notes.txt'), 'keep me');
    const before = await readdir(folder.path);
    const result = await run(...args);
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, message);
    assert.deepEqual(await readdir(folder.path), before);
  });
}
