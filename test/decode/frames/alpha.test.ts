import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { splitAlpha } from '../../../src/decode/frames/alpha.js';
import { type DecodedFrame, decodeFrames } from '../../../src/decode/frames/frames.js';
import { probe } from '../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../src/media/info.js';
import { makeRawClip, scratchFolder } from '../../media/clips.js';
import { forEachFfmpeg } from '../../media/each-ffmpeg.js';

const folder = scratchFolder();
const [W, H] = [64, 48];

test('colours are divided by the opacity, invisible ones are mid-grey, faint ones between', () => {
  const rgba = Uint8Array.from([
    ...[10, 200, 255, 255],
    ...[64, 0, 128, 128],
    ...[90, 90, 90, 0],
    ...[16, 0, 0, 16],
  ]);
  const { bytes, alpha } = splitAlpha(rgba, 'multiplied');
  assert.deepEqual([...(alpha ?? [])], [255, 128, 0, 16]);
  assert.deepEqual(
    [...bytes],
    [
      ...[10, 200, 255],
      ...[128, 0, 255], // 64·255/128 = 127.5
      ...[128, 128, 128],
      ...[192, 64, 64], // halfway between 255, 0, 0 and grey
    ],
  );
});

test('a picture that is opaque everywhere has no opacity to carry', () => {
  const { bytes, alpha } = splitAlpha(Uint8Array.from([1, 2, 3, 255, 4, 5, 6, 255]), 'straight');
  assert.equal(alpha, undefined);
  assert.deepEqual([...bytes], [1, 2, 3, 4, 5, 6]);
});

/** Left third red but invisible, middle third half-visible green, right third opaque blue. */
function thirds(count: number): Uint8Array {
  const frame = new Uint8Array(4 * W * H);
  for (let i = 0; i < W * H; i++) {
    const x = i % W;
    frame.set(x < 20 ? [255, 0, 0, 0] : x < 40 ? [0, 200, 0, 128] : [0, 0, 255, 255], 4 * i);
  }
  return Buffer.concat(Array.from({ length: count }, () => frame));
}

async function decoded(path: string, size: { width: number; height: number }) {
  const info = (await probe(path)) as VideoInfo;
  const frames: DecodedFrame[] = [];
  for await (const frame of decodeFrames(info, size)) frames.push(frame);
  return { info, frames };
}

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);
  for (const [file, tolerance, ...codec] of [
    ['qtrle.mov', 2, '-c:v', 'qtrle'],
    ['ffv1.mkv', 2, '-c:v', 'ffv1', '-pix_fmt', 'bgra'],
    ['png-16.mov', 2, '-c:v', 'png', '-pix_fmt', 'rgba64be'],
    ['png.mov', 2, '-c:v', 'png', '-pix_fmt', 'rgba'],
    ['prores.mov', 8, '-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le'],
    ['vp9.webm', 12, '-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p', '-lossless', '1'],
    ['vp8.webm', 30, '-c:v', 'libvpx', '-pix_fmt', 'yuva420p', '-auto-alt-ref', '0', '-b:v', '2M'],
  ] as [string, number, ...string[]][]) {
    for (const scale of [1, 2]) {
      test(`opacity of ${file}, at 1/${scale} of its size`, async () => {
        const path = join(own, `${scale}-${file}`);
        makeRawClip(path, thirds(5), { pixelFormat: 'rgba', size: `${W}x${H}` }, ...codec);
        const subsampled = codec.includes('yuva420p');
        const size = { width: W / scale, height: H / scale };
        const { info, frames } = await decoded(path, size);
        assert.ok(info.video.hasAlpha);
        assert.equal(frames.length, 5);
        for (const { bytes, alpha } of frames) {
          assert.equal(alpha?.length, size.width * size.height);
          const at = (x: number): number[] => {
            const i = (size.height / 2) * size.width + x / scale;
            return [...bytes.subarray(3 * i, 3 * i + 3), alpha?.[i] as number];
          };
          for (const [x, wanted] of [
            [8, [128, 128, 128, 0]],
            [30, [0, 200, 0, 128]],
            [54, [0, 0, 255, 255]],
          ] as const) {
            for (const [c, value] of at(x).entries()) {
              assert.ok(
                Math.abs(value - (wanted[c] as number)) <= tolerance,
                `at ${x}: ${at(x)}, expected ${wanted}`,
              );
            }
          }
          // Next to the edge the invisible red must not show, but where the file itself has it in its chroma.
          if (!subsampled) assert.ok((at(20)[0] as number) <= 16 + tolerance, `red bleeds: ${at(20)}`);
        }
      });
    }
  }

  test('a format with room for opacity that is opaque throughout comes without', async () => {
    const path = join(own, 'opaque.mov');
    const opaque = thirds(2).map((value, i) => (i % 4 === 3 ? 255 : value));
    makeRawClip(path, opaque, { pixelFormat: 'rgba', size: `${W}x${H}` }, '-c:v', 'qtrle');
    const { frames } = await decoded(path, { width: W, height: H });
    assert.deepEqual(
      frames.map(({ alpha }) => alpha),
      [undefined, undefined],
    );
    assert.deepEqual([...(frames[0]?.bytes.subarray(0, 3) ?? [])], [255, 0, 0]);
  });
});
