import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { soundNotices } from '../../../../src/decode/probe/damage/sound-damage.js';
import { probe } from '../../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../../src/media/info.js';
import { makeClip, picture, scratchFolder, tone, X264 } from '../../../media/clips.js';
import { forEachFfmpeg } from '../../../media/each-ffmpeg.js';

const folder = scratchFolder();

/** The sound of the frames from `first` on, looked at. */
function look(info: VideoInfo, first: number, count: number, strict = false): Promise<string[]> {
  return soundNotices(info, { selection: { first, count }, strict, timeoutSeconds: 120 });
}

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);

  test('damaged sound is found, with its time, and only where it is wanted', async () => {
    const path = join(own, 'sound.mkv');
    makeClip(path, ...picture(6, '5'), ...tone(6), ...X264, '-c:a', 'flac');
    const whole = (await probe(path)) as VideoInfo;
    assert.deepEqual(await look(whole, 0, 30), []);
    assert.deepEqual(await look(whole, 11, 8), [], 'a part of it');
    const bytes = readFileSync(path);
    // FLAC frames begin with their own mark: their contents between 45 and 55 % are overwritten.
    for (let at = Math.floor(bytes.length * 0.45); at < bytes.length * 0.55; at++)
      if (at % 97 === 0) bytes[at] = (bytes[at] as number) ^ 0x55;
    writeFileSync(join(own, 'holes.mkv'), bytes);
    const info = (await probe(join(own, 'holes.mkv'))) as VideoInfo;
    const [notice = '', ...more] = await look(info, 0, 30);
    assert.deepEqual(more, []);
    const [, at] = /^The sound is damaged: .* at about ([\d.]+) s\. Players/.exec(notice) ?? [];
    assert.ok(Number(at) > 1 && Number(at) < 4.5, notice);
    assert.deepEqual(await look(info, 0, 3), [], 'before it');
    assert.deepEqual(await look(info, info.video.frameCount - 2, 2), [], 'behind it');
    await assert.rejects(look(info, 0, 30, true), { name: 'InputError', message: /--strict/ });
  });

  test('a clip that cannot be entered at its start has whole sound all the same', async () => {
    const path = join(own, 'late.ts');
    makeClip(path, ...picture(2), ...tone(2), ...X264, '-c:a', 'mp2');
    const bytes = readFileSync(path);
    writeFileSync(join(own, 'cut.ts'), bytes.subarray(188 * Math.floor(bytes.length / 188 / 3)));
    const info = (await probe(join(own, 'cut.ts'))) as VideoInfo;
    assert.deepEqual(await look(info, 0, info.video.frameCount), []);
  });
});
