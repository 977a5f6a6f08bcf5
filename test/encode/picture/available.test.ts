import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openEncoder } from '../../../src/encode/encoder.js';
import { findBinary } from '../../../src/media/ffmpeg/binaries.js';
import { scratchFolder } from '../../media/clips.js';
import { probeVideo } from '../transcode.js';

const folder = scratchFolder();
const valley = fileURLToPath(new URL('../../../../fixtures/valley.mp4', import.meta.url));

/** An FFmpeg that says it was built without some encoders, and is the real one else. */
function ffmpegWithout(...encoders: string[]): string {
  const path = join(folder, `ffmpeg-without-${encoders.join('-')}`);
  const real = `'${findBinary('ffmpeg').path}' "$@"`;
  const lacking = encoders.map((name) => `-e ' ${name} '`).join(' ');
  writeFileSync(
    path,
    `#!/bin/sh\ncase "$*" in *-encoders*) ${real} | grep -v ${lacking};; *) exec ${real};; esac\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** Sets FFMPEG_PATH until the end of the scope. */
function useFfmpeg(path: string): Disposable {
  const before = process.env.FFMPEG_PATH;
  process.env.FFMPEG_PATH = path;
  return {
    [Symbol.dispose]() {
      if (before === undefined) delete process.env.FFMPEG_PATH;
      else process.env.FFMPEG_PATH = before;
    },
  };
}

const posix = { skip: process.platform === 'win32' && 'needs a shell script' };

test(
  'a missing encoder: says which, names an FFmpeg that has it, and the presets that go',
  posix,
  async () => {
    const source = await probeVideo(valley);
    const bundled = findBinary('ffmpeg').path;
    const fake = ffmpegWithout('libsvtav1', 'libaom-av1', 'libx265');
    using _ = useFfmpeg(fake);
    const output = join(folder, 'a.mp4');
    await assert.rejects(
      openEncoder({ output, source, width: 64, height: 64, preset: 'av1' }),
      (error: Error) => {
        assert.equal((error as Error & { code: string }).code, 'FFMPEG');
        assert.ok(
          error.message.startsWith(
            `The FFmpeg at \`${fake}\` has no encoder for av1 (libsvtav1 or libaom-av1): `,
          ),
        );
        assert.ok(error.message.includes(`set FFMPEG_PATH to \`${bundled}\`, which has one`), error.message);
        assert.match(error.message, /works here: h264, prores, prores4444, dnxhr, ffv1, webm/);
        return true;
      },
    );
  },
);

test('the next best encoder of a codec is taken where the best is missing', posix, async () => {
  const source = await probeVideo(valley);
  using _ = useFfmpeg(ffmpegWithout('libsvtav1'));
  const output = join(folder, 'b.mp4');
  await using encoder = await openEncoder({ output, source, width: 64, height: 64, preset: 'av1' });
  await encoder.write(new Uint8Array(3 * 64 * 64));
});
