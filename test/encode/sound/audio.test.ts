import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { frameTime } from '../../../src/media/info.js';
import { makeClip, packets, picture, scratchFolder, sharedData, tone, X264 } from '../../media/clips.js';
import { firstClick, probeVideo, soundFromPicture, transcode } from '../transcode.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const both = (seconds: number): string[] => [...picture(seconds), ...tone(seconds), ...X264, '-bf', '2'];
const click = (seconds: number, when: number): string[] => [
  ...[
    '-f',
    'lavfi',
    '-i',
    `aevalsrc='if(between(t,${when},${when + 0.02}),0.8*sin(3000*t),0)':s=48000:d=${seconds}`,
  ],
];

const hashes = (list: readonly { hash: string }[]): string[] => list.map(({ hash }) => hash);

const SOURCES: Record<string, () => string> = {
  'AAC in MP4': () => makeClip(at('aac.mp4'), ...both(3), '-c:a', 'aac'),
  'AAC in MP4, sound 0.313 s late': () =>
    makeClip(at('late-sound.mp4'), ...picture(3), '-itsoffset', '0.313', ...tone(3), ...X264, '-c:a', 'aac'),
  'AAC in MP4, picture 0.313 s late': () =>
    makeClip(
      at('late-picture.mp4'),
      '-itsoffset',
      '0.313',
      ...picture(3),
      ...tone(3),
      ...X264,
      '-vsync',
      '0',
      '-c:a',
      'aac',
    ),
  'MP3 in Matroska, picture 0.5 s late': () =>
    makeClip(
      at('late.mkv'),
      '-itsoffset',
      '0.5',
      ...picture(3),
      ...tone(3),
      ...X264,
      '-vsync',
      '0',
      '-c:a',
      'libmp3lame',
    ),
  'AC-3 in MP4, longer than the picture': () =>
    makeClip(at('ac3.mp4'), ...picture(2), ...tone(3), ...X264, '-c:a', 'ac3'),
  'AAC in a transport stream': () => makeClip(at('stream.ts'), ...both(3), '-c:a', 'aac'),
  'Opus in Matroska': () => makeClip(at('opus.mkv'), ...both(3), '-c:a', 'libopus'),
  'two streams': () =>
    makeClip(
      at('two.mkv'),
      ...[...picture(2), ...tone(2), ...tone(2, 44100), '-map', '0', '-map', '1', '-map', '2', ...X264],
      ...[
        '-c:a:0',
        'ac3',
        '-c:a:1',
        'aac',
        '-metadata:s:a:0',
        'language=deu',
        '-metadata:s:a:1',
        'language=fra',
      ],
    ),
};

for (const [name, make] of Object.entries(SOURCES)) {
  for (const extension of ['mp4', 'mov', 'mkv']) {
    if (extension === 'mov' && name.startsWith('Opus')) continue;
    test(`${name} to .${extension}: every packet as it was, within 5 ms of its place`, async () => {
      const source = await probeVideo(make());
      const delay = frameTime(source, source.video.ticks[0] as number);
      assert.equal(name.includes('picture 0'), delay > 0.3, `picture at ${delay} s`);
      const output = at(`${name.replaceAll(/\W/g, '')}.out.${extension}`);
      await transcode(source, output, { overwrite: true });
      const result = await probeVideo(output);
      assert.equal(result.video.frameCount, source.video.frameCount);
      assert.deepEqual(result.video.frameRate, source.video.frameRate);
      assert.ok(
        Math.abs(result.duration - source.duration) < 0.05,
        `${result.duration} for ${source.duration} s`,
      );
      assert.equal(result.audio.length, source.audio.length);
      for (let stream = 0; stream < source.audio.length; stream++) {
        const [was, is] = [soundFromPicture(source, stream), soundFromPicture(result, stream)];
        assert.equal(is.length, was.length);
        // A transport stream puts a header before each AAC packet, which other containers leave off.
        const bare = source.container !== 'mpegts';
        if (bare) assert.deepEqual(hashes(is), hashes(was));
        for (const [i, { time }] of was.entries()) assert.ok(Math.abs((is[i]?.time ?? 0) - time) < 0.005);
        if (extension !== 'mov') {
          // QuickTime's languages have no word for "undetermined".
          assert.equal(result.audio[stream]?.language ?? 'und', source.audio[stream]?.language ?? 'und');
        }
      }
    });
  }
}

