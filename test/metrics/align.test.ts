import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { renderScene } from '../../fixtures/scene.js';
import { writeClip, writePicture } from '../../fixtures/write-files.js';
import { InputError } from '../../src/errors.js';
import { alignClips } from '../../src/metrics/align/align-clips.js';
import { decodeAligned } from '../../src/metrics/stream/measure-clip.js';
import { scratchFolder } from '../cli/run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const at = (name: string) => join(folder.path, name);
const codec = '-c:v libx264 -preset ultrafast -crf 10 -pix_fmt yuv420p'.split(' ');
const scene = renderScene({ width: 64, height: 48, frames: 24, background: [2, 0], objects: [] });
const half = renderScene({ width: 32, height: 24, frames: 12 });
const square = renderScene({ width: 48, height: 48, frames: 12 });

before(async () => {
  folder = await scratchFolder();
  const write = (name: string, frames: typeof scene.frames, frameRate: string) =>
    writeClip(at(name), frames, { frameRate, codec });
  await write('source.mp4', scene.frames, '24');
  await write('short.mp4', scene.frames.slice(0, 8), '24');
  await write('middle.mp4', scene.frames.slice(12, 18), '24');
  await write('slow.mp4', scene.frames, '10');
  await write(
    'halved.mp4',
    scene.frames.filter((_, i) => i % 2 === 0),
    '12',
  );
  await write('small.mp4', half.frames, '24');
  await write('square.mp4', square.frames, '24');
  await mkdir(at('frames'));
  // Out of order by name, in order by number.
  for (const [i, frame] of scene.frames.slice(0, 11).entries()) {
    await writePicture(at(`frames/f${i}.png`), frame);
  }
  await writeFile(at('frames/notes.txt'), 'no picture');
});
after(() => folder[Symbol.asyncDispose]());

const notices = async (render: string, options = {}) => {
  const alignment = await alignClips([at(render)], at('source.mp4'), options);
  const text = alignment.notices.map((notice) => notice.replaceAll(`${folder.path}/`, '')).join(' ');
  return { ...alignment, text };
};

test('clips that agree need no word', async () => {
  const { text, frames, width, height, times } = await notices('source.mp4');
  assert.deepEqual([text, frames, width, height], ['', 24, 64, 48]);
  assert.ok(Math.abs(times[23]! - 23 / 24) < 1e-6);
});

test('a shorter render: the first frames, and a sentence', async () => {
  const { text, frames } = await notices('short.mp4');
  assert.equal(frames, 8);
  assert.equal(text, 'The source has 24, `short.mp4` has 8 frames: only the first 8 of each are measured.');
});

test('another size: the source is brought to the render’s', async () => {
  const { text, width, height } = await notices('small.mp4');
  assert.deepEqual([width, height], [32, 24]);
  assert.match(text, /^The source \(64×48\) is resized to 32×24\. The source has 24/);
});

test('--size brings both to another size', async () => {
  const { text, width, height } = await notices('source.mp4', { size: 40 });
  assert.deepEqual([width, height], [40, 30]);
  assert.equal(text, 'The source (64×48) is resized to 40×30. `source.mp4` (64×48) is resized to 40×30.');
});

test('another shape is an error that names both', async () => {
  await assert.rejects(notices('square.mp4'), (error: Error) => {
    assert.ok(error instanceof InputError);
    assert.match(
      error.message,
      /same aspect ratio, but the source \(64×48\) and `.*square.mp4` \(48×48\) differ/,
    );
    return true;
  });
});

test('another rate with as many frames: paired by number', async () => {
  const { text, frames, sourcePlaces, times } = await notices('slow.mp4');
  assert.equal(
    text,
    '`slow.mp4` runs at 10 fps, the source at 24 fps, but both have 24 frames: they are paired by frame number.',
  );
  assert.deepEqual([frames, sourcePlaces[23]], [24, 23]);
  assert.ok(Math.abs(times[23]! - 2.3) < 1e-6, 'times are the render’s');
});

test('another rate and number of frames: paired by time', async () => {
  const { text, frames, sourcePlaces } = await notices('halved.mp4');
  assert.equal(
    text,
    '`halved.mp4` runs at 12 fps, the source at 24 fps: each frame of `halved.mp4` is paired with the frame nearest in time.',
  );
  assert.equal(frames, 12);
  assert.deepEqual(
    [...sourcePlaces],
    Array.from({ length: 12 }, (_, i) => 2 * i),
  );
});

test('the frames that come are the ones that belong together', async () => {
  const alignment = await alignClips([at('halved.mp4')], at('source.mp4'));
  let count = 0;
  for await (const { index, source, renders } of decodeAligned(alignment)) {
    assert.equal(index, count++);
    const difference = source.data.reduce((sum, v, i) => sum + Math.abs(v - renders[0]!.data[i]!), 0);
    assert.ok(difference / source.data.length < 0.02, `frame ${index} differs by ${difference}`);
  }
  assert.equal(count, 12);
});

