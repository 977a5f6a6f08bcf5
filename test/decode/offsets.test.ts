import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { frameTime } from '../../src/media/info.js';
import { firstClick, probeVideo, transcode } from '../encode/transcode.js';
import { makeClip, packets, scratchFolder } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';

const folder = scratchFolder();
const [W, H] = [32, 16];

/** 50 frames, frame n grey of value 4n, and a tone that sets in with frame 25. */
const numbered = ['-f', 'lavfi', '-i', `color=black:s=${W}x${H}:r=25:d=2,format=gray,geq=lum='4*N'`];
const click = ['-f', 'lavfi', '-i', "aevalsrc='if(gte(t,1),0.8*sin(2000*t),0)':d=2:s=48000"];
const coded = [
  '-pix_fmt',
  'yuvj420p',
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-qp',
  '4',
  '-g',
  '12',
  '-bf',
  '2',
];

/** The numbers of the frames that FFmpeg itself shows. */
function shown(path: string): number[] {
  const args = [
    '-v',
    'error',
    '-i',
    path,
    '-map',
    '0:v:0',
    '-vsync',
    '0',
    '-pix_fmt',
    'gray',
    '-f',
    'rawvideo',
    '-',
  ];
  const { stdout } = spawnSync(findBinary('ffmpeg').path, args, { maxBuffer: 2 ** 26 });
  return Array.from({ length: stdout.length / (W * H) }, (_, i) =>
    Math.round((stdout[i * W * H + 9] as number) / 4),
  );
}

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);
  const at = (file: string): string => join(own, file);
  const whole = (): string => makeClip(at('whole.mp4'), ...numbered, ...click, ...coded, '-c:a', 'aac');

  for (const [title, make] of [
    ['B-frames behind an edit list', whole],
    [
      'a beginning cut away by an edit list',
      () => makeClip(at('cut.mp4'), '-ss', '0.6', '-i', whole(), '-c', 'copy'),
    ],
    [
      'a picture that starts late',
      () =>
        makeClip(
          at('late.mov'),
          '-i',
          whole(),
          '-itsoffset',
          '0.3',
          '-i',
          whole(),
          '-map',
          '1:v',
          '-map',
          '0:a',
          '-c',
          'copy',
        ),
    ],
    [
      'sound that starts late',
      () =>
        makeClip(
          at('silent.mp4'),
          '-i',
          whole(),
          '-itsoffset',
          '0.3',
          '-i',
          whole(),
          '-map',
          '0:v',
          '-map',
          '1:a',
          '-c',
          'copy',
        ),
    ],
    [
      'a clock that does not begin at 0',
      () => makeClip(at('clock.ts'), '-i', whole(), '-c', 'copy', '-output_ts_offset', '100'),
    ],
    [
      'a clock that begins late in Matroska',
      () => makeClip(at('clock.mkv'), '-i', whole(), '-c', 'copy', '-output_ts_offset', '7'),
    ],
    [
      'sound that begins before the picture',
      () => makeClip(at('preroll.mkv'), ...numbered, ...click, ...coded, '-c:a', 'libopus'),
    ],
    [
      'an AVI, which has no times',
      () => makeClip(at('old.avi'), '-i', whole(), '-c:v', 'mpeg4', '-q:v', '2', '-c:a', 'mp2'),
    ],
  ] as [string, () => string][]) {
    test(`${title}: the frames that are shown, none twice, sound in step`, async () => {
      const path = make();
      const source = await probeVideo(path);
      const numbers: number[] = [];
      const times: number[] = []; // from the start of the clip
      for await (const frame of decodeFrames(source, { width: W, height: H })) {
        assert.ok(!frame.concealed, `frame ${frame.index} is there`);
        numbers.push(Math.round((frame.bytes[30] as number) / 4));
        times.push(frame.time);
      }
      assert.deepEqual(numbers, shown(path));
      assert.ok(numbers.length > 30);
      const stored = packets(path, 'v:0').flatMap(({ time, flags }) => (flags.includes('D') ? [] : [time]));
      if (stored.every(Number.isFinite)) {
        stored.sort((a, b) => a - b);
        for (const [i, time] of stored.entries())
          assert.ok(Math.abs((times[i] as number) + source.startTime - time) < 1e-6, `frame ${i}`);
      }
      for (const [i, number] of numbers.entries()) {
        assert.equal(number, (numbers[0] as number) + i);
      }
      const output = at(`${path.replace(/^.*[\\/]/, '')}.out.mp4`);
      await transcode(source, output);
      const result = await probeVideo(output);
      assert.equal(result.video.frameCount, numbers.length);
      const [wanted, got] = [firstClick(source), firstClick(result)];
      assert.ok(Math.abs(got - wanted) < 0.005, `the tone comes after ${got} s, expected ${wanted}`);
      assert.ok(frameTime(result, result.video.ticks[0] as number) > -1e-6);
    });
  }
});
