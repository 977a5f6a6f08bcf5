import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowOptions } from '../../src/draft/paint-window.js';
import type { VideoInfo } from '../../src/media/info.js';
import type { StylizeOptionsInput } from '../../src/options/resolve.js';

const info = {
  path: 'clip.mp4',
  startTime: 0,
  video: {
    ticks: Float64Array.from({ length: 40 }, (_, i) => i),
    timeBase: { num: 1, den: 2 },
    lastFrameTicks: 1,
    frameCount: 40,
    frameRate: { num: 2, den: 1 },
    constantRate: true,
    timing: 'constant',
  },
} as unknown as VideoInfo;
const of = (options: StylizeOptionsInput, first: number) =>
  windowOptions(
    { input: 'clip.mp4', options, size: 64, quality: 'draft' },
    { first, count: 8 } as never,
    {},
    'picture',
    info,
  );

test('a window has the masks that are still, and those pictures of followed ones that lie in it', () => {
  const region = [
    { mask: '0,0,4,4', style: 'keep' },
    { mask: 'a.png@2f,b.png@20f', style: 'wave.jpg', strength: 0.5 },
  ];
  assert.deepEqual(of({ region }, 0).region, [region[0], { ...region[1]!, mask: 'a.png@2f' }]);
  assert.deepEqual(of({ region }, 16).region, [region[0], { ...region[1]!, mask: 'b.png@20f' }]);
  assert.deepEqual(of({ region }, 30).region, [region[0]]);
});

test('where a window has no region, its strength does not change either', () => {
  const region = [{ mask: 'a.png@2f', style: 'keep' }];
  const at = [
    { time: '4f', values: { region: 0, styleWeight: 60 } },
    { time: '9f', values: { region: 1 } },
  ];
  assert.deepEqual(of({ region, at }, 0).at, at);
  assert.deepEqual(of({ region, at }, 16).at, [{ time: '4f', values: { styleWeight: 60 } }]);
  const second = { mask: '0,0,4,4', style: 'keep' };
  const both = [{ time: '4f', values: { region1: 0, region2: 0.5 } }];
  assert.deepEqual(of({ region: [...region, second], at: both }, 16).at, [
    { time: '4f', values: { region1: 0.5 } },
  ]);
});
