import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { probe } from '../../../src/decode/probe/probe.js';
import { assOf, encodingOf, storedSubtitles } from '../../../src/encode/subtitles/text.js';
import type { StreamInfo, VideoInfo } from '../../../src/media/info.js';
import { makeClip, packets, picture, scratchFolder, X264 } from '../../media/clips.js';
import { probeVideo, transcode } from '../transcode.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const bytes = (...values: number[]) => Uint8Array.from(values);

test('UTF-8 is left alone; else the language tells the encoding', () => {
  const utf8 = [{ from: 0, to: 1, bytes: new TextEncoder().encode('café ß') }];
  assert.equal(encodingOf(utf8, 'rus'), undefined);
  const other = [...utf8, { from: 0, to: 1, bytes: bytes(0xcf, 0xf0, 0xe8) }];
  assert.equal(encodingOf(other, 'rus'), 'windows-1251');
  assert.equal(encodingOf(other, undefined), 'windows-1252');
});

test('lines are decoded, cut to the part and counted from its beginning', () => {
  const stored = [
    { from: 0, to: 2, bytes: bytes(0x3c, 0x69, 0x3e, 0xe9, 0x3c, 0x2f, 0x69, 0x3e, 0x0a, 0x41) },
    { from: 3, to: 4, bytes: bytes(0x42) },
  ];
  const text = assOf(stored, 'subrip', 'windows-1252', { from: 1, to: 3 });
  assert.match(text, /Dialogue: 0,0:00:00\.00,0:00:01\.00,Default,,0,0,0,,\{\\i1\}é\{\\i0\}\\NA\n$/);
});

for (const extension of ['mp4', 'mov', 'mkv', 'webm']) {
  test(`Latin-1 subtitles arrive as UTF-8 in .${extension}, whole and in part`, async () => {
    writeFileSync(
      at('a.srt'),
      '1\n00:00:00,200 --> 00:00:00,700\ncafQQ\n\n2\n00:00:00,800 --> 00:00:00,900\nb\n',
    );
    const clip = makeClip(at('utf.mkv'), ...picture(1), '-i', at('a.srt'), ...X264, '-c:s', 'srt');
    const file = readFileSync(clip);
    file.set([0xe9, 0xfc], file.indexOf('QQ'));
    writeFileSync(at('source.mkv'), file);
    const source = await probeVideo(at('source.mkv'));
    for (const range of [{}, { start: 0.4, duration: 0.4 }]) {
      const output = at(`latin.${extension}`);
      const { notices } = await transcode(source, output, { ...range, overwrite: true });
      assert.match(notices.join(), /Subtitle stream 1 \(subrip.*\) is not UTF-8.*windows-1252/);
      assert.ok(readFileSync(output).includes('caféü'));
      assert.ok(packets(output, 's:0').some(({ size }) => size > 4));
    }
  });
}

test('that the styles of ASS subtitles which are not UTF-8 are lost is reported', async () => {
  writeFileSync(at('b.srt'), '1\n00:00:00,200 --> 00:00:00,700\ncafQQ\n');
  const clip = makeClip(at('ass.mkv'), ...picture(1), '-i', at('b.srt'), ...X264, '-c:s', 'ass');
  const file = readFileSync(clip);
  file.set([0xe9, 0xfc], file.indexOf('QQ'));
  writeFileSync(clip, file);
  const { notices } = await transcode(await probeVideo(clip), at('ass-out.mkv'));
  assert.match(notices.join(), /\(ass.*\) is not UTF-8: .* written as UTF-8, without its styles\.$/);
  assert.ok(readFileSync(at('ass-out.mkv')).includes('caféü'));
});

test('subtitles without a duration are shown until the next one, not dropped', async () => {
  const folder = scratchFolder();
  const lines = '1\n00:00:00,100 --> 00:00:00,700\nOne\n\n2\n00:00:01,000 --> 00:00:01,600\nTwo\n';
  writeFileSync(join(folder, 'a.srt'), lines);
  const sources = [...picture(2), '-i', join(folder, 'a.srt')];
  const path = makeClip(join(folder, 'a.mkv'), ...sources, '-c:v', 'mpeg4', '-c:s', 'srt');
  const bytes = readFileSync(path);
  for (const text of ['One', 'Two']) {
    const duration = bytes.indexOf(Buffer.of(0x9b), bytes.lastIndexOf(text));
    bytes[duration] = 0xec; // a void of the same length
  }
  writeFileSync(path, bytes);
  const info = (await probe(path)) as VideoInfo;
  const stored = await storedSubtitles(info, info.subtitles[0] as StreamInfo);
  assert.deepEqual(
    stored.map(({ from, to, guessed }) => [from, to, guessed]),
    [
      [0.1, 1, true],
      [1, 6, true],
    ],
  );
  const text = assOf(stored, 'subrip', 'windows-1252', { from: 0, to: 2 });
  assert.match(text, /0:00:00\.10,0:00:01\.00,.*One\n.*0:00:01\.00,0:00:02\.00,.*Two/);
});
