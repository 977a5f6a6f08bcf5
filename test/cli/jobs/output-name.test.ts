import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { defaultOutput, imageExtension } from '../../../src/cli/jobs/output-name.js';

const names: [
  input: string,
  style: string,
  extension: string,
  folder: string | undefined,
  expected: string,
][] = [
  ['clip.mp4', 'art/starry.jpg', '.mp4', undefined, 'clip.starry.mp4'],
  [join('films', 'a b.mov'), 'starry.jpg', '.mp4', undefined, join('films', 'a b.starry.mp4')],
  [join('films', 'clip.mp4'), 'starry.jpg', '.mkv', 'out', join('out', 'clip.starry.mkv')],
  [join('shot', 'frames'), 's.jpg', '.mp4', undefined, join('shot', 'frames.s.mp4')],
  [join('shot', 'frames', '%04d.png'), 's.jpg', '.mp4', undefined, join('shot', 'frames.s.mp4')],
  [join('frames', 'a*.PNG'), 's.jpg', '.mp4', 'out', join('out', 'frames.s.mp4')],
  ['%04d.png', 's.jpg', '.mp4', undefined, `${basename(process.cwd())}.s.mp4`],
  ['.', 's.jpg', '.mp4', undefined, `${basename(process.cwd())}.s.mp4`],
  ['no extension', 'starry', '.mp4', undefined, 'no extension.starry.mp4'],
  ['100%03d "x".mp4', 's%d: "q"?.jpg', '.mp4', undefined, '100%03d "x".s_d_ _q_.mp4'],
  ['clip.mp4', '..hidden.jpg', '.mp4', undefined, 'clip.hidden.mp4'],
  ['clip.mp4', '....png', '.mp4', undefined, 'clip.style.mp4'],
  ['https://example.org/a/film%20one.mp4?t=3', 's.jpg', '.mp4', undefined, 'film one.s.mp4'],
];
for (const [input, style, extension, folder, expected] of names) {
  test(`${input} in the style of ${style} goes to ${expected}`, () => {
    assert.equal(defaultOutput(input, style, extension, folder), expected);
  });
}

test('very long names are cut to what a file system takes', () => {
  const name = defaultOutput(`${'é'.repeat(120)}.mp4`, `${'s'.repeat(250)}.jpg`, '.mp4');
  assert.ok(Buffer.byteLength(name) <= 255 - 24, `${Buffer.byteLength(name)} bytes`);
});

test('pictures keep their format where we write it, else become PNG', () => {
  assert.equal(imageExtension('a.JPG'), '.jpg');
  assert.equal(imageExtension('a.webp'), '.webp');
  assert.equal(imageExtension('a.heic'), '.png');
});
