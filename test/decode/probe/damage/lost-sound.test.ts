import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { probe } from '../../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../../src/media/info.js';
import { makeClip, picture, scratchFolder, tone } from '../../../media/clips.js';
import { forEachFfmpeg } from '../../../media/each-ffmpeg.js';

const folder = scratchFolder();

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);

  for (const [extension, mark, sound] of [
    ['avi', Buffer.from('auds'), ['-c:a', 'mp3']],
    ['mkv', Buffer.of(0x83, 0x81, 0x02), ['-c:a', 'aac']], // the kind of a track: sound
  ] as const) {
    test(`sound in ${extension} that a damaged header hides is reported, sound that is not there is not`, async () => {
      const path = makeClip(
        join(own, `a.${extension}`),
        ...picture(0.4),
        ...tone(0.4),
        '-c:v',
        'mpeg4',
        ...sound,
      );
      const lost = async (file: string) =>
        ((await probe(file)) as VideoInfo).notices.filter((text) => /holds sound/.test(text));
      assert.deepEqual(await lost(path), []);
      const bytes = readFileSync(path);
      const last = bytes.indexOf(mark) + mark.length - 1;
      bytes[last] = (bytes[last] as number) ^ 0x40;
      const damaged = join(own, `b.${extension}`);
      writeFileSync(damaged, bytes);
      const [notice, ...more] = await lost(damaged);
      assert.match(
        notice ?? '',
        /its header is damaged and the sound cannot be decoded: the output has no sound\.$/,
      );
      assert.deepEqual(more, []);
      assert.deepEqual(
        await lost(makeClip(join(own, `c.${extension}`), ...picture(0.4), '-c:v', 'mpeg4')),
        [],
      );
    });
  }
});