for (const [codec, from, to] of [
  ['aac', 'mp4', 'mp4'],
  ['ac3', 'mkv', 'mp4'],
  ['aac', 'mp4', 'mkv'],
  ['pcm_s16le', 'mkv', 'mp4'],
  ['pcm_s16le', 'mkv', 'mkv'],
  ['aac', 'mp4', 'webm'],
] as const) {
  test(`a part of a clip, ${codec} from .${from} to .${to}: the click stays within 5 ms`, async () => {
    const path = at(`click-${codec}.${from}`);
    makeClip(path, ...picture(4), ...click(4, 2.5), ...X264, '-c:a', codec);
    const source = await probeVideo(path);
    assert.ok(Math.abs(firstClick(source) - 2.5) < 0.005, `source at ${firstClick(source)}`);
    const output = at(`part-${codec}-${from}.${to}`);
    await transcode(source, output, { start: 1.52, duration: 1.6 });
    const result = await probeVideo(output);
    assert.equal(result.video.frameCount, 40);
    assert.ok(Math.abs(firstClick(result) - (2.5 - 1.52)) < 0.005, `at ${firstClick(result)}`);
    assert.ok(Math.abs(result.duration - 1.6) < 0.06, `${result.duration} s`);
    if (codec === 'aac' && to !== 'webm') {
      const all = new Set(packets(path, 'a:0').map(({ hash }) => hash));
      for (const { hash } of packets(output, 'a:0')) assert.ok(all.has(hash), 'a packet was not copied');
    }
  });
}

test('several streams, a part: each begins and ends with its own packets', async () => {
  const source = await probeVideo((SOURCES['two streams'] as () => string)());
  const output = at('part of two.mp4');
  await transcode(source, output, { start: 0.8, duration: 0.8 });
  const result = await probeVideo(output);
  for (const stream of [0, 1]) {
    const was = new Map(soundFromPicture(source, stream).map(({ hash, time }) => [hash, time - 0.8]));
    for (const { hash, time } of soundFromPicture(result, stream)) {
      const expected = was.get(hash);
      assert.ok(expected !== undefined && Math.abs(expected - time) < 0.005, `${time} for ${expected}`);
    }
  }
});

test('sound that the container cannot hold is encoded, and the user told', async () => {
  const source = await probeVideo(makeClip(at('pcm.mkv'), ...both(1), '-c:a', 'pcm_s16le'));
  const { notices } = await transcode(source, at('pcm.mp4'));
  assert.match(notices.join(), /pcm_s16le.*cannot be copied to \.mp4.*AAC/);
  assert.equal((await probeVideo(at('pcm.mp4'))).audio[0]?.codec, 'aac');
});

test('sound far longer than the first frame takes does not overflow or stall', async () => {
  const source = await probeVideo(
    makeClip(at('long-sound.mp4'), ...picture(1), ...tone(60), ...X264, '-c:a', 'aac'),
  );
  await transcode(source, at('long-sound-out.mp4'));
  assert.equal(packets(at('long-sound-out.mp4'), 'a:0').length, packets(source.path, 'a:0').length);
});

test('titles, languages and chapters stay', async () => {
  const path = makeClip(
    at('tags.mp4'),
    ...both(1),
    '-metadata',
    'title=A title',
    '-metadata:s:a',
    'language=spa',
  );
  const source = await probeVideo(path);
  await transcode(source, at('tags-out.mp4'));
  const result = await probeVideo(at('tags-out.mp4'));
  assert.equal(result.tags.title, 'A title');
  assert.equal(result.audio[0]?.language, 'spa');
});

const data = sharedData();
test('real clips keep every sound packet', {
  skip: data === undefined && 'they need ../shared/data',
}, async () => {
  for (const name of [
    'clips/bunny_720p_surround.mp4',
    'clips/friday_480p_dialogue.mp4',
    'odd/rotation180_vfr.mp4',
  ]) {
    const source = await probeVideo(join(data as string, name));
    await transcode(source, at('real.mp4'), { overwrite: true, width: 160, height: 90 });
    const result = await probeVideo(at('real.mp4'));
    const [was, is] = [soundFromPicture(source, 0), soundFromPicture(result, 0)];
    assert.deepEqual(
      is.map(({ hash }) => hash),
      was.map(({ hash }) => hash),
    );
    for (const [i, { time }] of was.entries()) assert.ok(Math.abs((is[i]?.time ?? 0) - time) < 0.005);
    assert.equal(result.video.frameCount, source.video.frameCount);
  }
});
