import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { probeVideo } from '../encode/transcode.js';
import { makeClip, scratchFolder, X264 } from '../media/clips.js';

const folder = scratchFolder();
const at = (file: string): string => join(folder, file);

/** Makes FFmpeg print all its messages when it ends. */
function printLate(): void {
  const { path } = findBinary('ffmpeg');
  const script = `#!/usr/bin/env bash\nexec '${path}' "$@" 2> >(exec >/dev/null; said=$(cat); printf '%s\\n' "$said" >&2)\n`;
  writeFileSync(at('ffmpeg-late'), script, { mode: 0o755 });
  const saved = process.env.FFMPEG_PATH;
  process.env.FFMPEG_PATH = at('ffmpeg-late');
  after(() => {
    if (saved === undefined) delete process.env.FFMPEG_PATH;
    else process.env.FFMPEG_PATH = saved;
  });
}

test('what FFmpeg says is heard before the last frame comes, however late it says it', async () => {
  const grey = (size: string): string[] => ['-f', 'lavfi', '-i', `color=0x808080:s=${size}:r=25:d=0.4`];
  makeClip(at('wide.ts'), ...grey('64x48'), ...X264);
  makeClip(at('high.ts'), ...grey('32x64'), ...X264, '-output_ts_offset', '0.4');
  writeFileSync(at('both.ts'), Buffer.concat([readFileSync(at('wide.ts')), readFileSync(at('high.ts'))]));
  const info = await probeVideo(at('both.ts'));
  assert.equal(info.video.frameCount, 20);
  printLate();
  for (const [first, count] of [
    [0, 20],
    [0, 11],
    [5, 8],
    [12, 8],
    [15, 1],
  ] as const) {
    const selection = { first, count };
    const notices: string[] = [];
    const options = { width: 64, height: 48, selection, onNotice: (text: string) => notices.push(text) };
    let got = 0;
    for await (const { index } of decodeFrames(info, options)) {
      got++;
      if (index === count - 1)
        assert.match(notices.join(), /^The picture size changes at frame/, `${first}+${count}`);
    }
    assert.equal(got, count);
    assert.equal(notices.length, 1);
  }
});
