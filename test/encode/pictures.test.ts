import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { openEncoder } from '../../src/encode/encoder.js';
import { pictureFolder } from '../../src/encode/output/picture-folder.js';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { makeClip, makeRawClip, picture, scratchFolder, tone, X264 } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';
import { probeVideo, transcode } from './transcode.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const source = await probeVideo(makeClip(at('source.mp4'), ...picture(0.4), ...tone(0.4), ...X264));
const hidden = (): string[] => readdirSync(folder).filter((name) => name.startsWith('.nst-'));
const numbered = Array.from({ length: 10 }, (_, i) => `${String(i + 1).padStart(4, '0')}.png`);

test('names: zeros enough for the last number, whatever was asked for', () => {
  assert.equal(pictureFolder('frames/%04d.png', 10).pattern, '%04d.png');
  assert.equal(pictureFolder('frames', 10).pattern, '%04d.png');
  const wide = pictureFolder('frames/shot_%03d.png', 12000);
  assert.equal(wide.pattern, 'shot_%05d.png');
  assert.match(wide.notice ?? '', /12000 pictures need 5 digits/);
  assert.equal(pictureFolder('frames/%d.png', 120).pattern, '%03d.png');
  assert.throws(() => pictureFolder('frames/%d_%d.png', 1), { code: 'USAGE' });
});

forEachFfmpeg((name) => {
  test('every picture is what was put in, bit for bit, and the sound lies beside them', async () => {
    const output = at(`${name}-frames`);
    const { notices } = await transcode(source, join(output, '%04d.png'), { overwrite: true });
    assert.deepEqual(readdirSync(output).sort(), [...numbered, 'sound.wav']);
    assert.match(notices.join(), /sound.wav/);
    let n = 0;
    for await (const { bytes } of decodeFrames(source, source.video)) {
      const { data, info } = await sharp(join(output, numbered[n++] as string))
        .raw()
        .toBuffer({ resolveWithObject: true });
      assert.equal(info.channels, 3);
      assert.ok(data.equals(bytes), `picture ${n} differs`);
    }
    assert.deepEqual(hidden(), []);
  });

  test('opacity is kept in PNG, FFV1, ProRes 4444, VP9 and, as all or nothing, in GIF', async () => {
    const clip = await probeVideo(transparentClip(at(`${name}-alpha.mkv`)));
    assert.equal(clip.video.hasAlpha, true);
    const opacity = await alphaOf(clip);
    await transcode(clip, at(`${name}-alpha`), { preset: 'png' });
    const png = await sharp(join(at(`${name}-alpha`), '0001.png'))
      .extractChannel(3)
      .raw()
      .toBuffer();
    assert.deepEqual(png, Buffer.from(opacity));
    for (const [preset, extension, tolerance] of [
      ['ffv1', 'mkv', 0],
      ['prores4444', 'mov', 1],
      ['webm', 'webm', 6],
    ] as const) {
      const output = at(`${name}-alpha-out.${extension}`);
      await transcode(clip, output, { preset });
      const found = rawAlpha(output);
      const worst = Math.max(...found.map((value, i) => Math.abs(value - (opacity[i] as number))));
      assert.ok(worst <= tolerance, `${preset}: ${worst}`);
    }
    await transcode(clip, at(`${name}-alpha.gif`), { preset: 'gif' });
    const gif = await sharp(at(`${name}-alpha.gif`))
      .ensureAlpha()
      .extractChannel(3)
      .raw()
      .toBuffer();
    for (const [i, value] of opacity.entries()) {
      if (value === 0 || value === 255) assert.equal(gif[i], value);
    }
    const { notices } = await transcode(clip, at(`${name}-opaque.mp4`));
    assert.match(notices.join(), /transparency is lost: h264 does not support it.*prores4444/);
  });

  test('FFV1 gives back every bit', async () => {
    const output = at(`${name}-lossless.mkv`);
    await transcode(source, output, { preset: 'ffv1' });
    const copies = decodeFrames(await probeVideo(output), source.video);
    for await (const { bytes } of decodeFrames(source, source.video)) {
      const copy = (await copies.next()).value;
      assert.ok(copy && Buffer.from(bytes).equals(copy.bytes));
    }
  });

  test('a GIF: every frame, at its time to the hundredth of a second, and no sound', async () => {
    const output = at(`${name}.gif`);
    const { notices } = await transcode(source, output);
    const { pages = 0, delay = [] } = await sharp(output, { animated: true }).metadata();
    assert.equal(pages, 10);
    assert.ok(
      delay.every((milliseconds) => milliseconds === 40),
      String(delay),
    );
    assert.match(notices.join(), /GIF cannot hold sound/);
    assert.deepEqual(hidden(), []);
  });
});

