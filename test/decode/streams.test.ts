import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { probe } from '../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../src/media/info.js';
import { makeClip, picture, scratchFolder, tone, X264 } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';

const folder = scratchFolder();

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);
  const at = (file: string): string => join(own, file);

  test('subtitles, chapters, attachments and purposes of streams are told', async () => {
    writeFileSync(at('lines.srt'), '1\n00:00:00,100 --> 00:00:00,600\nHello\n');
    writeFileSync(at('font.ttf'), 'not really a font');
    writeFileSync(
      at('chapters.txt'),
      ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=400\ntitle=One\n' +
        '[CHAPTER]\nTIMEBASE=1/1000\nSTART=400\nEND=1000\ntitle=Two\n',
    );
    const inputs = [...picture(1), ...tone(1), '-i', at('lines.srt'), '-i', at('chapters.txt')];
    const path = makeClip(
      at('all.mkv'),
      ...[...inputs, '-map', '0', '-map', '1', '-map', '1', '-map', '2', '-map_chapters', '3', ...X264],
      ...['-c:a', 'aac', '-c:s', 'srt', '-metadata:s:a:1', 'title=Remarks'],
      ...['-metadata:s:s:0', 'language=deu', '-disposition:s:0', 'forced', '-timecode', '01:00:00:00'],
      ...['-attach', at('font.ttf'), '-metadata:s:t', 'mimetype=application/x-truetype-font'],
    );
    const info = (await probe(path)) as VideoInfo;
    assert.deepEqual(
      info.subtitles.map(({ index, codec, language, disposition }) => [
        ...[index, codec, language],
        disposition.includes('forced'),
      ]),
      [[3, 'subrip', 'deu', true]],
    );
    assert.equal(info.audio[1]?.title, 'Remarks');
    assert.deepEqual(
      info.chapters.map(({ start, end, title }) => [start.toFixed(3), end.toFixed(3), title]),
      [
        ['0.000', '0.400', 'One'],
        ['0.400', '1.000', 'Two'],
      ],
    );
    assert.deepEqual(
      info.others.map(({ type, fileName }) => [type, fileName]),
      [['attachment', 'font.ttf']],
    );
    assert.deepEqual(info.timecode, { text: '01:00:00:00', dropFrame: false });
  });

  test('a timecode track, dropped frame numbers and the creation time are told', async () => {
    const path = makeClip(
      at('timecode.mov'),
      ...[...picture(1, '30000/1001'), ...X264, '-timecode', '00:59:58;10'],
      ...['-metadata', 'creation_time=2017-01-05T18:32:43.000000Z'],
    );
    const info = (await probe(path)) as VideoInfo;
    assert.deepEqual(info.timecode, { text: '00:59:58;10', dropFrame: true });
    assert.equal(info.creationTime, '2017-01-05T18:32:43.000000Z');
    assert.deepEqual(
      info.others.map(({ type, codec }) => [type, codec]),
      [['data', 'tmcd']],
    );
  });

  test('a picture is chosen by its number, and the others are told', async () => {
    const path = makeClip(
      at('two.mkv'),
      ...[...tone(1), ...picture(1, '25', '64x48'), ...picture(1, '30', '32x32')],
      ...[
        '-map',
        '0',
        '-map',
        '1',
        '-map',
        '2',
        ...X264,
        '-disposition:v:0',
        'default',
        '-disposition:v:1',
        '0',
      ],
    );
    const chosen = async (stream?: string): Promise<VideoInfo> =>
      (await probe(path, stream === undefined ? {} : { stream })) as VideoInfo;
    for (const [stream, index, width] of [
      [undefined, 1, 64],
      ['1', 1, 64],
      ['2', 2, 32],
      ['v:1', 2, 32],
    ] as const) {
      const info = await chosen(stream);
      assert.deepEqual([info.video.index, info.video.width], [index, width]);
      assert.match(info.notices.join(), /Left out: 1 other video stream \(choose one with `--stream`\)/);
      for await (const { bytes } of decodeFrames(info, { ...info.video, duration: '1f' }))
        assert.equal(bytes.length, 3 * info.video.width * info.video.height);
    }
    for (const stream of ['0', '3', 'v:2'])
      await assert.rejects(chosen(stream), {
        code: 'USAGE',
        message: /1 \(h264, 64×48\); 2 \(h264, 32×32\)/,
      });
  });

  test('a clip that tells nothing of these has none', async () => {
    const info = (await probe(makeClip(at('plain.mp4'), ...picture(0.2), ...X264))) as VideoInfo;
    assert.deepEqual([info.subtitles, info.chapters, info.others], [[], [], []]);
    assert.deepEqual([info.timecode, info.creationTime, info.video.hasAlpha], [undefined, undefined, false]);
  });
});
