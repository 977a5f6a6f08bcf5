import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { probe } from '../../src/decode/probe/probe.js';
import { fitSize } from '../../src/decode/size.js';
import { frameTime, type VideoInfo } from '../../src/media/info.js';
import { probeVideo, soundFromPicture, transcode } from '../encode/transcode.js';
import { packets, scratchFolder, sharedData } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';

const folder = scratchFolder();
const data = sharedData();
const skip = data === undefined && 'they need ../shared/data';

/** Seconds of every frame from the first one. */
function times(info: VideoInfo): number[] {
  const first = frameTime(info, info.video.ticks[0] as number);
  return [...info.video.ticks].map((ticks) => frameTime(info, ticks) - first);
}

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);
  for (const [file, extension, frames, facts] of [
    ['bt709_full_range.mp4', 'mp4', 30, { range: 'full', timing: 'constant' }],
    ['h264_10bits.mp4', 'mp4', 30, { bitDepth: 10, timing: 'constant' }],
    ['h265_10bits.mp4', 'mp4', 30, { bitDepth: 10, timing: 'constant' }],
    ['many_streams.mp4', 'mp4', 325, { timing: 'constant', audio: 2, subtitles: 2 }],
    ['no_duration.webm', 'webm', 0, { hasAlpha: true, audio: 1 }],
    ['rotation180_vfr.mp4', 'mp4', 25, { timing: 'variable', audio: 1, turn: 180 }],
    ['sar_128x117.mp4', 'mp4', 120, { timing: 'constant' }],
    ['vfr_yuv444.mp4', 'mp4', 300, { timing: 'gaps' }],
  ] as [string, string, number, Record<string, unknown>][]) {
    test(`${file} keeps every frame, its time and its sound`, { skip }, async () => {
      const path = join(data as string, 'odd', file);
      const source = await probeVideo(path);
      const { video } = source;
      const shown = packets(path, 'v:0').filter(({ flags }) => !flags.includes('D'));
      assert.equal(video.frameCount, frames || shown.length);
      const found: Record<string, unknown> = {
        ...{ range: video.colour.range, timing: video.timing, bitDepth: video.bitDepth },
        ...{ audio: source.audio.length, subtitles: source.subtitles.length },
        ...{ hasAlpha: video.hasAlpha, turn: video.orientation.turn },
      };
      for (const [fact, wanted] of Object.entries(facts)) assert.equal(found[fact], wanted, fact);

      const output = join(own, `${file}.${extension}`);
      await transcode(source, output, fitSize(video, 64));
      const result = await probeVideo(output);
      const [before, after] = [times(source), times(result)];
      assert.equal(after.length, before.length);
      for (const [i, time] of before.entries())
        assert.ok(
          Math.abs((after[i] as number) - time) <= 0.001,
          `frame ${i}: ${after[i]}, expected ${time}`,
        );
      assert.equal(result.audio.length, source.audio.length);
      for (let stream = 0; stream < source.audio.length; stream++) {
        const wanted = soundFromPicture(source, stream);
        const got = soundFromPicture(result, stream);
        assert.deepEqual(
          got.map(({ hash }) => hash),
          wanted.map(({ hash }) => hash),
        );
        for (const [i, { time }] of got.entries()) {
          const at = wanted[i]?.time as number;
          assert.ok(Math.abs(time - at) < 0.005, `sound at ${time}, expected ${at}`);
        }
      }
    });
  }

  test('audio_only.mp4 is refused in one clear sentence', { skip }, async () => {
    await assert.rejects(probe(join(data as string, 'odd', 'audio_only.mp4')), {
      code: 'INPUT',
      message: /has audio but no video/,
    });
  });
});
