import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DecodedFrame } from '../../src/decode/frames/frames.js';
import type { CutDetector } from '../../src/flow/cuts.js';
import type { Image } from '../../src/image.js';
import { type MeasuredShot, measuredShots } from '../../src/pipeline/measured-shots.js';

const size = { width: 4, height: 2 };

/** Frames of stripes, the darker of which are as grey as their index; `plain` ones of that grey alone. */
async function* frames(count: number, plain: number): AsyncGenerator<DecodedFrame> {
  for (let index = 0; index < count; index++) {
    // The stripes are a pixel wide.
    const light = index < plain ? 0 : 25;
    const bytes = Uint8Array.from({ length: 24 }, (_, i) => Math.min(255, index + (i % 6 < 3 ? 0 : light)));
    yield { index, ticks: index, time: index / 24, bytes, concealed: false };
  }
}

const greyOf = ({ data }: Image) => Math.round(data[0]! * 255);

async function measure(
  count: number,
  cutsAt: readonly number[],
  area = { left: 0, top: 0, ...size },
  pictures?: number,
  plain = 0,
) {
  const measured: number[][] = [];
  const sizes = new Set<string>();
  const cuts = {
    shrink: (frame: Image) => frame,
    isCut: async (_: Image, current: Image) => cutsAt.includes(greyOf(current)),
  } as unknown as CutDetector;
  const painter = {
    pictures,
    measureShot: async (pictures: readonly Image[]) => {
      measured.push(pictures.map(greyOf));
      for (const { width, height } of pictures) sizes.add(`${width}×${height}`);
      return { colours: { mean: [0, 0, 0], covariance: [] }, moments: new Map() };
    },
  };
  const shots: MeasuredShot<unknown>[] = [];
  for await (const shot of measuredShots(frames(count, plain), { area, size, cuts, painter }))
    shots.push(shot);
  return { shots: shots.map(({ first, count: frames }) => [first, frames]), measured, sizes: [...sizes] };
}

test('every eighth frame of each shot is measured, from its first on', async () => {
  const { shots, measured } = await measure(30, [9, 28]);
  assert.deepEqual(shots, [
    [0, 9],
    [9, 19],
    [28, 2],
  ]);
  assert.deepEqual(measured, [[0, 8], [9, 17, 25], [28]]);
});

test('a long shot is measured by six frames at most, evenly spread', async () => {
  const { measured } = await measure(250, []);
  const [long] = measured as [number[]];
  assert.ok(long.length <= 6 && long.length > 3, `${long.length} frames`);
  const steps = new Set(long.slice(1).map((index, i) => index - long[i]!));
  assert.equal(steps.size, 1, `evenly spread: ${long}`);
  assert.equal(long[0], 0);
  assert.ok(long.at(-1)! + [...steps][0]! >= 240, 'to the end of the shot');
});

test('who takes more frames gets them', async () => {
  const { measured } = await measure(250, [], undefined, 16);
  assert.ok(measured[0]!.length <= 16 && measured[0]!.length > 8, `${measured[0]!.length} frames`);
});

test('what is measured is the active area, without letterbox bars', async () => {
  const { sizes } = await measure(10, [], { left: 0, top: 0, width: 4, height: 1 });
  assert.deepEqual(sizes, ['4×1']);
});

test('no frame, no shot', async () => {
  assert.deepEqual((await measure(0, [])).shots, []);
});

test('frames with nothing to be seen in them are measured only where there are no others', async () => {
  assert.deepEqual((await measure(30, [], undefined, undefined, 10)).measured, [[16, 24]]);
  assert.deepEqual((await measure(30, [20], undefined, undefined, 20)).measured, [[0], [20, 28]]);
});
