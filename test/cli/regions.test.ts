import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { renderCut } from '../../fixtures/scene.js';
import { InputError, UsageError } from '../../src/errors.js';
import { imageToRgb24 } from '../../src/image.js';
import { withOptionFiles } from '../../src/options/option-files.js';
import { type BlendedPainting, blendedPainting } from '../../src/options/painting-types.js';
import { type RegionOption, region } from '../../src/options/region-type.js';
import { planVideo } from '../../src/pipeline/plan/plan-video.js';
import { stylizeImage } from '../../src/pipeline/stylize-image.js';
import { makeRawClip } from '../media/clips.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

const size = { width: 64, height: 48 };
const frames = 6;
const quick = ['--device', 'cpu', '--quality', 'draft', '--iterations', '3', '--region-edge', '0'];
const job = ['clip.mkv', '-s', 'style.png', ...quick];
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let sources: Uint8Array[];
const mask = async (name: string, inside: (x: number, y: number) => boolean) => {
  const bytes = Buffer.from(
    Array.from({ length: size.width * size.height }, (_, p) =>
      inside(p % size.width, Math.floor(p / size.width)) ? 255 : 0,
    ),
  );
  await sharp(bytes, { raw: { ...size, channels: 1 } })
    .png()
    .toFile(join(folder.path, name));
};
const pixels = async (name: string) =>
  new Uint8Array(await sharp(join(folder.path, name)).removeAlpha().raw().toBuffer());

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  await sharp(join(folder.path, 'style.png')).negate().toFile(join(folder.path, 'other.png'));
  sources = renderCut({ ...size, frames, seed: 3 }, 4).map(imageToRgb24);
  makeRawClip(join(folder.path, 'clip.mkv'), Buffer.concat(sources), { pixelFormat: 'rgb24', size: '64x48' });
  await mask('left.png', (x) => x < 32);
  for (let i = 0; i < frames; i++) await mask(`moving-${i}.png`, (x) => x >= 8 * i && x < 8 * i + 16);
});
after(() => folder[Symbol.asyncDispose]());

test('one frame of a clip keeps and paints regions: rectangles, its mask of a sequence, its own of those that are followed', async () => {
  const still = ['still', 'clip.mkv', '-s', 'style.png', '--at', '2f', '--overwrite', '-o', 'still.png'];
  for (const given of [
    [...quick, '--region', '16,0,16,48=keep'],
    [...quick, '--region', 'moving-%d.png=keep'],
    ['--fast', '--region-edge', '0', '--region', 'left.png@0f,moving-2.png@2f=keep'],
  ]) {
    const args = [...still, ...given];
    const { code, stderr } = await runCli(args, { cwd: folder.path });
    assert.equal(code, 0, stderr);
    const painted = await pixels('still.png');
    const same = Array.from({ length: size.width }, (_, x) =>
      [0, 1, 2].every((channel) => painted[3 * x + channel] === sources[2]![3 * x + channel]),
    );
    assert.deepEqual(
      same.slice(14, 34),
      same.slice(14, 34).map((_, i) => i >= 2 && i < 18),
      given.join(' '),
    );
  }
  const plain = await pixels('still.png');
  const painted = await runCli(
    [...still, ...quick, '--region', 'left.png=other.png', '--colors', 'matched'],
    {
      cwd: folder.path,
    },
  );
  assert.equal(painted.code, 0, painted.stderr);
  assert.notDeepEqual(await pixels('still.png'), plain);
  const other = await runCli([...still, ...quick, '--region', 'left.png@0f=keep'], { cwd: folder.path });
  assert.equal(other.code, 2);
  assert.match(
    other.stderr,
    /Expected a mask of frame 2, such as `--region mask.png@2f=…`, got `.*left.png@0f`/,
  );
});

test('what is kept is the decoded frame to the last bit, in every way of giving a mask, also under --fast', async () => {
  const ways = {
    rectangle: ['--region', '0,0,32,48=keep'],
    sequence: ['--region', 'moving-%d.png=keep'],
    fast: ['--region', 'left.png=keep', '--fast'],
  };
  for (const [name, given] of Object.entries(ways)) {
    const args =
      name === 'fast' ? ['clip.mkv', '-s', 'style.png', '--region-edge', '0', ...given] : [...job, ...given];
    const { code, stderr } = await runCli([...args, '-o', `${name}/%d.png`], { cwd: folder.path });
    assert.equal(code, 0, stderr);
    for (const [i, source] of sources.entries()) {
      const painted = await pixels(`${name}/${i + 1}.png`);
      let [kept, changed] = [0, 0];
      for (let p = 0; p < size.width * size.height; p++) {
        const x = p % size.width;
        const inside = name === 'sequence' ? x >= 8 * i && x < 8 * i + 16 : x < 32;
        const same = [0, 1, 2].every((c) => painted[3 * p + c] === source[3 * p + c]);
        if (inside) assert.ok(same, `${name}, frame ${i}, pixel ${p}`);
        else if (!same) changed++;
        kept += Number(inside);
      }
      assert.ok(kept > 0 && changed > 500, `${name}: ${changed} pixels outside are painted`);
    }
  }
});

