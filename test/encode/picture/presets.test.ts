import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packets, scratchFolder } from '../../media/clips.js';
import { forEachFfmpeg } from '../../media/each-ffmpeg.js';
import { probeVideo, transcode } from '../transcode.js';

const folder = scratchFolder();
const valley = fileURLToPath(new URL('../../../../fixtures/valley.mp4', import.meta.url));
const size = { width: 256, height: 144 };
const part = { start: 0.5, duration: 0.25 };

interface Expected {
  readonly extension: string;
  readonly codec: string;
  readonly pixelFormat: string;
  /** Four letters by which MP4 and QuickTime know the codec. */
  readonly tag?: string;
  readonly sound: string;
}

const PRESETS = {
  h264: { extension: 'mp4', codec: 'h264', pixelFormat: 'yuv420p', tag: 'avc1', sound: 'aac' },
  h265: { extension: 'mp4', codec: 'hevc', pixelFormat: 'yuv420p', tag: 'hvc1', sound: 'aac' },
  av1: { extension: 'mp4', codec: 'av1', pixelFormat: 'yuv420p10le', tag: 'av01', sound: 'aac' },
  prores: { extension: 'mov', codec: 'prores', pixelFormat: 'yuv422p10le', tag: 'apch', sound: 'pcm_s24le' },
  // Decoders report ProRes 4444 with 12 bits whatever went in.
  prores4444: {
    extension: 'mov',
    codec: 'prores',
    pixelFormat: 'yuv444p12le',
    tag: 'ap4h',
    sound: 'pcm_s24le',
  },
  dnxhr: { extension: 'mov', codec: 'dnxhd', pixelFormat: 'yuv422p10le', tag: 'AVdh', sound: 'pcm_s24le' },
  ffv1: { extension: 'mkv', codec: 'ffv1', pixelFormat: 'bgr0', sound: 'aac' },
  webm: { extension: 'webm', codec: 'vp9', pixelFormat: 'yuv420p', sound: 'opus' },
} as const satisfies Record<string, Expected>;

forEachFfmpeg((name) => {
  for (const [preset, expected] of Object.entries(PRESETS) as [keyof typeof PRESETS, Expected][]) {
    test(`${preset}: codec, pixel format, colours, sound and times as expected`, async () => {
      const source = await probeVideo(valley);
      const output = join(folder, `${name}.${preset}.${expected.extension}`);
      const { notices } = await transcode(source, output, { ...size, ...part, preset });
      const result = await probeVideo(output);
      const { video } = result;
      assert.equal(video.codec, expected.codec);
      assert.ok(
        [expected.pixelFormat, expected.pixelFormat.replace('12le', '10le')].includes(video.pixelFormat),
        video.pixelFormat,
      );
      assert.deepEqual([video.width, video.height], [256, 144]);
      assert.deepEqual([video.frameCount, video.frameRate], [6, { num: 24, den: 1 }]);
      if (expected.pixelFormat !== 'bgr0') {
        const { matrix, primaries, transfer, range } = video.colour;
        const meant = source.video.colour;
        assert.deepEqual([matrix, primaries, transfer], ['bt709', meant.primaries, meant.transfer]);
        // ProRes has no other range, and the FFmpeg of 2018 does not report it.
        if (!preset.startsWith('prores')) assert.equal(range, 'limited');
      }
      if (expected.tag !== undefined) {
        const bytes = readFileSync(output, 'latin1');
        assert.ok(bytes.includes(`${expected.tag}\0\0\0`), `no ${expected.tag}`);
        assert.match(bytes, /colrncl[cx]/);
        if (expected.extension === 'mp4')
          assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'), 'no fast start');
        if (preset.startsWith('prores')) assert.ok(bytes.includes('apl0'), 'not signed as Apple');
      }
      assert.equal(result.audio[0]?.codec, expected.sound);
      if (expected.sound === 'aac') {
        const all = new Set(packets(valley, 'a:0').map(({ hash }) => hash));
        for (const { hash } of packets(output, 'a:0')) assert.ok(all.has(hash), 'a packet was not copied');
      } else assert.match(notices.join(), /PCM|OPUS/);
      assert.ok(Math.abs(result.duration - 0.25) < 0.06, `${result.duration} s`);
    });
  }
});
