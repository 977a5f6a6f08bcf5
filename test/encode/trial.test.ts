import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openEncoder, tryEncoder } from '../../src/encode/encoder.js';
import { checkStillFormat } from '../../src/encode/picture/still.js';
import { explain } from '../../src/encode/trial.js';
import { makeClip, picture, scratchFolder, tone, X264 } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';
import { probeVideo } from './transcode.js';

const folder = scratchFolder();
// Other tests run beside this one: what is left behind shows in a place of our own alone.
const temporary = scratchFolder();
process.env.TMPDIR = temporary;

forEachFfmpeg((name) => {
  test('what FFmpeg cannot write is refused before a frame is asked for, and names the stream', async () => {
    const path = makeClip(join(folder, `${name}.mkv`), ...picture(1), ...tone(1), ...X264, '-c:a', 'ac3');
    const clip = await probeVideo(path);
    // As if its packets could be copied: the writer of WebM refuses them.
    const source = { ...clip, audio: [{ ...clip.audio[0]!, codec: 'vorbis' }] };
    const options = { output: join(folder, `${name}.webm`), source, width: 64, height: 48 };
    const error = { code: 'FFMPEG', message: /audio stream 1 \(vorbis\)|to \.webm/ };
    await assert.rejects(openEncoder(options), error);
    await assert.rejects(tryEncoder(options), error);
    for (const output of ['a.mp4', 'a.gif', 'pictures/%03d.png', 'a.mkv']) {
      await tryEncoder({ ...options, source: clip, output: join(folder, 'none', output) });
    }
    assert.deepEqual(
      readdirSync(folder).filter((file) => !file.endsWith('.mkv')),
      [],
    );
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('more channels than a format has are refused', async () => {
    const clip = await probeVideo(
      makeClip(join(folder, `${name}-9.mkv`), ...picture(0.2), ...tone(0.2), ...X264, '-c:a', 'ac3'),
    );
    const source = { ...clip, audio: [{ ...clip.audio[0]!, codec: 'dts', channels: 16 }] };
    const options = { output: join(folder, 'a.webm'), source, width: 64, height: 48 };
    await assert.rejects(tryEncoder(options), { code: 'USAGE', message: /16 channels.*at most 8.*--audio/ });
  });
});

test("FFmpeg's complaint becomes a sentence", () => {
  const text =
    '[libopus @ 0x1] Invalid channel layout 4.0 for specified mapping family -1.\nError initializing output stream 0:1 -- Error while opening encoder';
  assert.equal(
    explain(text, 'vp9', 'webm', ['audio stream 1 (ac3)']),
    'FFmpeg cannot write audio stream 1 (ac3) to .webm (libopus: Invalid channel layout 4.0 for specified mapping family -1.): leave it out with `--audio`, or choose another file type',
  );
  assert.match(
    explain('[dnxhd @ 0x1] Input dimensions too small', 'dnxhr', 'mov', []),
    /choose another size/,
  );
});

test('pictures: TIFF goes, what a format cannot hold does not', () => {
  checkStillFormat('a.TIFF', { width: 10, height: 10 });
  assert.throws(() => checkStillFormat('a.webp', { width: 16_384, height: 10 }), { code: 'USAGE' });
  assert.throws(() => checkStillFormat('a.bmp', { width: 10, height: 10 }), { code: 'USAGE' });
});
