import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { probe } from '../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../src/media/info.js';
import { makeClip, picture, scratchFolder, sharedData, tone, X264 } from '../../media/clips.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);

for (const [rate, num, den] of [
  ['24000/1001', 24000, 1001],
  ['25', 25, 1],
  ['30000/1001', 30000, 1001],
  ['60', 60, 1],
  ['12.5', 25, 2],
] as const) {
  for (const extension of ['mp4', 'mkv', 'ts', 'avi']) {
    test(`the rate ${rate} is exact in .${extension}, whatever its clock`, async () => {
      const path = makeClip(at(`${num}-${den}.${extension}`), ...picture(3, rate), ...X264, '-bf', '2');
      const { video } = (await probe(path)) as VideoInfo;
      assert.deepEqual(video.frameRate, { num, den });
      assert.equal(video.timing, 'constant');
      assert.equal(video.frameCount, Math.ceil((3 * num) / den));
    });
  }
}

test('all streams are told, with language and channels', async () => {
  const path = makeClip(
    at('streams.mkv'),
    ...[...picture(1), ...tone(1), ...tone(1, 44100), '-map', '0', '-map', '1', '-map', '2', ...X264],
    ...[
      '-c:a:0',
      'aac',
      '-c:a:1',
      'flac',
      '-ac:a:1',
      '2',
      '-metadata:s:a:0',
      'language=deu',
      '-metadata',
      'title=A title',
    ],
  );
  const info = (await probe(path)) as VideoInfo;
  assert.deepEqual(
    info.audio.map(({ index, codec, channels, sampleRate, language }) => [
      index,
      codec,
      channels,
      sampleRate,
      language,
    ]),
    [
      [1, 'aac', 1, 48000, 'deu'],
      [2, 'flac', 2, 44100, undefined],
    ],
  );
  assert.equal(info.tags.title, 'A title');
  assert.equal(info.video.bitDepth, 8);
  assert.equal(info.video.chroma, '4:2:0');
});

test('dropped frames are told from a variable rate', async () => {
  const drop = (name: string, select: string): string =>
    makeClip(at(name), ...picture(2, '25'), '-vf', select, '-vsync', '0', ...X264);
  const gaps = (await probe(drop('gaps.mp4', "select='not(eq(n,7)+eq(n,8)+eq(n,30))'"))) as VideoInfo;
  assert.equal(gaps.video.timing, 'gaps');
  assert.deepEqual(gaps.video.frameRate, { num: 25, den: 1 });
  assert.equal(gaps.video.frameCount, 47);
  assert.match(gaps.notices.join(), /missing/);
  const free = makeClip(
    at('free.mkv'),
    ...picture(2, '25'),
    '-vf',
    "settb=1/1000,setpts='N*N*3+N*40'",
    '-vsync',
    '0',
    ...X264,
  );
  const variable = (await probe(free)) as VideoInfo;
  assert.equal(variable.video.timing, 'variable');
  assert.match(variable.notices.join(), /varies/);
});

test('cover art is no video, and a clip with cover art is still a clip', async () => {
  const cover = at('cover.png');
  await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } }).toFile(cover);
  const song = makeClip(
    at('song.m4a'),
    ...tone(1),
    '-i',
    cover,
    '-map',
    '0',
    '-map',
    '1',
    '-c:v',
    'png',
    '-disposition:v',
    'attached_pic',
  );
  await assert.rejects(probe(song), { code: 'INPUT', message: /audio but no video/ });
});

test('interlaced and HDR clips come with a notice', async () => {
  const path = makeClip(
    at('hdr.mkv'),
    ...picture(1),
    ...[
      '-c:v',
      'ffv1',
      '-pix_fmt',
      'yuv420p10le',
      '-color_trc',
      'smpte2084',
      '-colorspace',
      'bt2020nc',
      '-color_primaries',
      'bt2020',
    ],
  );
  const info = (await probe(path)) as VideoInfo;
  assert.ok(info.video.hdr);
  assert.equal(info.video.bitDepth, 10);
  assert.match(info.notices.join(), /is HDR/);
  const fields = makeClip(
    at('fields.mkv'),
    ...picture(1),
    '-c:v',
    'mpeg2video',
    '-flags',
    '+ildct+ilme',
    '-top',
    '1',
  );
  assert.match(((await probe(fields)) as VideoInfo).notices.join(), /interlaced/);
});

