import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import {
  createImage,
  estimateFlow,
  type Image,
  measureVideo,
  NstError,
  type PaintedImage,
  stylizeFrames,
  type TimedImage,
} from '../src/index.js';
import { draw, endPointError, texture } from './flow/texture.js';
import { makeClip, picture, scratchFolder, X264 } from './media/clips.js';
import { painterFile } from './stylize/style-network/painter-file.js';

const folder = scratchFolder();
const style = join(folder, 'style.jpg');
const library = new URL('../src/index.js', import.meta.url).href;
const guide = fileURLToPath(new URL('../../docs/api.md', import.meta.url));
const quick = { iterations: 2, device: 'cpu' } as const;

before(async () => {
  makeClip(join(folder, 'clip.mp4'), ...picture(0.12), ...X264);
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888888', noise } })
    .jpeg()
    .toFile(style);
});

/** Stripes that lie `shift` pixels to the right, under `light`. */
function stripes(shift: number, light = 1, [width, height] = [64, 48]): Image {
  const image = createImage(width as number, height as number);
  return { ...image, data: image.data.map((_, i) => light * (0.5 + 0.4 * Math.sin(((i % 64) - shift) / 5))) };
}

test('the examples of docs/api.md run as they are', async () => {
  const examples = [...readFileSync(guide, 'utf8').matchAll(/^```js\n(.*?)^```/gms)].map(
    ([, code]) => code as string,
  );
  assert.ok(examples.length >= 6, `${examples.length} examples`);
  const printed: string[] = [];
  for (const [i, code] of examples.entries()) {
    const file = join(folder, `example${i}.mjs`);
    assert.match(code, /from 'nst-video'/);
    writeFileSync(file, code.replaceAll("'nst-video'", `'${library}'`));
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
    printed.push(stdout);
  }
  const all = printed.join('');
  assert.match(all, /^frame 2, \d+ evaluations$/m);
  assert.match(all, /^3 frames of 64×48, 0 of them painted$/m);
  assert.match(all, /^frame 3 at 0.12 s, shot 0: 9216 bytes, loss \d/m);
  assert.match(all, /^INPUT .*nowhere/m);
  assert.doesNotMatch(all, /NaN|undefined/);
});

test('frames in, frames out: times and sizes stay, a later frame follows the first, a cut starts a shot', async () => {
  const checks = createImage(64, 48);
  checks.data.forEach((_, i) => {
    checks.data[i] = ((i % 64) >> 3) % 2 === (Math.floor(i / 64) >> 2) % 2 ? 0.9 : 0.1;
  });
  const frames = [stripes(0), stripes(1), checks].map((image, i) => ({ image, time: 7 + i / 10 }));
  const painted = [];
  for await (const frame of stylizeFrames(frames, style, quick)) painted.push(frame);
  assert.deepEqual(
    painted.map(({ time }) => time),
    [7, 7.1, 7.2],
  );
  assert.deepEqual(
    painted.map(({ shot }) => shot),
    [0, 0, 1],
  );
  assert.deepEqual(
    painted.map(({ reliable }) => reliable === null),
    [true, false, true],
  );
  assert.ok(painted.every(({ image }) => image.width === 64 && image.data.every(Number.isFinite)));
  assert.ok((painted[1]?.loss?.temporal ?? 0) > 0);
});

test('stylizeFrames paints with a network file, by itself and held to the past', async () => {
  const network = join(folder, 'candy.onnx');
  writeFileSync(network, painterFile());
  const frames = [0, 1, 2].map((i) => ({ image: stripes(i), time: i }));
  const painted: PaintedImage[] = [];
  for await (const frame of stylizeFrames(frames, network, { device: 'cpu' })) painted.push(frame);
  assert.deepEqual(
    painted.map(({ evaluations, loss, reliable }) => [evaluations, loss, reliable === null]),
    [
      [0, null, true],
      [0, null, false],
      [0, null, false],
    ],
  );
  assert.ok(painted.every(({ image }) => image.width === 64 && image.data.every((v) => v >= 0 && v <= 1)));
  const byShot = stylizeFrames(frames, network, { styleNorms: 'shot' });
  await assert.rejects(byShot.next(), /measures a whole shot before its first frame is painted/);
});

test('leaving the loop closes the frames; no frames make no frames', async () => {
  let closed = false;
  async function* endless(): AsyncGenerator<TimedImage> {
    try {
      for (let i = 0; ; i++) yield { image: stripes(i), time: i };
    } finally {
      closed = true;
    }
  }
  for await (const { index } of stylizeFrames(endless(), style, quick)) {
    assert.equal(index, 0);
    break;
  }
  assert.ok(closed);
  for await (const frame of stylizeFrames([], style, quick)) assert.fail(`${frame.index}`);
});

for (const [what, frames, options, message] of [
  ['another size', [stripes(0), stripes(0, 1, [32, 48])], {}, /frame 1 to be 64×48 .* got 32×48/],
  ['an option for files', [stripes(0)], { size: 64 }, /`size` is an option for files/],
] as const) {
  test(`${what} is refused with a code`, async () => {
    const timed = frames.map((image, time) => ({ image, time }));
    const all = async () => {
      for await (const _ of stylizeFrames(timed, style, { ...quick, ...options }));
    };
    await assert.rejects(
      all,
      (error) => error instanceof NstError && error.code === 'USAGE' && message.test(error.message),
    );
  });
}

test('times out of order are refused, an abort rejects with its reason', async () => {
  const frames = [1, 0].map((time) => ({ image: stripes(0), time }));
  const next = async (signal?: AbortSignal) => {
    for await (const _ of stylizeFrames(frames, style, quick, signal ? { signal } : {}));
  };
  await assert.rejects(() => next(), /in order of time, got frame 1 at 0 s after 1 s/);
  const reason = new Error('enough');
  await assert.rejects(() => next(AbortSignal.abort(reason)), reason);
});

test('frames are measured as files are: a steady render has no warping error, a flickering one has', async () => {
  const timed = (images: readonly Image[]) => images.map((image, i) => ({ image, time: i / 25 }));
  const source = timed([stripes(0), stripes(0), stripes(0)]);
  const measures = { gaps: [1], tof: false };
  const steady = await measureVideo(source, source, measures);
  const flickering = await measureVideo(timed([stripes(0), stripes(0, 0.7), stripes(0)]), source, measures);
  assert.equal(steady.frames.length, 3);
  const error = ({ summary }: typeof steady) => summary.whole.warping[0]?.output ?? Number.NaN;
  assert.ok(error(steady) < 1e-6 && error(flickering) > 1e-3, `${error(steady)}, ${error(flickering)}`);
  await assert.rejects(measureVideo(source.slice(1), source, measures), /the painted clip ends after 2/);
  await assert.rejects(measureVideo('a.mp4', source), /got a path and frames/);
});

test('the flow of a shift is the shift, both ways', async () => {
  const at = (shift: number) => draw(160, 96, (x, y, c) => texture(x - shift, y, c));
  const { forward, backward } = await estimateFlow(at(0), at(2));
  const inner = (x: number, y: number) => x >= 5 && y >= 5 && x < 155 && y < 91;
  assert.ok(endPointError(forward, () => [2, 0], inner) < 0.04);
  assert.ok(endPointError(backward, () => [-2, 0], inner) < 0.04);
});
