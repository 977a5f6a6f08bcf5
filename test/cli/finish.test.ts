import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { stylizeImage, stylizeVideo } from '../../src/index.js';
import type { StylizeProgress } from '../../src/progress.js';
import { frameHashes } from './killing.js';
import { makeClip } from './make-clip.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

const quick = { device: 'cpu', quality: 'draft', iterations: 1 } as const;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
const at = (name: string) => join(folder.path, name);

before(async () => {
  folder = await scratchFolder();
  await writePicture(at('style.png'));
  await makeClip(at('clip.mp4'), 3);
});
after(() => folder[Symbol.asyncDispose]());

test('a kept job is finished again with another look: nothing is painted, and the file is another', async () => {
  const options = { ...quick, preset: 'ffv1', keepWork: true, overwrite: true } as const;
  const written = async (more: object) => {
    const told: StylizeProgress[] = [];
    await stylizeVideo(
      at('clip.mp4'),
      at('style.png'),
      at('out.mkv'),
      { ...options, ...more },
      { onProgress: (fact) => told.push(fact) },
    );
    return {
      hashes: (await frameHashes(at('out.mkv'))).map((line) => line.split(',').at(-1)),
      painted: told.filter(({ type }) => type === 'evaluation').length,
    };
  };
  const plain = await written({});
  assert.ok(plain.painted > 0);
  const look = { sharpen: 0.5, saturation: 1.2, contrast: 1.1, grain: 0.2 };
  const finished = await written({ ...look, filter: 'eq=gamma=1.1' });
  assert.equal(finished.painted, 0);
  for (const [i, hash] of finished.hashes.entries()) assert.notEqual(hash, plain.hashes[i]);
  assert.deepEqual((await written({})).hashes, plain.hashes);
});

test('a picture is finished likewise', async () => {
  for (const [name, more] of [
    ['plain.png', {}],
    ['grey.png', { saturation: 0 }],
    ['also.png', { filter: 'hue=s=0' }],
  ] as const) {
    await stylizeImage(at('style.png'), at('style.png'), at(name), { ...quick, model: 'small', ...more });
    const { data } = await sharp(at(name)).raw().toBuffer({ resolveWithObject: true });
    const coloured = data.some((value, i) => i % 3 === 0 && Math.abs(value - data[i + 1]!) > 3);
    assert.equal(coloured, name === 'plain.png');
  }
});

test('a bad filter is one error before painting: another kind of filter, and one that FFmpeg does not take', async () => {
  const args = ['clip.mp4', '-s', 'style.png', '-o', 'never.mp4', '--filter', 'movie=/etc/passwd'];
  const { code, stderr } = await runCli(args, { cwd: folder.path });
  assert.equal(code, 2);
  assert.match(stderr, /Expected `--filter` to be filters that .* open no files .*, got `movie`/);
  const error = { code: 'USAGE', message: /FFmpeg does not take `--filter eq=gama=2`/ };
  const options = { ...quick, filter: 'eq=gama=2' };
  await assert.rejects(stylizeVideo(at('clip.mp4'), at('style.png'), at('never.mp4'), options), error);
  await assert.rejects(stylizeImage(at('style.png'), at('style.png'), at('never.png'), options), error);
});