test('a picture is told as such, its EXIF orientation applied', async () => {
  const path = at('photo.jpg');
  const grey = sharp({ create: { width: 30, height: 20, channels: 3, background: 'grey' } });
  await grey.withMetadata({ orientation: 6 }).toFile(path);
  const info = await probe(path);
  assert.deepEqual([info.kind, info.kind === 'image' && [info.width, info.height]], ['image', [20, 30]]);
});

test('names with anything in them', async () => {
  const source = makeClip(at('plain.mp4'), ...picture(1), ...X264);
  for (const name of [
    'a \'b\' "c" d.mp4',
    '-dash.mp4',
    '%03d.mp4',
    'a:b.mp4',
    'é 映画 🎬.mp4',
    'x,y;[z]|w.mp4',
    'back\\slash.mp4',
  ]) {
    copyFileSync(source, at(name));
    assert.equal(((await probe(at(name))) as VideoInfo).video.frameCount, 25, name);
  }
  const before = process.cwd();
  process.chdir(folder);
  try {
    assert.equal(((await probe('-dash.mp4')) as VideoInfo).video.frameCount, 25);
  } finally {
    process.chdir(before);
  }
});

test('what is no clip is refused in one clear sentence', async () => {
  mkdirSync(at('a folder'));
  writeFileSync(at('empty.mp4'), '');
  writeFileSync(at('text.mp4'), 'this is no video at all\n'.repeat(50));
  makeClip(at('sound.mp4'), ...tone(1));
  const whole = makeClip(at('whole.mp4'), ...picture(1), ...X264);
  writeFileSync(at('cut off.mp4'), readFileSync(whole).subarray(0, 3000));
  makeClip(at('no frames.avi'), ...picture(1), '-t', '0', ...X264);
  for (const [name, message] of [
    ['missing.mp4', /`.*missing\.mp4` does not exist/],
    ['whole.mp4/inside.mp4', /does not exist/],
    ['a folder', /is a folder/],
    ['empty.mp4', /is empty/],
    ['text.mp4', /cannot be read as a video/],
    ['sound.mp4', /has audio but no video/],
    ['cut off.mp4', /cannot be read as a video/],
    ['no frames.avi', /with no frames|no video stream|cannot be read as a video/],
  ] as const) {
    await assert.rejects(probe(at(name)), (error: Error & { code: string }) => {
      assert.equal(error.code, 'INPUT', name);
      assert.match(error.message, message);
      assert.ok(!error.message.includes('\n'), error.message);
      return true;
    });
  }
  await assert.rejects(probe('https://example.com/a.mp4'), { code: 'INPUT', message: /--allow-url/ });
});

test('an unreadable file says so', {
  skip: process.getuid?.() === 0 && 'root reads everything',
}, async () => {
  const path = makeClip(at('secret.mp4'), ...picture(1), ...X264);
  chmodSync(path, 0);
  await assert.rejects(probe(path), { code: 'INPUT', message: /permission denied/ });
});

test('an abort rejects with its reason', async () => {
  const path = makeClip(at('long.mp4'), ...picture(5), ...X264);
  const reason = new Error('enough');
  await assert.rejects(probe(path, { signal: AbortSignal.abort(reason) }), (error) => error === reason);
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 5);
  await assert.rejects(probe(path, { signal: controller.signal }), (error) => error === reason);
});

const data = sharedData();
test('real clips are as their makers say', {
  skip: data === undefined && 'they need ../shared/data',
}, async () => {
  for (const [name, count, num, den] of [
    ['clips/bunny_360p_stereo.mp4', 240, 24, 1],
    ['clips/bunny_720p_surround.mp4', 132, 25, 1],
    ['clips/flower_540p_2997.mp4', 150, 30000, 1001],
    ['clips/flower_540p.webm', 150, 30000, 1001],
    ['clips/friday_480p_dialogue.mp4', 185, 30, 1],
    ['clips/sintel_480p_cut.mp4', 120, 24, 1],
    ['odd/sar_128x117.mp4', 120, 30000, 1001],
    ['odd/many_streams.mp4', 325, 25, 1],
  ] as const) {
    const { video } = (await probe(join(data as string, name))) as VideoInfo;
    assert.deepEqual(
      [video.frameCount, video.frameRate, video.timing],
      [count, { num, den }, 'constant'],
      name,
    );
  }
});
