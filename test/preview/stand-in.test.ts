import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { probe } from '../../src/decode/probe/probe.js';
import { frameTime, type VideoInfo } from '../../src/media/info.js';
import { alignClips } from '../../src/metrics/align.js';
import { openClipSource } from '../../src/metrics/clip-source.js';
import { whyNotPlayable } from '../../src/preview/playable.js';
import { playableClips } from '../../src/preview/shown-clips.js';
import { writeStandIn } from '../../src/preview/stand-in.js';
import { scratchFolder, writePicture } from '../cli/run-cli.js';
import { numbered, writeNumberedClip } from './numbered-clip.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const path = (name: string) => join(folder.path, name);
const video = async (name: string) => (await probe(path(name))) as VideoInfo;

before(async () => {
  folder = await scratchFolder();
  await Promise.all([
    writeNumberedClip(path('clip.mp4')),
    writeNumberedClip(path('clip.mkv'), 0, ['-c:v', 'ffv1']),
    writeNumberedClip(path('rich.mp4'), 0, ['-c:v', 'libx264', '-pix_fmt', 'yuv444p']),
    writeNumberedClip(path('clip.mov'), 0, ['-c:v', 'prores_ks']),
  ]);
});
after(() => folder[Symbol.asyncDispose]());

/** The numbers that the frames of a clip show. */
async function numbersOf(name: string): Promise<number[]> {
  const { width, height } = numbered;
  const numbers: number[] = [];
  for await (const { bytes } of decodeFrames(await video(name), { width, height })) {
    numbers.push(Math.round(((bytes[3 * (48 * width + 8) + 1] as number) * 219) / 255 / 6));
  }
  return numbers;
}

test('what browsers play is played as it is, and of the rest it is said why not', async () => {
  assert.equal(whyNotPlayable(await video('clip.mp4')), null);
  assert.match(whyNotPlayable(await video('clip.mkv')) ?? '', /matroska/);
  assert.match(whyNotPlayable(await video('rich.mp4')) ?? '', /4:4:4/);
  assert.match(whyNotPlayable(await video('clip.mov')) ?? '', /prores/);
  const clip = await video('clip.mp4');
  const large = { ...clip, video: { ...clip.video, width: 3840, height: 2160 } };
  assert.match(whyNotPlayable(large) ?? '', /key frames/);
});

test('a copy holds the same frames at the same distances, and is one that browsers play', async () => {
  for (const name of ['clip.mkv', 'clip.mov']) {
    const clip = await openClipSource(path(name));
    const copy = `${name}.mp4`;
    const rate = { num: 25, den: 1 };
    await writeStandIn({ clip, first: 0, last: 29, path: path(copy), folderRate: rate, sound: true });
    const info = await video(copy);
    assert.equal(whyNotPlayable(info), null);
    assert.equal(info.audio.length, 1);
    assert.deepEqual(
      await numbersOf(copy),
      Array.from({ length: 30 }, (_, i) => i),
    );
    const [a, b] = [info, await video(name)].map((of) =>
      Array.from(of.video.ticks, (tick) => frameTime(of, tick) - frameTime(of, of.video.ticks[0] as number)),
    );
    a!.forEach((time, i) => {
      assert.ok(Math.abs(time - b![i]!) < 0.001, `frame ${i} at ${time}, was at ${b![i]}`);
    });
  }
});

test('a part of a clip becomes a copy of that part', async () => {
  const clip = await openClipSource(path('clip.mkv'));
  const given = { clip, path: path('part.mp4'), folderRate: { num: 25, den: 1 }, sound: true };
  await writeStandIn({ ...given, first: 7, last: 12 });
  assert.deepEqual(await numbersOf('part.mp4'), [7, 8, 9, 10, 11, 12]);
});

test('a folder of pictures becomes a clip; odd sizes become even', async () => {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(path('frames'));
  for (let i = 1; i <= 5; i++) await writePicture(path(`frames/f${i}.png`), 51, 33);
  const clip = await openClipSource(path('frames'));
  const given = { clip, path: path('frames.mp4'), folderRate: { num: 30, den: 1 }, sound: true };
  await writeStandIn({ ...given, first: 0, last: 4 });
  const info = await video('frames.mp4');
  assert.deepEqual([info.video.frameCount, info.video.width, info.video.height], [5, 50, 32]);
  assert.ok(Math.abs(frameTime(info, info.video.ticks[3] as number) - 0.1) < 0.001);
});

test('the page is told where each frame lies in what it plays', async () => {
  const alignment = await alignClips([path('clip.mkv')], path('clip.mp4'), { start: 0.25, duration: 0.5 });
  const [source, render] = playableClips(alignment, { folder: folder.path, copies: false });
  assert.deepEqual([source?.shown.name, source?.shown.standIn], ['clip.mp4', null]);
  assert.match(render?.shown.standIn ?? '', /copy: browsers do not play matroska/);
  const frame = 1001 / 24000;
  const first = alignment.sourcePlaces[0] as number;
  assert.equal(first, 6);
  const near = (value: number | undefined, wanted: number) =>
    assert.ok(Math.abs((value ?? Number.NaN) - wanted) < 1e-3, `${value}, not ${wanted}`);
  near(source?.shown.times[0], first * frame);
  near(source?.shown.middles[0], (first + 0.5) * frame);
  // The copy begins at its first compared frame.
  near(render?.shown.times[0], 0);
  near(render?.shown.middles[2], 2.5 * frame);
  assert.equal(await source?.file(), path('clip.mp4'));
  const [once, twice] = await Promise.all([render?.file(), render?.file()]);
  assert.equal(once, twice);
});

test('clips of one name are told apart by their folders, the same file twice by a number', async () => {
  const { cp, mkdir } = await import('node:fs/promises');
  await mkdir(path('soft'));
  await cp(path('clip.mp4'), path('soft/clip.mp4'));
  const renders = [path('soft/clip.mp4'), path('clip.mp4')] as const;
  const alignment = await alignClips(renders, path('clip.mp4'));
  const names = playableClips(alignment, { folder: folder.path, copies: false }).map(
    ({ shown }) => shown.name,
  );
  assert.deepEqual(names, ['clip.mp4 (1)', 'soft/clip.mp4', 'clip.mp4 (3)']);
});
