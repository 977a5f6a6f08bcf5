import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseAudio } from '../../../src/decode/probe/choose-streams.js';
import { describeAudio } from '../../../src/decode/probe/header/describe-streams.js';
import { soundCodecsOf } from '../../../src/decode/probe/header/sound-codecs.js';

const list = soundCodecsOf(
  '  Stream #0:0[0x1]: Video: h264 (High)\n    Stream #0:1[0x2](und): Audio: aac (LC), 48000 Hz\n' +
    '    Stream #0:2[0x3]: Audio: none (apac / 0x63617061)\n  Stream #0:3(deu): Audio: none (ipcm / 0x6D637069)\n',
);
const [aac, apac, ipcm] = [
  { index: 1, codec_name: 'aac', channel_layout: 'mono', channels: 1 },
  { index: 2, codec_tag_string: 'apac', channels: 1 },
  { index: 3, codec_name: 'pcm_s16le', codec_tag_string: 'ipcm', channels: 2 },
].map((stream) => describeAudio(stream, list));
const streams = [aac!, apac!, ipcm!];
const indices = (wanted: string | number) =>
  chooseAudio(streams, wanted, 'a.mov').audio.map(({ index }) => index);

test('what FFmpeg does not know is left out and named; PCM is decoded under any name', () => {
  assert.deepEqual(
    [...list],
    [
      [1, 'aac'],
      [2, 'none'],
      [3, 'none'],
    ],
  );
  assert.equal(ipcm?.decoder, 'pcm_s16le');
  const { audio, notices } = chooseAudio(streams, 'all', 'a.mov');
  assert.deepEqual(
    audio.map(({ index }) => index),
    [1, 3],
  );
  assert.match(
    notices.join(),
    /Left out: audio stream 2 \(apac, 1 channel\), because FFmpeg does not support the codec\.$/,
  );
  assert.match(chooseAudio([apac!], 'all', 'a.mov').notices.join(), /The output has no sound/);
});

test('streams are chosen by either number, in the order given', () => {
  assert.deepEqual(indices('none'), []);
  assert.deepEqual(indices('a:2,1'), [3, 1]);
  assert.deepEqual(indices(1), [1]);
});

test('a wrong choice names what there is', () => {
  const usage = (message: RegExp) => ({ code: 'USAGE', message });
  assert.throws(
    () => indices('7'),
    usage(/got `7`: available are 1 \(aac, mono\); 2 \(apac, 1 channel\); 3/),
  );
  assert.throws(() => indices('2'), usage(/does not support the codec of audio stream 2/));
  assert.throws(() => indices('1,a:0'), usage(/list each stream once/));
  for (const name of ['a:', '', 'a:0,', 'a:1.0', '0x1'])
    assert.throws(() => indices(name), usage(/Expected `--audio` to list audio streams/), name);
  assert.throws(() => chooseAudio([], 'a:0', 'a.mov'), usage(/it has no audio/));
});