test('a region is painted after a painting of its own; a job file and the library take the same', async () => {
  const [left, other] = [join(folder.path, 'left.png'), join(folder.path, 'other.png')];
  const input = join(folder.path, 'left-source.png');
  await sharp(Buffer.from(sources[0]!), { raw: { ...size, channels: 3 } })
    .png()
    .toFile(input);
  // A layer that sees little: what is painted in one half says nothing of the other.
  const options = { device: 'cpu', quality: 'draft', iterations: 8, styleLayers: { relu1_1: 1 } } as const;
  const paint = async (name: string, own: RegionOption[]) => {
    await stylizeImage(input, join(folder.path, 'style.png'), join(folder.path, name), {
      ...options,
      region: own,
    });
    return pixels(name);
  };
  const plain = await paint('plain.png', []);
  const both = await paint('both.png', [{ mask: left, style: other }]);
  const apart = (from: number, to: number) => {
    let sum = 0;
    for (let i = 0; i < plain.length; i++) {
      const x = Math.floor(i / 3) % size.width;
      if (x >= from && x < to) sum += Math.abs(plain[i]! - both[i]!);
    }
    return sum / (3 * size.height * (to - from));
  };
  assert.ok(apart(0, 28) > 1.5 * apart(36, 64), `${apart(0, 28)} inside, ${apart(36, 64)} outside`);
  const file = {
    jobs: [
      {
        input: 'left-source.png',
        style: 'style.png',
        output: 'of-file.png',
        region: ['left.png=other.png'],
        ...options,
      },
    ],
  };
  await writeFile(join(folder.path, 'jobs.yaml'), JSON.stringify(file));
  const { code, stderr } = await runCli(['batch', 'jobs.yaml'], { cwd: folder.path });
  assert.equal(code, 0, stderr);
  assert.deepEqual(await pixels('of-file.png'), both);
});

test('under --fast a region is painted after its own painting, and the rest as without it', async () => {
  const args = ['clip.mkv', '-s', 'style.png', '--fast', '--no-flow-fused', '--region-edge', '0'];
  const paint = async (name: string, ...more: string[]) => {
    const { code, stderr } = await runCli([...args, ...more, '-o', `${name}/%d.png`], { cwd: folder.path });
    assert.equal(code, 0, stderr);
    return pixels(`${name}/3.png`);
  };
  const [plain, other] = [await paint('fast-plain'), await paint('fast-other', '-s', 'other.png')];
  const both = await paint('fast-both', '--region', 'left.png=other.png');
  for (let i = 0; i < both.length; i++) {
    const inside = Math.floor(i / 3) % size.width < 32;
    assert.equal(both[i], inside ? other[i] : plain[i]);
  }
});

test('masks that do not fit are refused before anything is painted', async () => {
  await sharp({ create: { width: 40, height: 40, channels: 3, background: 'white' } })
    .png()
    .toFile(join(folder.path, 'square.png'));
  for (let i = 0; i < 4; i++) await mask(`few-${i}.png`, () => true);
  for (let i = 0; i < frames; i++) await mask(`odd-${i}.png`, () => true);
  await sharp({ create: { width: 40, height: 40, channels: 3, background: 'white' } })
    .png()
    .toFile(join(folder.path, 'odd-3.png'));
  const cases: [{ region?: string[]; blend?: string[]; temporal?: boolean; start?: string }, RegExp][] = [
    [{ region: ['square.png=keep'] }, /mask .*square\.png` to have the shape of .*64×48, got 40×40/],
    [{ region: ['few-%d.png=keep'] }, /as many frames as .*6, got 4: it lacks frames 4 to 5/],
    [{ region: ['odd-%d.png=keep'] }, /same size \(64×48\), got 40×40 for .*odd-3\.png/],
    [{ region: ['60,0,10,10=keep'] }, /rectangle `60,0,10,10`.*within the 64×48 pixels/],
    [{ region: ['left.png@9f=keep'] }, /has no frame at or after 9f: its 6 frames/],
    [{ region: ['left.png@1f=keep'], start: '2f' }, /to be of a frame that is painted, got frame 1/],
    [{ region: ['left.png@0f=keep'], temporal: false }, /without `--no-temporal`/],
    [{ region: ['gone.png=keep'] }, /gone\.png/],
    [{ blend: ['other.png=0.7', 'left.png=0.6'] }, /at most 1 together/],
  ];
  const type = {
    region: (text: string) => region().parse(text) as RegionOption,
    blend: (text: string) => blendedPainting().parse(text) as BlendedPainting,
  };
  const paths = { input: 'clip.mkv', style: 'style.png', output: 'never.mkv' };
  const absolute = Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [name, join(folder.path, path)]),
  ) as typeof paths;
  for (const [args, message] of cases) {
    const { region = [], blend = [], ...rest } = args;
    const given = {
      ...rest,
      region: region.map((text) => type.region(text)),
      blend: blend.map((text) => type.blend(text)),
    };
    const planned = async () =>
      planVideo(
        absolute,
        withOptionFiles(given, (path) => join(folder.path, path)),
        { stopAtFirst: true },
      );
    await assert.rejects(planned, (error: Error) => {
      assert.match(error.message, message);
      return error instanceof UsageError || error instanceof InputError;
    });
  }
});
