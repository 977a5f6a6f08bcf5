import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeClip, picture, scratchFolder } from '../../media/clips.js';
import { forEachFfmpeg } from '../../media/each-ffmpeg.js';
import { firstClick, probeVideo, transcode } from '../transcode.js';

const folder = scratchFolder();

/** A tone that sets in after half a second, in Opus. */
function recorded(path: string): string {
  const click = `aevalsrc='if(gt(t,0.5),0.8*sin(2000*t),0)':d=1:s=48000`;
  return makeClip(path, ...picture(1), '-f', 'lavfi', '-i', click, '-c:v', 'libvpx', '-c:a', 'libopus');
}

/** As browsers record: no CodecDelay. Its element becomes an EBML void of the same length. */
function withoutDelay(path: string): string {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(Buffer.from([0x56, 0xaa]));
  assert.ok(at > 0);
  const length = (bytes[at + 2] as number) & 0x7f;
  bytes.set([0xec, 0x80 | (length + 1)], at);
  writeFileSync(path, bytes);
  return path;
}

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);
  for (const live of [false, true]) {
    for (const extension of ['webm', 'mkv', 'mp4']) {
      test(`Opus ${live ? 'of a live recording ' : ''}stays in step when it is copied to ${extension}`, async () => {
        const path = recorded(join(own, `${live}-${extension}.webm`));
        const source = await probeVideo(live ? withoutDelay(path) : path);
        const output = join(own, `${live}.${extension}`);
        await transcode(source, output);
        const [wanted, got] = [firstClick(source), firstClick(await probeVideo(output))];
        assert.ok(Math.abs(got - wanted) < 0.002, `${got}, expected ${wanted}`);
      });
    }
  }
});