test('a folder of pictures, sorted by number, on either side', async () => {
  const { text, frames, renders } = await notices('frames');
  assert.deepEqual([frames, renders[0]!.rate], [11, null]);
  assert.match(text, /`frames` has 11 frames: only the first 11 of each are measured/);
  const reverse = await alignClips([at('source.mp4')], at('frames/f*.png'));
  assert.equal(reverse.frames, 11);
  for await (const { index, source, renders } of decodeAligned(reverse)) {
    const difference = source.data.reduce((sum, v, i) => sum + Math.abs(v - renders[0]!.data[i]!), 0);
    assert.ok(difference / source.data.length < 0.03, `frame ${index}`);
  }
  const { times } = await alignClips([at('frames')], at('frames'));
  assert.ok(Math.abs(times[10]! - 10 / 24) < 1e-9, 'folders alone run at 24 frames a second');
});

test('a start number picks where a numbered source begins; without numbers it means nothing', async () => {
  const pattern = at('frames/f%d.png');
  const aligned = await alignClips([at('source.mp4')], pattern, { startNumber: 4 });
  assert.deepEqual([aligned.frames, aligned.source.frameCount], [7, 7]);
  for await (const { source } of decodeAligned(aligned)) {
    const wanted = scene.frames[4]!.data;
    const difference = source.data.reduce((sum, v, i) => sum + Math.abs(v - wanted[i]!), 0);
    assert.ok(difference / wanted.length < 0.01, 'begins at another picture');
    break;
  }
  await assert.rejects(alignClips([at('source.mp4')], pattern, { startNumber: 40 }), /number 40/);
  const video = alignClips([at('source.mp4')], at('source.mp4'), { startNumber: 4 });
  await assert.rejects(video, /`--start-number` only works with a pattern/);
});

test('a part of both: the same times', async () => {
  const { frames, sourcePlaces, renderPlaces, text } = await notices('source.mp4', {
    start: 0.5,
    duration: 0.25,
  });
  assert.deepEqual([text, frames, sourcePlaces[0], renderPlaces[0]![0]], ['', 6, 12, 12]);
});

test('a part by frames and by its end', async () => {
  const { frames, sourcePlaces } = await notices('source.mp4', { start: '10f', end: '15f' });
  assert.deepEqual([frames, sourcePlaces[0], sourcePlaces[4]], [5, 10, 14]);
  await assert.rejects(notices('source.mp4', { end: 1, duration: 1 }), /either `--end` or `--duration`/);
});

test('a render as long as the part is taken as a render of it, and said to be', async () => {
  const { frames, sourcePlaces, renderPlaces, text } = await notices('middle.mp4', {
    start: 0.5,
    duration: 0.25,
  });
  assert.deepEqual([frames, sourcePlaces[0], renderPlaces[0]![0]], [6, 12, 0]);
  assert.match(text, /`middle.mp4` is as long as the selected part of the source, which starts at 0\.500 s/);
});

test('a render that ends before the part, a part beyond the end, no pictures: errors', async () => {
  await assert.rejects(
    notices('short.mp4', { start: 0.5 }),
    /`.*short.mp4` ends at 0\.292 s, before the selected part/,
  );
  await assert.rejects(notices('source.mp4', { start: 9 }), /source\.mp4` has no frame at or after 9\.000 s/);
  await mkdir(at('empty'));
  await assert.rejects(notices('empty'), /`.*empty` is a folder with no pictures/);
  await assert.rejects(notices('frames/f0.png'), /is a single picture: expected a video or a folder/);
  await assert.rejects(notices('missing.mp4'), /`.*missing.mp4` does not exist/);
});

test('several renders: each is brought to the first', async () => {
  const { notices, frames } = await alignClips([at('short.mp4'), at('small.mp4')], at('source.mp4'));
  assert.equal(frames, 8);
  assert.match(notices[0]!, /small.mp4` \(32×24\) is resized to 64×48\.$/);
  assert.match(
    notices[1]!,
    /^The source has 24, `.*short.mp4` has 8, `.*small.mp4` has 12 frames: only the first 8 of each are measured/,
  );
});

test('damage that shows at the end of decoding is reported, with the name of the clip', async () => {
  await writeClip(at('whole.ts'), scene.frames, { frameRate: '24', codec });
  const bytes = await readFile(at('whole.ts'));
  for (let i = 4000; i < bytes.length; i += 997) bytes[i] = (bytes[i] as number) ^ 255;
  await writeFile(at('damaged.ts'), bytes);
  const alignment = await alignClips([at('damaged.ts')], at('whole.ts'));
  const notices: string[] = [];
  let frames = 0;
  for await (const _ of decodeAligned(alignment, { onNotice: (text) => notices.push(text) })) frames++;
  assert.equal(frames, alignment.frames);
  assert.match(notices.join('\n'), /damaged\.ts`: The clip is damaged: FFmpeg reported \d+ error/);
});
