import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { frameTime, type VideoInfo } from '../../src/media/info.js';
import { makeClip, picture, scratchFolder, X264 } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';
import { probeVideo, transcode } from './transcode.js';

const folder = scratchFolder();
/** A tone that rises all the time: no part of it is like another. */
const rising = (seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `aevalsrc=0.5*sin(2*PI*(200*t+400*t*t)):s=48000:d=${seconds}`],
];

forEachFfmpeg((name) => {
  const at = (file: string): string => join(folder, `${name}-${file}`);
  const source = (file: string, ...codec: string[]): Promise<VideoInfo> =>
    probeVideo(
      makeClip(at(file), ...picture(2), ...rising(2), ...X264, '-bf', '0', '-strict', '-2', ...codec),
    );

  for (const [codec, from, to, written] of [
    ['pcm_s16le', 'mkv', 'mkv', 'pcm_s16le'],
    ['pcm_s24le', 'mov', 'mov', 'pcm_s24le'],
    ['pcm_s16be', 'mov', 'mkv', 'pcm_s16be'],
    ['tta', 'mkv', 'mkv', 'flac'],
    ['flac', 'mkv', 'mp4', 'flac'],
    ['alac', 'mov', 'mov', 'alac'],
    ['wavpack', 'mkv', 'mkv', 'flac'],
  ] as const) {
    test(`${codec} in .${from} to .${to}: the very samples, of the whole and of a part`, async () => {
      const depth = codec === 'wavpack' ? ['-sample_fmt', 's16p'] : [];
      const clip = await source(`${codec}.${from}`, '-c:a', codec, ...depth);
      const all = samples(clip);
      for (const [range, begin, length] of [
        [{}, 0, 2],
        [{ start: 0.53, duration: 0.8 }, 0.56, 0.8],
      ] as const) {
        const output = at(`${codec}-exact.${to}`);
        await transcode(clip, output, { ...range, overwrite: true });
        const result = await probeVideo(output);
        assert.equal(result.audio[0]?.codec, codec === 'wavpack' && begin === 0 ? codec : written);
        const got = samples(result);
        // Matroska's clock counts milliseconds: where sound begins is known to half of one.
        const wanted = all.subarray(48_000 * begin + 100, 48_000 * (begin + length) - 100);
        const lag = [...Array(49).keys()]
          .map((i) => i - 24)
          .find((shift) => wanted.every((sample, i) => sample === got[i + 100 + shift]));
        assert.ok(lag !== undefined, `other samples, ${JSON.stringify(range)}`);
      }
    });
  }

  test('a part of AAC begins with sound at once in .mp4', async () => {
    const clip = await source('aac.mp4', '-c:a', 'aac', '-b:a', '192k');
    const output = at('aac-part.mp4');
    await transcode(clip, output, { start: 0.53, duration: 0.8 });
    const [all, got] = [samples(clip), samples(await probeVideo(output))];
    const wanted = all.subarray(48_000 * 0.56, 48_000 * 0.56 + 1000);
    assert.ok(power(wanted) > 5000);
    assert.ok(
      wanted.every((sample, i) => Math.abs(sample - (got[i] ?? 0)) < 300),
      'the first 20 ms differ',
    );
  });

  test('what an edit list cuts off before the beginning does not come back in .mkv', async () => {
    const clip = await source('cut.mp4', '-c:a', 'aac', '-b:a', '192k');
    writeFileSync(at('cut.mp4'), withEdit(readFileSync(clip.path), 24_000));
    const cut = await probeVideo(at('cut.mp4'));
    const output = at('cut.mkv');
    const { notices } = await transcode(cut, output, {});
    assert.match(notices.join(), /trimmed by an edit list.*FLAC/);
    const result = await probeVideo(output);
    assert.ok(frameTime(result, result.video.ticks[0] as number) < 0.06);
    const [was, is] = [samples(cut), samples(result)];
    assert.ok(is.subarray(2000, 40_000).every((sample, i) => Math.abs(sample - (was[i + 2000] ?? 0)) < 10));
  });

  test('sound of a codec that FFmpeg does not know is left out, and said', async () => {
    const clip = await source('younger.mov', '-c:a', 'pcm_s16le');
    const before = samples(clip);
    const bytes = readFileSync(clip.path);
    bytes.write('lpcX', bytes.indexOf('sowt'), 'latin1');
    writeFileSync(at('unknown.mov'), bytes);
    const unknown = await probeVideo(at('unknown.mov'));
    assert.deepEqual(unknown.audio, []);
    assert.match(unknown.notices.join(), /Left out: audio stream 1.*does not support the codec.*no sound/);
    await transcode(unknown, at('unknown-out.mp4'));
    assert.deepEqual((await probeVideo(at('unknown-out.mp4'))).audio, []);
    await transcode(clip, at('younger-out.mov'));
    assert.deepEqual(samples(await probeVideo(at('younger-out.mov'))), before);
  });

  for (const [layout, written] of [
    ['5.1(side)', '5.1'],
    ['4.0', '5.0'],
    ['2.1', '5.1'],
  ] as const) {
    test(`${layout} sound goes into .webm as ${written}`, async () => {
      const clip = await source(
        'channels.mkv',
        '-c:a',
        'pcm_s16le',
        '-af',
        `aformat=channel_layouts=${layout}`,
      );
      const stream = { ...clip.audio[0]!, channelLayout: layout };
      const output = at('channels.webm');
      await transcode({ ...clip, audio: [stream] }, output, { overwrite: true, crf: 50 });
      assert.equal((await probeVideo(output)).audio[0]?.channelLayout, written);
    });
  }
});

/** The sound as it is heard from the first picture on: 16 bits, 48 kHz, one channel. */
function samples(info: VideoInfo): Int16Array {
  const filter = 'aresample=async=1:min_hard_comp=0.001:first_pts=0,aformat=s16:48000:mono';
  const { stdout } = spawnSync(
    findBinary('ffmpeg').path,
    ['-v', 'error', '-i', `file:${info.path}`, '-map', '0:a:0', '-af', filter, '-f', 's16le', '-'],
    { maxBuffer: 2 ** 28 },
  );
  const all = new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
  return all.subarray(Math.round(48_000 * frameTime(info, info.video.ticks[0] as number)));
}

function power(list: Int16Array): number {
  return Math.sqrt(list.reduce((sum, sample) => sum + sample ** 2, 0) / list.length);
}

/** An MP4 whose second track's edit list begins so many of its ticks into the sound. */
function withEdit(file: Buffer, begin: number): Buffer {
  const bytes = Buffer.from(file);
  const second = bytes.lastIndexOf('trak');
  const list = bytes.indexOf('elst', second);
  if (list < 0) throw new Error('no edit list');
  bytes.writeInt32BE(begin, list + 4 + 4 + 4 + 4); // behind version and flags, count, duration
  return bytes;
}
