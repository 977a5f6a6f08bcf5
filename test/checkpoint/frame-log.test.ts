import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { countFrames, FrameLog } from '../../src/checkpoint/frame-log.js';
import { packFrame, unpackFrame } from '../../src/checkpoint/frame-record.js';
import { StateSlots } from '../../src/checkpoint/states.js';
import { WorkError } from '../../src/errors.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const job = 'a1';
const bytes = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => ((i + 1) * 7919 * (seed + 1)) >> 5);

/** A log of three frames; returns where each record ends. */
async function threeFrames(path: string): Promise<number[]> {
  await using log = await FrameLog.open(path, job);
  const ends: number[] = [];
  for (let i = 0; i < 3; i++) {
    await log.append({ i }, bytes(1000 + i, i));
    ends.push(statSync(path).size);
  }
  return ends;
}

test('what was appended is read back, by this process and by the next', async () => {
  const path = join(folder, 'whole');
  await threeFrames(path);
  await using log = await FrameLog.open(path, job);
  assert.equal(log.count, 3);
  assert.deepEqual(log.notes(), [{ i: 0 }, { i: 1 }, { i: 2 }]);
  for (let i = 0; i < 3; i++) assert.deepEqual(new Uint8Array(await log.read(i)), bytes(1000 + i, i));
  assert.equal(await countFrames(path, job), 3);
});

test('cut off at any byte, exactly the complete frames are left, and it goes on from there', async () => {
  const path = join(folder, 'cut');
  const ends = await threeFrames(path);
  const whole = readFileSync(path);
  for (let length = 0; length <= whole.length; length += 37) {
    writeFileSync(path, whole.subarray(0, length));
    await using log = await FrameLog.open(path, job);
    const complete = ends.filter((end) => end <= length).length;
    assert.equal(log.count, complete, `${length} bytes`);
    await log.append({ again: true }, bytes(50, 9));
    assert.deepEqual(new Uint8Array(await log.read(complete)), bytes(50, 9));
    assert.equal(log.notes().length, complete + 1);
  }
});

test('a last frame whose bytes never reached the disk is dropped, though its length is right', async () => {
  const path = join(folder, 'hole');
  const [, second = 0, third = 0] = await threeFrames(path);
  const whole = readFileSync(path);
  whole.fill(0, third - 300);
  writeFileSync(path, whole);
  await using log = await FrameLog.open(path, job);
  assert.equal(log.count, 2);
  assert.equal(statSync(path).size, third, 'nothing is cut off before something is written');
  await log.append({ again: true }, bytes(5, 1));
  assert.ok(statSync(path).size < second + 200);
});

test('a frame in the middle that has changed is refused when it is read', async () => {
  const path = join(folder, 'rotten');
  const [first = 0] = await threeFrames(path);
  const whole = readFileSync(path);
  whole[first - 10] = (whole[first - 10] as number) ^ 1;
  writeFileSync(path, whole);
  await using log = await FrameLog.open(path, job);
  assert.equal(log.count, 3);
  await assert.rejects(log.read(0), (error: Error) => {
    assert.match(error.message, /Frame 0 .* is damaged: start over with `--restart`/);
    return error instanceof WorkError;
  });
  await log.read(1);
});

/** A log of three frames, changed; opened, without a word to the disk. */
async function changed(name: string, change: (whole: Buffer, ends: readonly number[]) => Uint8Array) {
  const path = join(folder, name);
  const ends = await threeFrames(path);
  const bytes = change(readFileSync(path), ends);
  writeFileSync(path, bytes);
  await using log = await FrameLog.open(path, job);
  assert.deepEqual(new Uint8Array(readFileSync(path)), new Uint8Array(bytes), 'the disk is as it was');
  return { count: log.count, damaged: log.damaged };
}

test('records that are swapped, doubled, taken out or of another job are found', async () => {
  const cut = (whole: Buffer, [a = 0, b = 0, c = 0]: readonly number[]) =>
    [whole.subarray(0, a), whole.subarray(a, b), whole.subarray(b, c)] as const;
  const arranged = (order: readonly (0 | 1 | 2)[]) => (whole: Buffer, ends: readonly number[]) =>
    Buffer.concat(order.map((i) => cut(whole, ends)[i]));
  assert.deepEqual(await changed('swapped', arranged([1, 0, 2])), { count: 0, damaged: true });
  assert.deepEqual(await changed('swapped-end', arranged([0, 2, 1])), { count: 1, damaged: true });
  assert.deepEqual(await changed('doubled', arranged([0, 0, 1, 2])), { count: 1, damaged: true });
  assert.deepEqual(await changed('doubled-end', arranged([0, 1, 2, 2])), { count: 3, damaged: true });
  assert.deepEqual(await changed('gap', arranged([0, 2])), { count: 1, damaged: true });
  const path = join(folder, 'foreign');
  await threeFrames(path);
  await using log = await FrameLog.open(path, 'b2');
  assert.deepEqual([log.count, log.damaged], [0, true]);
});

test('a bad head or note ends what counts, and leaves the records behind it on the disk', async () => {
  const flip = (at: (ends: readonly number[]) => number) => (whole: Buffer, ends: readonly number[]) => {
    whole[at(ends)] = (whole[at(ends)] as number) ^ 4;
    return whole;
  };
  for (let byte = 0; byte < 50; byte += 3) {
    const { count } = await changed(
      `head-${byte}`,
      flip(([a = 0]) => a + byte),
    );
    assert.equal(count, 1, `byte ${byte} of the second record`);
  }
});

test('frames are packed without loss, whatever their shape', async () => {
  for (const [length, stride] of [
    [3, 3],
    [3 * 7 * 5, 3 * 7],
    [100, 1000],
    [4 * 640 * 9, 3 * 640],
  ] as const) {
    const frame = bytes(length, 3);
    assert.deepEqual(new Uint8Array(await unpackFrame(await packFrame(frame, stride))), frame);
  }
  const smooth = Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => i / 100);
  assert.ok((await packFrame(smooth, 3 * 64)).length < smooth.length / 4);
});

test('states are written in turn; a torn one is not taken for whole, those before it stay', async () => {
  const needed = 2;
  const lookingBack = { id: job, options: { longTerm: [1, needed] } };
  const slots = new StateSlots(folder, lookingBack);
  for (let i = 0; i < 7; i++) await slots.write(i, [bytes(400 - 20 * i, i)]);
  truncateSync(join(folder, `state-${6 % (needed + 2)}`), 100);
  assert.equal(await slots.read(6), undefined);
  for (const i of [5, 4, 3]) {
    assert.deepEqual(new Uint8Array((await slots.read(i)) as Uint8Array), bytes(400 - 20 * i, i));
  }
  assert.equal(await slots.read(2), undefined, 'another frame has its place');
});
