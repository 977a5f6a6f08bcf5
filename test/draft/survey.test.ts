import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { probe } from '../../src/decode/probe/probe.js';
import { busiest, pickWindows } from '../../src/draft/pick-windows.js';
import { stretchesOf, survey } from '../../src/draft/survey.js';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import type { VideoInfo } from '../../src/media/info.js';
import { scratchFolder } from '../cli/run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
before(async () => {
  folder = await scratchFolder();
});
after(() => folder[Symbol.asyncDispose]());

test('the busiest window has the largest sum of motion, its first frame’s own motion left out', () => {
  const motion = [0, 1, 1, 9, 8, 1, 1, 1];
  // Frames 2, 3 and 4 move by 9 and 8 among each other.
  assert.deepEqual(busiest({ first: 100, motion }, 3), { first: 102, count: 3 });
  assert.deepEqual(busiest({ first: 5, motion: [0, 1, 2] }, 10), { first: 5, count: 3 });
  assert.deepEqual(
    busiest({ first: 0, motion: [0, 1, 1, 1] }, 2),
    { first: 0, count: 2 },
    'a tie: the first',
  );
});

const shot = (first: number, frames: number, contrast: (i: number) => number = () => 0.2) => ({
  first,
  motion: Array.from({ length: frames }, (_, i) => (i === 0 ? 0 : 1)),
  contrast: Array.from({ length: frames }, (_, i) => contrast(i)),
});

test('as many windows as were asked for, from one shot where there is no other', () => {
  const firsts = (windows: number | 'auto') =>
    pickWindows([shot(0, 100)], 24, windows).map(({ first }) => first);
  assert.deepEqual(firsts('auto'), [0]);
  assert.deepEqual(firsts(2), [0, 50]);
  assert.deepEqual(firsts(4), [0, 25, 50, 75]);
  const eight = pickWindows([shot(0, 100)], 24, 8);
  assert.equal(eight.length, 8, 'shorter, rather than fewer');
  assert.ok(
    eight.every(({ first, count }, i) => count >= 12 && first + count <= (eight[i + 1]?.first ?? 100)),
  );
  assert.equal(firsts(16).length, 8, 'but not shorter than half');
  const two = pickWindows([shot(0, 100), shot(100, 48)], 24, 3);
  assert.deepEqual(
    two.map(({ first }) => first),
    [0, 50, 100],
    'the longer shot has the third',
  );
  assert.deepEqual(pickWindows([shot(0, 5)], 24, 3), [{ first: 0, count: 5 }]);
});

test('a black lead-in and a fade are kept out, though most moves there', () => {
  const fade = shot(0, 100, (i) => (i < 40 ? 0.002 : 0.2));
  const restless = { ...fade, motion: fade.motion.map((value, i) => (i < 40 ? 50 : value)) };
  assert.deepEqual(pickWindows([restless], 24, 2), [
    { first: 40, count: 24 },
    { first: 70, count: 24 },
  ]);
  const black = shot(0, 90, () => 0.001);
  assert.deepEqual(
    pickWindows([black, shot(90, 60)], 24, 'auto').map(({ first }) => first),
    [90],
    'a black shot is none',
  );
});

test('a night scene is no lead-in, and a clip that is black throughout still has a window', () => {
  assert.deepEqual(pickWindows([shot(0, 60, () => 0.01)], 24, 2).length, 2);
  assert.deepEqual(pickWindows([shot(0, 60, () => 0)], 24, 'auto'), [{ first: 0, count: 24 }]);
});

test('a long clip is looked at in stretches from all over it', () => {
  assert.deepEqual(stretchesOf({ first: 7, count: 500 }), [{ first: 7, count: 500 }]);
  const parts = stretchesOf({ first: 10, count: 90_000 });
  assert.equal(parts.length, 8);
  assert.equal(parts[0]?.first, 10);
  const last = parts.at(-1)!;
  assert.equal(last.first + last.count, 90_010);
  assert.ok(parts.reduce((sum, { count }) => sum + count, 0) <= 1440);
  assert.ok(parts.every(({ first, count }, i) => i === 0 || first >= parts[i - 1]!.first + count));
});

test('each shot gives its busiest window, found in a real clip', async () => {
  const path = join(folder.path, 'two-shots.mp4');
  // A texture that rests for 16 frames and then moves for 8; after a cut, another that moves and then rests.
  const texture = (seed: number) =>
    `128+60*sin((X+D)*${0.21 + seed})*cos(Y*${0.17 + seed})+40*sin((X+D)*0.05+Y*${0.4 - seed})`;
  const drawn = (seed: number, shift: string) => texture(seed).replaceAll('D', `(${shift})`);
  const lum = `if(lt(N,24),${drawn(0, '3*max(0,N-15)')},255-(${drawn(0.13, '3*min(8,N-24)')}))`;
  await promisify(execFile)(findBinary('ffmpeg').path, [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:s=160x96:r=24', '-frames:v', '48'],
    ...['-vf', `format=yuv420p,geq=lum='${lum}':cb=128:cr=128`, '-c:v', 'libx264', '-crf', '10', path],
  ]);
  const info = (await probe(path)) as VideoInfo;
  const heard: number[] = [];
  const found = await survey(
    info,
    { first: 0, count: 48 },
    { windows: 'auto', seconds: 8 / 24, onProgress: (done) => heard.push(done) },
  );
  assert.equal(heard.at(-1), 48);
  assert.equal(found.windows.length, 2, JSON.stringify(found.windows));
  const [first, second] = found.windows;
  assert.deepEqual([first?.count, second?.count], [8, 8]);
  assert.ok(Math.abs(first!.first - 16) <= 1, `rests until frame 15, window at ${first?.first}`);
  assert.ok(Math.abs(second!.first - 24) <= 1, `moves until frame 32, window at ${second?.first}`);
  assert.ok(Math.abs(found.cutsPerFrame - 1 / 47) < 1e-9);
  const one = await survey(info, { first: 20, count: 20 }, { windows: 1, seconds: 1 });
  assert.deepEqual(one.windows, [{ first: 24, count: 16 }], 'the longest shot of the part');
});
