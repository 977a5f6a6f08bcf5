import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { tryEncoder } from '../../src/encode/encoder.js';
import { filtered } from '../../src/encode/picture/finish-filter.js';
import { makeClip, picture, scratchFolder } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';
import { probeVideo, transcode } from './transcode.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const transparent = ['-vf', 'format=rgba,colorchannelmixer=aa=0.5', '-c:v', 'ffv1'];

forEachFfmpeg((name) => {
  test('filters act on colours alone: opacity stays, and what they leave alone stays to a level or two', async () => {
    const clip = await probeVideo(makeClip(at(`${name}.mkv`), ...picture(0.2), ...transparent));
    const output = at(`${name}-out.mkv`);
    // Works on luma and chroma: there and back again.
    await transcode(clip, output, { preset: 'ffv1', filters: 'hqdn3d=0:0:0:0,negate,negate' });
    const plain = at(`${name}-plain.mkv`);
    await transcode(clip, plain, { preset: 'ffv1' });
    const written = decodeFrames(await probeVideo(output), clip.video);
    for await (const { bytes, alpha } of decodeFrames(await probeVideo(plain), clip.video)) {
      const frame = (await written.next()).value!;
      assert.deepEqual(frame.alpha, alpha);
      let sum = 0;
      for (const [i, value] of bytes.entries()) sum += Math.abs(value - frame.bytes[i]!);
      assert.ok(sum / bytes.length < 1.5, `${sum / bytes.length} levels off`);
    }
    assert.equal((await written.next()).done, true);
  });

  test('filters are in what is written, a GIF too', async () => {
    const clip = await probeVideo(makeClip(at(`${name}-opaque.mkv`), ...picture(0.08), '-c:v', 'ffv1'));
    for (const extension of ['mp4', 'gif']) {
      const output = at(`${name}-grey.${extension}`);
      await transcode(clip, output, { filters: 'hue=s=0' });
      for await (const { bytes } of decodeFrames(await probeVideo(output), clip.video)) {
        for (let i = 0; i < bytes.length; i += 3) assert.ok(Math.abs(bytes[i]! - bytes[i + 1]!) <= 4);
      }
    }
  });

  test('a filter that FFmpeg does not take is refused with its words, before anything is asked for', async () => {
    const source = await probeVideo(makeClip(at(`${name}-bad.mkv`), ...picture(0.1), '-c:v', 'ffv1'));
    const options = { source, width: 64, height: 48, output: at('never.mp4'), filters: 'eq=gama=1' };
    const error = { code: 'USAGE', message: /FFmpeg does not take `--filter eq=gama=1` \(.*gama.*\)/ };
    await assert.rejects(tryEncoder(options), error);
  });

  test('a chain that changes the size is refused', async () => {
    const error = { code: 'USAGE', message: /to keep the size and the number of frames/ };
    const grey = new Uint8Array(3 * 8 * 8);
    await assert.rejects(filtered('crop=4:4', grey, { width: 8, height: 8 }, undefined), error);
  });
});
