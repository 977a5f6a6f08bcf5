import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFormat, type FormatOptions } from '../../../src/encode/picture/format.js';

const chosen: [output: string, options: FormatOptions, codec: string, container: string][] = [
  ['a.mp4', {}, 'h264', 'mp4'],
  ['a.M4V', {}, 'h264', 'mp4'],
  ['a.webm', {}, 'vp9', 'webm'],
  ['a.mov', { codec: 'h265' }, 'h265', 'mov'],
  ['a.mkv', { preset: 'h265' }, 'h265', 'mkv'],
  ['a.mov', { preset: 'prores' }, 'prores', 'mov'],
  ['a.mov', { preset: 'prores', codec: 'prores' }, 'prores', 'mov'],
  ['a.webm', { preset: 'webm', codec: 'vp9' }, 'vp9', 'webm'],
];
for (const [output, options, codec, container] of chosen) {
  test(`${output} with ${JSON.stringify(options)} is ${codec} in ${container}`, () => {
    const format = chooseFormat(output, options);
    assert.deepEqual([format.codec.name, format.container], [codec, container]);
  });
}

const refused: [output: string, options: FormatOptions, message: RegExp][] = [
  ['a.avi', {}, /Expected the output to end in .*, got `a.avi`/],
  ['a.mp4', { preset: 'prores' }, /preset prores needs an output ending in .mov, got `a.mp4`/],
  [
    'a.mov',
    { preset: 'prores', codec: 'h264' },
    /either `--preset` or `--codec`, got both \(`prores` and `h264`\)/,
  ],
  ['a.webm', { codec: 'h264' }, /A .webm file cannot hold h264: use .mp4, .mov, .mkv/],
  ['a.mov', { preset: 'prores', crf: 20 }, /`--crf` has no effect on prores/],
  ['a.mp4', { crf: 60 }, /between 0 and 51 for h264, got `60`/],
];
for (const [output, options, message] of refused) {
  test(`${output} with ${JSON.stringify(options)} is refused`, () => {
    assert.throws(() => chooseFormat(output, options), { code: 'USAGE', message });
  });
}

test('intermediate presets want PCM; a codec alone leaves the sound as it is', () => {
  assert.equal(chooseFormat('a.mov', { preset: 'dnxhr' }).sound, 'pcm');
  assert.equal(chooseFormat('a.mov', { codec: 'dnxhr' }).sound, 'copy');
});