test('an older run is replaced altogether, and only with leave', async () => {
  const output = at('again');
  mkdirSync(output);
  for (const name of ['0001.png', '0099.png', '00100.png', 'sound.wav'])
    writeFileSync(join(output, name), 'old');
  await assert.rejects(transcode(source, output, { preset: 'png' }), {
    code: 'OUTPUT',
    message: /--overwrite/,
  });
  await transcode(source, output, { preset: 'png', overwrite: true });
  assert.deepEqual(readdirSync(output).sort(), [...numbered, 'sound.wav']);
  assert.deepEqual(hidden(), []);
});

test('a folder with anything else in it is never touched', async () => {
  const output = at('precious');
  mkdirSync(output);
  writeFileSync(join(output, 'letter.txt'), 'dear');
  await assert.rejects(transcode(source, output, { preset: 'png', overwrite: true }), {
    code: 'OUTPUT',
    message: /contains `letter.txt`/,
  });
  assert.deepEqual(readdirSync(output), ['letter.txt']);
});

test('pictures that are not complete do not appear', async () => {
  const output = at('partial/%04d.png');
  mkdirSync(at('partial'));
  {
    await using encoder = await openEncoder({ output, source, width: 64, height: 48 });
    await encoder.write(new Uint8Array(3 * 64 * 48));
  }
  assert.deepEqual(readdirSync(at('partial')), []);
  assert.deepEqual(hidden(), []);
});

test('a GIF that is not complete leaves nothing, nor does one whose making fails', async () => {
  mkdirSync(at('gifs'));
  {
    await using encoder = await openEncoder({ output: at('gifs/a.gif'), source, width: 64, height: 48 });
    await encoder.write(new Uint8Array(3 * 64 * 48));
  }
  const controller = new AbortController();
  const reason = new Error('enough');
  const attempt = async (): Promise<void> => {
    const output = at('gifs/b.gif');
    await using encoder = await openEncoder({
      ...{ output, source, width: 64, height: 48, signal: controller.signal },
    });
    for (let i = 0; i < 10; i++) await encoder.write(new Uint8Array(3 * 64 * 48));
    const finishing = encoder.finish();
    controller.abort(reason);
    await finishing;
  };
  await assert.rejects(attempt(), (error) => error === reason);
  assert.deepEqual(readdirSync(at('gifs')), []);
});

test('more than 50 frames a second are refused for a GIF', async () => {
  const fast = await probeVideo(makeClip(at('fast.mp4'), ...picture(0.2, '60'), ...X264));
  await assert.rejects(transcode(fast, at('fast.gif')), { code: 'USAGE', message: /--fps 25/ });
});

/** Two frames: opaque, half transparent and clear thirds. */
function transparentClip(path: string): string {
  const frame = Uint8Array.from({ length: 4 * 96 * 64 }, (_, i) => {
    const third = Math.floor(((i >> 2) % 96) / 32);
    return i % 4 === 3
      ? ([255, 128, 0][third] as number)
      : third === 2
        ? 128
        : ([200, 90, 40][i % 4] as number);
  });
  return makeRawClip(path, Buffer.concat([frame, frame]), { pixelFormat: 'bgra', size: '96x64' });
}

/** Opacity of a clip's first frame, as FFmpeg decodes it. */
function rawAlpha(path: string): number[] {
  const decoder = path.endsWith('.webm') ? ['-c:v', 'libvpx-vp9'] : []; // FFmpeg's own sees no opacity in VP9
  const args = ['-v', 'error', ...decoder, '-i', `file:${path}`, '-frames:v', '1', '-pix_fmt', 'rgba'];
  const { stdout } = spawnSync(findBinary('ffmpeg').path, [...args, '-f', 'rawvideo', '-']);
  return [...stdout].filter((_, i) => i % 4 === 3);
}

async function alphaOf(clip: Awaited<ReturnType<typeof probeVideo>>): Promise<number[]> {
  for await (const { alpha } of decodeFrames(clip, clip.video)) return [...(alpha ?? [])];
  throw new Error('no frame');
}
