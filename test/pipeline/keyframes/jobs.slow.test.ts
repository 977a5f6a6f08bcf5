import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import sharp from 'sharp';
import { stylizeStill, stylizeVideo } from '../../../src/index.js';
import type { StylizeOptionsInput } from '../../../src/options/resolve.js';
import type { ObservedFrame } from '../../../src/pipeline/observed-frame.js';
import { writePicture } from '../../cli/run-cli.js';
import { scratchFolder } from '../../media/clips.js';
import { paintBothWays, writeClips } from '../shots/both-ways.js';
import { packetHashes, writeShots } from '../shots/shots-clip.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const quick = { device: 'cpu', quality: 'draft', iterations: 2, preset: 'ffv1' } as const;
/** Two in a shot of six, one of them its first frame, and one in the shot before. */
const keyframe = [
  { time: '2f', picture: path('key.png') },
  { time: '8f', picture: path('key.png') },
  { time: '11f', picture: path('other.png') },
];
const at = [
  { time: 0, values: { styleWeight: 5, styleScale: 1 } },
  { time: '14f', values: { styleWeight: 60, styleScale: 1.6 } },
  { time: '6f', values: { contentWeight: 3 }, step: true },
];

before(async () => {
  writeShots(path('shots.mkv'), [5, 3, 6]);
  await writePicture(path('style.png'));
  await writePicture(path('key.png'), 64, 64);
  await writePicture(path('other.png'), 128, 128);
});

const paint = (output: string, options: StylizeOptionsInput, signal?: AbortSignal) => {
  const frames: ObservedFrame[] = [];
  const control = { ...(signal && { signal }), onPainted: (frame: ObservedFrame) => frames.push(frame) };
  const done = stylizeVideo(
    path('shots.mkv'),
    path('style.png'),
    path(output),
    { ...quick, ...options },
    control,
  );
  return done.then(() => frames);
};

test('a job that is interrupted between key frames goes on to the same bytes', async () => {
  const ending = new AbortController();
  const options = { ...quick, keyframe, at };
  const onPainted = ({ index }: ObservedFrame) => {
    if (index === 9) ending.abort(new Error('enough'));
  };
  const run = (output: string, control = {}) =>
    stylizeVideo(path('shots.mkv'), path('style.png'), path(output), options, control);
  await run('whole.mkv');
  await assert.rejects(run('again.mkv', { signal: ending.signal, onPainted }), /enough/);
  await run('again.mkv');
  assert.equal(packetHashes(path('again.mkv')), packetHashes(path('whole.mkv')));
});

test('a still of a frame, given back, is shown there as it is, and seen in the frames beside it', async () => {
  const picture = path('still.png');
  await stylizeStill(path('shots.mkv'), path('key.png'), picture, '3f', {
    device: 'cpu',
    quality: 'draft',
    iterations: 3,
  });
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [64, 64]);
  const plain = await paint('plain.mkv', { duration: '5f' });
  for (const way of [{}, { fast: true, quality: 'normal', iterations: 'auto', fineTune: 0 }] as const) {
    const frames = await paint(`keyed-${'fast' in way}.mkv`, {
      ...way,
      duration: '5f',
      keyframe: [{ time: '3f', picture }],
    });
    const apart = (image: ObservedFrame['stylized']) => {
      let sum = 0;
      const pixels = image.width * image.height;
      for (let i = 0; i < image.data.length; i++) {
        sum += Math.abs(image.data[i]! - data[3 * (i % pixels) + Math.floor(i / pixels)]! / 255);
      }
      return sum / image.data.length;
    };
    assert.ok(apart(frames[3]!.stylized) < 1e-3);
    const [near, without] = [apart(frames[2]!.stylized), apart(plain[2]!.stylized)];
    assert.ok(near < 0.9 * without, `${near} is well below ${without}`);
  }
});

test('shares of two paintings and strengths of two regions over time: the same shot by shot, in one pass too', async () => {
  await writeClips();
  const changing = {
    blend: [
      { style: path('key.png'), share: 0 },
      { style: path('other.png'), share: 0 },
    ],
    region: [
      { mask: '0,0,20,64', style: path('other.png') },
      { mask: '30,0,20,64', style: 'keep' },
    ],
    at: [
      { time: '3f', values: { blend1: 0.6, region1: 0 } },
      { time: '10f', values: { blend1: 0, blend2: 1, region2: 0.2 } },
    ],
  };
  await paintBothWays('shots.mkv', changing);
  const fast = { fast: true, quality: 'normal', iterations: 'auto', fineTune: 0 } as const;
  await paintBothWays('shots.mkv', { ...changing, ...fast });
});
