import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../../../src/decode/frames/frames.js';
import { RestartCounter } from '../../../../src/decode/probe/times/clock-restarts.js';
import { frameTime, type VideoInfo } from '../../../../src/media/info.js';
import { firstClick, probeVideo, transcode } from '../../../encode/transcode.js';
import { makeClip, scratchFolder } from '../../../media/clips.js';
import { forEachFfmpeg } from '../../../media/each-ffmpeg.js';

const folder = scratchFolder();
const size = { width: 64, height: 48 };
const GREY = ['-pix_fmt', 'yuv420p', '-g', '12'];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '4', '-bf', '2', ...GREY];
const MPEG2 = ['-c:v', 'mpeg2video', '-q:v', '2', ...GREY];

/** A second of frames whose grey is 50 + 4 × (their number + `from`), with a tone from `click` seconds on. */
function part(path: string, from: number, click: number, ...coded: string[]): Buffer {
  const frames = `color=black:s=64x48:r=25:d=1,format=gray,geq=lum='50+4*(N+${from})'`;
  const sound = `aevalsrc='if(gte(t,${click}),0.8*sin(2000*t),0)':d=1:s=48000`;
  makeClip(path, '-f', 'lavfi', '-i', frames, '-f', 'lavfi', '-i', sound, ...coded, '-c:a', 'mp2');
  return readFileSync(path);
}

/** The numbers of the frames of a part of a clip, by their grey; a frame that stands in for another is −1. */
async function numbers(info: VideoInfo, range = {}): Promise<number[]> {
  const list: number[] = [];
  for await (const { bytes, concealed } of decodeFrames(info, { ...size, ...range }))
    list.push(concealed ? -1 : Math.round(((bytes[3 * 1000] as number) - 50) / 4));
  return list;
}

const count = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('steps of the clock are told from gaps and from packets without a time', () => {
  const clock = new RestartCounter(1 / 100);
  for (const dts of [0, 4, 8, Number.NaN, 16, 400, 404]) clock.add(dts, 4);
  assert.equal(clock.count, 0);
  for (const dts of [100, 104, 5000, 5004, 5000]) clock.add(dts, 4);
  assert.equal(clock.count, 2);
});

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);
  const at = (file: string): string => join(own, file);

  for (const [what, file, coded, offset] of [
    ['back', 'back.ts', H264, 0],
    ['ahead', 'ahead.ts', H264, 5000],
    ['back in a program stream', 'back.mpg', [...MPEG2, '-f', 'vob'], 0],
  ] as const) {
    test(`a clock that steps ${what} goes on, for picture and sound alike`, async () => {
      const first = part(at(`1${file}`), 0, 9, ...coded);
      const second = part(at(`2${file}`), 25, 0.5, ...coded, '-output_ts_offset', String(offset));
      writeFileSync(at(file), Buffer.concat([first, second]));
      const info = await probeVideo(at(file));
      assert.equal(info.video.frameCount, 50);
      if (file.endsWith('.ts')) assert.ok(info.video.constantRate); // a program stream lacks some times
      assert.ok(info.duration > 1.9 && info.duration < 2.3, `${info.duration} s`);
      assert.match(info.notices.join('\n'), /timestamps restart once/);
      const found = await numbers(info);
      assert.ok(
        found.every((number, i) => Math.abs(number - i) <= 1),
        `${found}`,
      );
      const start = frameTime(info, info.video.ticks[30] as number);
      assert.deepEqual(await numbers(info, { start, duration: 0.2 }), found.slice(30, 35));
      for (const ending of file === 'back.ts' ? ['mkv', 'mp4'] : ['mkv']) {
        await transcode(info, at(`out.${ending}`), { overwrite: true });
        const whole = firstClick(await probeVideo(at(`out.${ending}`)));
        assert.ok(Math.abs(whole - 1.5) < 0.06, `${ending}: ${whole}`);
        await transcode(info, at(`part.${ending}`), { start: 1, overwrite: true });
        const cut = firstClick(await probeVideo(at(`part.${ending}`)));
        assert.ok(Math.abs(cut - 0.5) < 0.06, `${ending}, from 1 s: ${cut}`);
      }
    });
  }

  test('an interlaced clip is deinterlaced though its clock restarts', async () => {
    const coded = [...MPEG2, '-vf', 'setfield=tff', '-flags', '+ildct+ilme'];
    const parts = [1, 2].map((n) => part(at(`${n}fields.ts`), 0, 9, ...coded));
    writeFileSync(at('fields.ts'), Buffer.concat(parts));
    const { restarts, video } = await probeVideo(at('fields.ts'));
    assert.deepEqual([restarts?.times, video.deinterlacing], [1, 'as flagged']);
  });

  test('a clock that does not restart keeps the times of the file', async () => {
    const path = at('plain.ts');
    part(path, 0, 9, ...H264);
    const info = await probeVideo(path);
    assert.equal(info.restarts, undefined);
    assert.ok(info.startTime > 1);
    assert.equal(info.video.frameCount, 25);
    assert.deepEqual(await numbers(info), count(0, 24));
  });
});
