import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { frameTime } from '../../src/media/info.js';
import { parseRate } from '../../src/media/time/rational.js';
import { makeClip, picture, scratchFolder, sharedData, X264 } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';
import { firstClick, probeVideo, transcode } from './transcode.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);

/** Frames at uneven times and a click at 1 s. */
function unevenClip(path: string, size = '64x64'): string {
  const click = "aevalsrc='if(between(t,1,1.02),0.8*sin(3000*t),0)':s=48000:d=1.6";
  const uneven = "settb=1/1000,setpts='N*40+floor(mod(N*N,23))'";
  return makeClip(
    path,
    ...[...picture(1.6, '25', size), '-f', 'lavfi', '-i', click, '-vf', uneven],
    ...['-vsync', '0', '-enc_time_base', '1:1000', ...X264, '-c:a', 'aac'],
  );
}

const files = {
  ...{ h264: 'mp4', h265: 'mov', av1: 'mp4', prores: 'mov', prores4444: 'mov', dnxhr: 'mov' },
  ...{ ffv1: 'mkv', webm: 'webm' },
} as const;

forEachFfmpeg((name) => {
  for (const [preset, extension] of Object.entries(files) as [keyof typeof files, string][]) {
    if (preset === 'av1' && name === 'bundled') continue; // seconds a frame
    test(`a variable rate keeps its times to the millisecond: ${preset}`, async () => {
      const source = await probeVideo(
        unevenClip(at(`${name}-uneven.mkv`), preset === 'dnxhr' ? '256x120' : '64x64'),
      );
      assert.equal(source.video.timing, 'variable');
      const output = at(`${name}-${preset}.${extension}`);
      await transcode(source, output, { preset, duration: 0.6 });
      const result = await probeVideo(output);
      const times = (info: typeof source) =>
        Array.from(info.video.ticks.subarray(0, result.video.frameCount), (tick) => frameTime(info, tick));
      const [was, is] = [times(source), times(result)];
      assert.ok(is.length >= 14 && is.length <= 16, `${is.length} frames`);
      for (const [i, time] of is.entries()) {
        const wanted = (was[i] as number) - (was[0] as number) + (is[0] as number);
        assert.ok(Math.abs(time - wanted) < 0.0011, `frame ${i} at ${time}, not ${wanted}`);
      }
    });
  }

  for (const [fps, frames] of [
    ['25', 40],
    ['30000/1001', 48],
    ['10', 16],
  ] as const) {
    test(`--fps ${fps} out of a variable rate: constant, as long as before, sound in its place`, async () => {
      const source = await probeVideo(unevenClip(at(`${name}-free.mkv`)));
      const output = at(`${name}-${frames}.mp4`);
      await transcode(source, output, { fps });
      const result = await probeVideo(output);
      assert.equal(result.video.timing, 'constant');
      assert.deepEqual(result.video.frameRate, parseRate(fps));
      assert.ok(Math.abs(result.video.frameCount - frames) <= 1, `${result.video.frameCount} frames`);
      const [was, is] = [firstClick(source), firstClick(result)];
      assert.ok(Math.abs(was - is) < 0.005, `click at ${is}, not ${was}`);
      assert.ok(Math.abs(result.duration - source.duration) < 0.05, `${result.duration} s`);
    });
  }
});

const data = sharedData();
test("a phone's clip of variable rate becomes constant, with every sound packet", {
  skip: data === undefined && 'they need ../shared/data',
}, async () => {
  const source = await probeVideo(join(data as string, 'odd/rotation180_vfr.mp4'));
  await transcode(source, at('phone.mp4'), { width: 96, height: 54, fps: 30, duration: 2 });
  const result = await probeVideo(at('phone.mp4'));
  // The last frame before 2 s is shown until 2.08 s.
  assert.deepEqual([result.video.timing, result.video.frameCount], ['constant', 62]);
});
