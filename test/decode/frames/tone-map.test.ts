import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../../src/decode/frames/frames.js';
import {
  hlgToScene,
  lightToPq,
  pqToLight,
  rollOff,
  toneMapper,
} from '../../../src/decode/frames/tone-map.js';
import { probe } from '../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../src/media/info.js';
import { makeClip, makeRawClip, picture, scratchFolder } from '../../media/clips.js';
import { forEachFfmpeg } from '../../media/each-ffmpeg.js';

const folder = scratchFolder();

function near(got: number, wanted: number, tolerance: number, what = ''): void {
  assert.ok(Math.abs(got - wanted) <= tolerance, `${what} ${got}, expected ${wanted} ± ${tolerance}`);
}

test('PQ and HLG are as BT.2100 and BT.2408 have them', () => {
  near(pqToLight(1), 10_000, 1e-6);
  near(lightToPq(203), 0.581, 5e-4);
  near(lightToPq(1000), 0.752, 5e-4);
  near(pqToLight(lightToPq(50)), 50, 1e-9);
  near(hlgToScene(0.5), 1 / 12, 1e-9);
  near(hlgToScene(1), 1, 1e-6);
  near(1000 * hlgToScene(0.75) ** 1.2, 203, 1); // diffuse white
});

test('the curve leaves dark and middle alone, rolls highlights off and ends at white', () => {
  for (const light of [0, 0.05, 1, 36.5, 80]) near(rollOff(light, 1000), light, 0.01 * light + 1e-3);
  near(rollOff(1000, 1000), 203, 0.5);
  near(rollOff(9000, 1000), 203, 0.5);
  const curve = Array.from({ length: 400 }, (_, i) => rollOff(2.5 * i, 1000));
  assert.ok(curve.every((value, i) => i === 0 || value > (curve[i - 1] as number)));
  near(rollOff(150, 203), 150, 1e-9); // nothing to compress
});

/** One pixel of 16-bit RGB from luminances in cd/m². */
function pq(...lights: number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(lights, (light) => Math.round(65535 * lightToPq(light))).buffer);
}

test('grey stays grey, saturated colours stay inside, order of brightness stays', () => {
  const map = toneMapper({ transfer: 'pq', primaries: 'bt2020', peak: 1000 });
  const mid = map(pq(36.5, 36.5, 36.5));
  near(mid[0] as number, 255 * 0.18 ** (1 / 2.4), 1.5);
  assert.ok(Math.max(...mid) - Math.min(...mid) <= 1);
  const green = map(pq(0, 150, 0)); // far outside BT.709
  assert.ok(
    (green[1] as number) > 150 && (green[0] as number) < 130 && (green[2] as number) < 130,
    `${green}`,
  );
  assert.deepEqual([...map(pq(1000, 1000, 1000))], [255, 255, 255]);
  assert.deepEqual([...map(pq(0, 0, 0))], [0, 0, 0]);
  const same = toneMapper({ transfer: 'pq', primaries: 'bt709', peak: 1000 })(pq(40, 20, 10));
  for (const [c, light] of [40, 20, 10].entries())
    near(same[c] as number, 255 * (light / 203) ** (1 / 2.4), 1.5);
});

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);

  for (const [transfer, codes] of [
    ['smpte2084', [0, 0.3, lightToPq(36.5), lightToPq(203), lightToPq(1000)]],
    ['arib-std-b67', [0, 0.25, 0.38, 0.75, 1]],
  ] as const) {
    test(`${transfer} is mapped to BT.709 and says so`, async () => {
      const [w, h] = [16 * codes.length, 16];
      const samples = new Uint16Array(3 * w * h).fill(512, w * h);
      for (let i = 0; i < w * h; i++) samples[i] = Math.round(64 + 876 * (codes[(i % w) >> 4] as number));
      const tags = ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc', '-color_range', 'tv'];
      const path = makeRawClip(
        join(own, `${transfer}.mkv`),
        new Uint8Array(samples.buffer),
        { pixelFormat: 'yuv444p10le', size: `${w}x${h}` },
        ...['-c:v', 'ffv1', '-color_trc', transfer, ...tags],
      );
      const info = (await probe(path)) as VideoInfo;
      assert.match(info.notices.join(), /tone-mapped to BT\.709/);
      assert.deepEqual(info.video.decodedColour, { primaries: 'bt709', transfer: 'bt709' });
      assert.equal(info.video.colour.transfer, transfer);
      for await (const { bytes } of decodeFrames(info, { width: w, height: h })) {
        assert.equal(bytes.length, 3 * w * h);
        for (const [n, code] of codes.entries()) {
          const pixel = bytes.subarray(3 * (8 * w + 16 * n + 8)).subarray(0, 3);
          const light = transfer === 'smpte2084' ? pqToLight(code) : 1000 * hlgToScene(code) ** 1.2;
          const wanted = 255 * (rollOff(light, 1000) / 203) ** (1 / 2.4);
          for (const value of pixel) near(value, wanted, 2, `${light} cd/m²:`);
        }
      }
    });
  }

  test('the peak is what the frames say: MaxCLL, else the mastering display', async () => {
    for (const [file, levels, peak] of [
      [
        'both',
        'master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(40000000,50):max-cll=1600,400',
        1600,
      ],
      [
        'display',
        'master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(40000000,50)',
        4000,
      ],
      ['none', 'hdr=0', 1000],
    ] as const) {
      const path = makeClip(
        join(own, `${file}.mkv`),
        ...[...picture(0.2), '-pix_fmt', 'yuv420p10le', '-c:v', 'libx265', '-preset', 'ultrafast'],
        ...[
          '-x265-params',
          `log-level=error:transfer=smpte2084:colorprim=bt2020:colormatrix=bt2020nc:${levels}`,
        ],
        ...['-color_trc', 'smpte2084', '-color_primaries', 'bt2020', '-colorspace', 'bt2020nc'],
      );
      assert.equal(((await probe(path)) as VideoInfo).video.toneMapping?.peak, peak, file);
    }
  });
});
