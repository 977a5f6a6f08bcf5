import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { shapeNotices } from '../../src/decode/probe/damage/shape-changes.js';
import { frameTime } from '../../src/media/info.js';
import { firstClick, probeVideo, transcode } from '../encode/transcode.js';
import { makeClip, scratchFolder } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';

const folder = scratchFolder();
const CODED = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '4', '-g', '12', '-pix_fmt', 'yuv420p'];
const PACKET = 188;

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);
  const at = (file: string): string => join(own, file);

  test('pictures of another size are fitted into the first one, with bars, and reported once', async () => {
    const grey = (size: string): string[] => ['-f', 'lavfi', '-i', `color=0x808080:s=${size}:r=25:d=0.4`];
    makeClip(at('wide.ts'), ...grey('64x48'), ...CODED);
    makeClip(at('high.ts'), ...grey('32x64'), ...CODED, '-output_ts_offset', '0.4');
    writeFileSync(at('both.ts'), Buffer.concat([readFileSync(at('wide.ts')), readFileSync(at('high.ts'))]));
    const info = await probeVideo(at('both.ts'));
    assert.equal(info.video.frameCount, 20);
    for (const first of [0, 5, 12]) {
      const notices: string[] = [];
      const selection = { first, count: 20 - first };
      const options = { width: 64, height: 48, selection, onNotice: (text: string) => notices.push(text) };
      for await (const { index, bytes, concealed } of decodeFrames(info, options)) {
        const place = first + index;
        const row = (x: number): number => bytes[3 * (24 * 64 + x)] as number;
        assert.ok(!concealed);
        assert.ok(row(32) > 100, `middle of frame ${place}: ${row(32)}`);
        // 24 of 64 columns hold the high picture.
        for (const x of [3, 17, 46, 60])
          assert.equal(row(x) > 100, place < 10, `frame ${place}, column ${x}: ${row(x)}`);
        assert.equal(row(22) > 100 && row(42) > 100, true);
      }
      assert.equal(notices.length, 1);
      const found = await shapeNotices(info, selection, { limitMs: 60_000 });
      assert.deepEqual(found, { size: notices[0], aspect: undefined }, 'the key frames tell the same');
      const frame = Math.max(first, 10);
      assert.match(notices.join(), new RegExp(`at frame ${frame} .*from 64×48 to 32×64`));
    }
  });

  test('a change of the pixels’ shape is found by key frames; other containers and parts are left alone', async () => {
    const grey = ['-f', 'lavfi', '-i', 'color=0x808080:s=64x48:r=25:d=0.4'];
    makeClip(at('square.ts'), ...grey, ...CODED);
    makeClip(at('oblong.ts'), ...grey, '-vf', 'setsar=16/11', ...CODED, '-output_ts_offset', '0.4');
    const parts = ['square.ts', 'oblong.ts'].map((file) => readFileSync(at(file)));
    writeFileSync(at('shapes.ts'), Buffer.concat(parts));
    const info = await probeVideo(at('shapes.ts'));
    const look = (count: number) => shapeNotices(info, { first: 0, count }, { limitMs: 60_000 });
    const { size, aspect } = await look(20);
    assert.equal(size, undefined);
    assert.match(
      aspect ?? '',
      /^The shape of the pixels changes at frame 10 \(0\.400 s\), from 1:1 to 16:11: /,
    );
    assert.deepEqual(await look(10), { size: undefined, aspect: undefined });
  });

  test('a clip without a key frame at its start begins with the first that can be decoded', async () => {
    const frames = "color=black:s=64x48:r=25:d=2,format=gray,geq=lum='50+4*N'";
    const sound = "aevalsrc='if(gte(t,1),0.8*sin(2000*t),0)':d=2:s=48000";
    const path = makeClip(
      at('whole.ts'),
      ...['-f', 'lavfi', '-i', frames, '-f', 'lavfi', '-i', sound, ...CODED, '-c:a', 'mp2'],
    );
    const whole = await probeVideo(path);
    writeFileSync(at('cut.ts'), readFileSync(path).subarray(6 * PACKET));
    const info = await probeVideo(at('cut.ts'));
    assert.match(info.notices.join(), /^The first \d+ frames depend on others that are not in the file/);
    assert.deepEqual([...info.video.ticks], [...whole.video.ticks.slice(12)]);
    const notices: string[] = [];
    const options = { width: 64, height: 48, strict: true, onNotice: (text: string) => notices.push(text) };
    for await (const { bytes, index, concealed } of decodeFrames(info, options)) {
      assert.ok(!concealed);
      assert.ok(Math.abs(((bytes[3 * 1000] as number) - 50) / 4 - 12 - index) < 1, `frame ${index}`);
    }
    assert.deepEqual(notices, []);
    await transcode(info, at('out.mkv'));
    const output = await probeVideo(at('out.mkv'));
    const begin =
      frameTime(whole, whole.video.ticks[12] as number) - frameTime(whole, whole.video.ticks[0] as number);
    assert.ok(Math.abs(firstClick(output) - (1 - begin)) < 0.06, `${firstClick(output)} s`);
  });

  for (const [codec, ...settings] of [
    ['mpeg2video', '-flags', '+ilme+ildct', '-b:v', '800k'],
    ['libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:keyint=12'],
  ] as const) {
    test(`nor is one of ${codec} told to be damaged`, async () => {
      const path = at(`${codec}.ts`);
      makeClip(
        path,
        ...['-f', 'lavfi', '-i', 'testsrc=s=96x64:r=25:d=2', '-c:v', codec, ...settings, '-g', '12'],
      );
      writeFileSync(path, readFileSync(path).subarray(12 * PACKET));
      const info = await probeVideo(path);
      assert.match(info.notices[0] ?? '', /^The first \d+ frames depend on others that are not in the file/);
      const notices: string[] = [];
      const options = { width: 96, height: 64, strict: true, onNotice: (text: string) => notices.push(text) };
      for await (const { concealed } of decodeFrames(info, options)) assert.ok(!concealed);
      assert.deepEqual(notices, []);
    });
  }
});
