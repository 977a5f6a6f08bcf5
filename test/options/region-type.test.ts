import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optionFiles, withOptionFiles } from '../../src/options/option-files.js';
import { blendedPainting } from '../../src/options/painting-types.js';
import { readMaskName, region } from '../../src/options/region-type.js';
import { resolveOptions } from '../../src/options/resolve.js';

test('a region is a mask, a painting or keep, and a strength', () => {
  const type = region();
  const read = (text: string) => {
    const value = type.parse(text);
    assert.ok(type.accepts(value), text);
    return value;
  };
  assert.deepEqual(read('face.png=keep'), { mask: 'face.png', style: 'keep' });
  assert.deepEqual(read('a=b.png=C:\\wave.jpg:0.5'), {
    mask: 'a=b.png',
    style: 'C:\\wave.jpg',
    strength: 0.5,
  });
  assert.deepEqual(read('1,2,30,40=keep:1'), { mask: '1,2,30,40', style: 'keep', strength: 1 });
  for (const wrong of ['face.png', '=keep', 'face.png=', 'face.png=wave.jpg:1.5']) {
    assert.equal(type.accepts(type.parse(wrong)), false, wrong);
  }
  for (const text of ['face.png=keep', '1,2,30,40=wave.jpg:0.25']) {
    assert.equal(type.format(type.parse(text) as never), text);
  }
});

test('a mask is a rectangle, a file, or pictures with the times that they are of', () => {
  assert.deepEqual(readMaskName('1,2,30,40'), { kind: 'rectangle', x: 1, y: 2, width: 30, height: 40 });
  assert.deepEqual(readMaskName('masks/%04d.png'), { kind: 'file', path: 'masks/%04d.png' });
  assert.deepEqual(readMaskName('me@home.png'), { kind: 'file', path: 'me@home.png' });
  assert.deepEqual(readMaskName('a.png@0f,me@home.png@1:30'), {
    kind: 'followed',
    pictures: [
      { path: 'a.png', at: '0f' },
      { path: 'me@home.png', at: 90 },
    ],
  });
});

test('the files of all options are found, and moved', () => {
  const options = resolveOptions({
    blend: [{ style: 'other.jpg', share: 0.4 }],
    region: [
      { mask: 'a.png@0f,b.png@5f', style: 'wave.jpg' },
      { mask: '0,0,4,4', style: 'keep' },
    ],
  });
  assert.deepEqual(optionFiles(options), ['other.jpg', 'a.png', 'b.png', 'wave.jpg']);
  const moved = withOptionFiles(options, (path) => `/jobs/${path}`);
  assert.deepEqual(moved.region, [
    { mask: '/jobs/a.png@0f,/jobs/b.png@5f', style: '/jobs/wave.jpg' },
    { mask: '0,0,4,4', style: 'keep' },
  ]);
  assert.equal(moved.styleWeight, options.styleWeight);
});

test('shares of blended paintings are at most 1 together', () => {
  const type = blendedPainting();
  assert.deepEqual(type.parse('a=b.jpg=.4'), { style: 'a=b.jpg', share: 0.4 });
  assert.equal(type.accepts(type.parse('a.jpg')), false);
  assert.equal(type.accepts(type.parse('a.jpg=1.01')), false);
  const blend = [
    { style: 'a.jpg', share: 0.7 },
    { style: 'b.jpg', share: 0.4 },
  ];
  assert.throws(() => resolveOptions({ blend }), /shares of `--blend` to be at most 1 together.*got 1\.1/);
});
