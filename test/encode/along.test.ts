import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { frameTime, type VideoInfo } from '../../src/media/info.js';
import { makeClip, packets, picture, scratchFolder, sharedData, tone, X264 } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';
import { probeVideo, transcode } from './transcode.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);

writeFileSync(
  at('a.srt'),
  '1\n00:00:00,200 --> 00:00:00,800\nbefore\n\n2\n00:00:00,900 --> 00:00:01,400\nacross\n\n' +
    '3\n00:00:01,500 --> 00:00:01,700\ninside\n\n4\n00:00:01,800 --> 00:00:02,800\nout\n',
);
writeFileSync(
  at('chapters.txt'),
  ';FFMETADATA1\ntitle=A clip\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=One\n' +
    '[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=3000\ntitle=Two\n',
);

/** Three seconds with two sounds, two subtitles, chapters, a timecode and a date. */
function everything(path: string): string {
  return makeClip(
    path,
    ...[...picture(3), ...tone(3), ...tone(3, 44100)],
    ...['-i', at('a.srt'), '-i', at('a.srt'), '-i', at('chapters.txt')],
    ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-map', '4', '-map_metadata', '5'],
    ...[...X264, '-c:a', 'flac', '-c:s:0', 'srt', '-c:s:1', 'ass'],
    ...['-metadata', 'creation_time=2021-05-06T07:08:09.000000Z', '-metadata', 'timecode=01:00:00:00'],
    ...[
      '-metadata:s:a:0',
      'language=deu',
      '-metadata:s:a:1',
      'language=fra',
      '-metadata:s:a:1',
      'title=Comments',
    ],
    ...['-disposition:a:0', '0', '-disposition:a:1', 'default'],
    ...[
      '-metadata:s:s:0',
      'language=eng',
      '-metadata:s:s:0',
      'title=Signs',
      '-metadata:s:s:1',
      'language=spa',
    ],
    ...['-disposition:s:0', 'forced', '-disposition:s:1', '0'],
  );
}

const SUBTITLES = { mp4: 'mov_text', mov: 'mov_text', mkv: 'subrip', webm: 'webvtt' };

const made = new Map<string, string>();

forEachFfmpeg((name) => {
  const sourceOf = () => {
    const path = made.get(name) ?? everything(at(`${name}-all.mkv`));
    made.set(name, path);
    return probeVideo(path);
  };
  for (const [extension, codec] of Object.entries(SUBTITLES)) {
    test(`everything of the clip goes along into .${extension}`, async () => {
      const source = await sourceOf();
      const output = at(`${name}-out.${extension}`);
      const { notices } = await transcode(source, output, { overwrite: true });
      assert.deepEqual(
        notices.filter((text) => !/encoded as (?:OPUS|AAC)/.test(text)),
        [],
      );
      const result = await probeVideo(output);
      assert.deepEqual(
        result.audio.map(({ language }) => language),
        extension === 'mov' ? ['ger', 'fra'] : ['deu', 'fra'],
      );
      assert.deepEqual(
        result.audio.map(({ isDefault }) => isDefault),
        [false, true],
      );
      assert.deepEqual(result.subtitles.map(({ codec: found }) => found).slice(0, 1), [codec]);
      assert.equal(result.subtitles[1]?.codec, extension === 'mkv' ? 'ass' : codec);
      assert.deepEqual(
        result.subtitles.map(({ language }) => language),
        ['eng', 'spa'],
      );
      if (extension === 'mkv') {
        assert.deepEqual(
          result.subtitles.map(({ title }) => title),
          ['Signs', undefined],
        );
        assert.ok(result.subtitles[0]?.disposition.includes('forced'));
        assert.equal(result.audio[1]?.title, 'Comments');
      }
      const texts = packets(output, 's:0').filter(({ size }) => size > 2);
      assert.deepEqual(
        texts.map(({ time }) => Math.round(time * 100) / 100),
        [0.2, 0.9, 1.5, 1.8],
      );
      assert.deepEqual(chaptersOf(result), [
        [0, 1.5, 'One'],
        [1.5, 3, 'Two'],
      ]);
      assert.equal(result.tags.title, 'A clip');
      assert.equal(result.timecode?.text, '01:00:00:00');
      assert.match(result.creationTime ?? '', /^2021-05-06T07:08:09/);
    });

    test(`a part: all of it is cut and moved in step, .${extension}`, async () => {
      const source = await sourceOf();
      const output = at(`${name}-part.${extension}`);
      await transcode(source, output, { start: 1, duration: 1, overwrite: true });
      const result = await probeVideo(output);
      const texts = packets(output, 's:0').filter(({ size }) => size > 2);
      assert.deepEqual(
        texts.map(({ time }) => Math.round(time * 100) / 100),
        [0, 0.5, 0.8],
      );
      assert.deepEqual(chaptersOf(result), [
        [0, 0.5, 'One'],
        [0.5, 1, 'Two'],
      ]);
      assert.equal(result.timecode?.text, '01:00:01:00');
      assert.ok(Math.abs(result.duration - 1) < 0.12, `${result.duration} s`);
      assert.deepEqual(
        readdirSync(folder).filter((file) => file.startsWith('.nst-')),
        [],
      );
    });
  }
});

const data = sharedData();
test('both sounds and both subtitles of a real clip, and what is left out is named', {
  skip: data === undefined && 'they need ../shared/data',
}, async () => {
  const source = await probeVideo(join(data as string, 'odd/many_streams.mp4'));
  const output = at('many.mp4');
  const { notices } = await transcode(source, output, { width: 96, height: 64, duration: 2 });
  const result = await probeVideo(output);
  assert.deepEqual([result.audio.length, result.subtitles.length], [2, 2]);
  assert.match(notices.join(), /Left out: video stream \d \(h264\)/);
});

/** Beginning and end, in hundredths of a second from the first picture, and title of each chapter. */
function chaptersOf(info: VideoInfo): unknown[] {
  const first = frameTime(info, info.video.ticks[0] as number);
  const rounded = (time: number): number => Math.round((time - first) * 100) / 100;
  return info.chapters.map(({ start, end, title }) => [rounded(start), rounded(end), title]);
}
