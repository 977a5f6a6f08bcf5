import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeClip, picture, scratchFolder, X264 } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';
import { firstClick, probeVideo, transcode } from './transcode.js';

const folder = scratchFolder();
const extensions = {
  ...{ h264: 'mp4', h265: 'mov', av1: 'mp4', prores: 'mov', prores4444: 'mov', dnxhr: 'mov' },
  ...{ ffv1: 'mkv', webm: 'webm' },
} as const;

forEachFfmpeg((name) => {
  for (const [preset, extension] of Object.entries(extensions) as [keyof typeof extensions, string][]) {
    test(`${preset}: sound stays within 5 ms of the picture`, async () => {
      const frames = picture(0.8, '25', preset === 'dnxhr' ? '256x120' : '64x64');
      const late = ['-itsoffset', '0.113', ...clicks(0.8, 0.5), ...X264, '-bf', '2', '-c:a', 'aac'];
      const source = await probeVideo(
        makeClip(join(folder, `${name}-${preset}-click.mp4`), ...frames, ...late),
      );
      const output = join(folder, `${name}-${preset}.${extension}`);
      for (const [range, wanted] of [
        [{}, 0.613],
        [{ start: 0.28, duration: 0.4 }, 0.613 - 0.28],
      ] as const) {
        await transcode(source, output, { ...range, preset, overwrite: true });
        const heard = firstClick(await probeVideo(output));
        assert.ok(Math.abs(heard - wanted) < 0.005, `at ${heard} s for ${wanted} s`);
      }
    });
  }
});

/** Silence with a click of 20 ms. */
function clicks(seconds: number, when: number): string[] {
  const sound = `if(between(t,${when},${when + 0.02}),0.8*sin(3000*t),0)`;
  return ['-f', 'lavfi', '-i', `aevalsrc='${sound}':s=48000:d=${seconds}`];
}
