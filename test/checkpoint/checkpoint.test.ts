import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Checkpoint, type FrameBytes } from '../../src/checkpoint/checkpoint.js';
import type { CheckpointJob } from '../../src/checkpoint/earlier-run.js';
import { FrameLog } from '../../src/checkpoint/frame-log.js';
import type { JobFacts } from '../../src/checkpoint/manifest.js';
import type { FrameNote } from '../../src/checkpoint/resume-point.js';
import {
  checkPlace,
  createWorkFolder,
  discardWorkFolder,
  openWorkFolder,
} from '../../src/checkpoint/work-folder.js';
import { scratchFolder } from '../media/clips.js';

const scratch = scratchFolder();
const total = 7;
const area = { left: 0, top: 0, width: 3, height: 10 };
const device = 'CPU';
const facts = {
  selection: { first: 0, count: total },
  size: { width: 3, height: 10 },
  options: { longTerm: [1] },
  compared: [],
  optionContents: {},
  area,
  device,
} as unknown as JobFacts;
const bytes = (length: number, i: number) => Uint8Array.from({ length }, (_, j) => i + j);
const frame = (i: number): FrameBytes => ({
  rgb24: bytes(90, i),
  alpha: i % 2 === 0 ? bytes(30, 50 + i) : undefined,
});
const kept = (i: number) => ({
  ...frame(i),
  note: { frame: { index: i, shot: 0 }, past: 1 } as FrameNote,
  state: [bytes(40, 100 + i), bytes(50, 140 + i)],
});
const never = (error: unknown) => assert.fail(String(error));

/** The checkpoint of a job, ready for its next frame. */
async function checkpointIn(name: string, onFailure: (error: unknown) => void = never): Promise<Checkpoint> {
  const { area: _, device: __, ...early } = facts;
  const job: CheckpointJob = {
    folder: join(scratch, name),
    output: join(scratch, `${name}.mp4`),
    facts: early,
    outputOptions: [],
    restart: false,
  };
  const checkpoint = await Checkpoint.open(job, onFailure);
  checkpoint.describe({ area, device });
  return checkpoint;
}

async function all(frames: AsyncIterable<FrameBytes>): Promise<FrameBytes[]> {
  const found: FrameBytes[] = [];
  for await (const { rgb24, alpha } of frames) {
    found.push({ rgb24: new Uint8Array(rgb24), alpha: alpha && new Uint8Array(alpha) });
  }
  return found;
}

test('who follows gets every frame in order: those of an earlier run, and the new ones as they come', async () => {
  {
    await using checkpoint = await checkpointIn('followed');
    assert.ok(!readdirSync(scratch).includes('followed'), 'nothing is made before the first frame');
    for (let i = 0; i < 5; i++) await checkpoint.keep(kept(i));
    await checkpoint.stored();
  }
  await using checkpoint = await checkpointIn('followed');
  assert.equal(checkpoint.complete, 5);
  assert.deepEqual(
    checkpoint.point.notes.map((note) => note.frame.index),
    [0, 1, 2, 3, 4],
  );
  assert.deepEqual(
    checkpoint.point.states.map((state) => new Uint8Array(state)),
    [bytes(90, 104)],
  );
  const following = all(checkpoint.follow());
  for (let i = 5; i < total; i++) await checkpoint.keep(kept(i));
  assert.deepEqual(
    await following,
    Array.from({ length: total }, (_, i) => frame(i)),
  );
  await checkpoint.remove();
  assert.ok(!readdirSync(scratch).includes('followed'));
});

test('who follows from the beginning waits for the first frame', async () => {
  await using checkpoint = await checkpointIn('early');
  const following = all(checkpoint.follow());
  for (let i = 0; i < total; i++) await checkpoint.keep(kept(i));
  assert.equal((await following).length, total);
});

test('when `keep` resolves, all but the newest frame are on the disk', async () => {
  await using checkpoint = await checkpointIn('prompt');
  for (let i = 0; i < total; i++) {
    await checkpoint.keep(kept(i));
    assert.ok(checkpoint.complete >= i, `${checkpoint.complete} of ${i + 1}`);
  }
  await checkpoint.stored();
});

test('a job that goes on does so on the device that it was begun on', async () => {
  {
    await using checkpoint = await checkpointIn('elsewhere');
    await checkpoint.keep(kept(0));
  }
  await using checkpoint = await checkpointIn('elsewhere');
  assert.throws(() => checkpoint.describe({ area, device: 'CUDA' }), /device: CPU -> CUDA/);
});

test('a failure to store is told once and ends keeping and following', async (context) => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  context.mock.method(FrameLog.prototype, 'append', () => Promise.reject(full));
  const told: unknown[] = [];
  await using checkpoint = await checkpointIn('full', (error) => told.push(error));
  const following = assert.rejects(all(checkpoint.follow()), /disk of the work folder .* is full/);
  await checkpoint.keep(kept(0)).catch(() => {});
  await assert.rejects(checkpoint.keep(kept(1)), /is full: free some space/);
  await assert.rejects(checkpoint.stored(), /is full/);
  await following;
  assert.equal(told.length, 1);
});

test('frames that were waiting behind a failure leave the state of the newest complete frame alone', async (context) => {
  {
    await using checkpoint = await checkpointIn('waiting', () => {});
    await checkpoint.keep(kept(0));
    await checkpoint.stored();
    context.mock.method(FrameLog.prototype, 'append', () => Promise.reject(new Error('no')));
    await Promise.allSettled([checkpoint.keep(kept(1)), checkpoint.keep(kept(2)), checkpoint.keep(kept(3))]);
  }
  await using folder = await openWorkFolder(join(scratch, 'waiting'));
  assert.equal(folder?.frames.count, 1);
  assert.deepEqual(new Uint8Array((await folder?.states.read(0)) as Uint8Array), bytes(90, 100));
});

test('a work folder that is taken away is told at the next frame, not at the end', async () => {
  await using checkpoint = await checkpointIn('taken', () => {});
  await checkpoint.keep(kept(0));
  await checkpoint.stored();
  rmSync(join(scratch, 'taken'), { recursive: true });
  await checkpoint.keep(kept(1)).catch(() => {});
  await assert.rejects(checkpoint.stored(), /work folder .* cannot be written to/);
});

test('whoever leaves stops waiting', async () => {
  await using checkpoint = await checkpointIn('left');
  const leaving = new AbortController();
  const following = all(checkpoint.follow(leaving.signal));
  leaving.abort(new Error('left'));
  await assert.rejects(following, /left/);
});

test('a second job on a folder is refused; thrown away, it is gone', async () => {
  const path = join(scratch, 'twice');
  {
    await using _ = await createWorkFolder(path, facts);
    await assert.rejects(openWorkFolder(path), /is in use/);
    await assert.rejects(discardWorkFolder(path), /is in use/);
    await assert.rejects(createWorkFolder(path, facts), /is in use/);
  }
  await assert.rejects(createWorkFolder(path, facts), /has started painting this output in the meantime/);
  await discardWorkFolder(path);
  assert.equal(await openWorkFolder(path), undefined);
});

test('a place where no folder can be made is told before anything is painted', async () => {
  const file = join(scratch, 'file');
  writeFileSync(file, '');
  await assert.rejects(
    checkPlace(join(file, 'below', 'x.nst-work')),
    /`.*file` is not a folder; choose another/,
  );
  await checkPlace(join(scratch, 'to', 'come', 'x.nst-work'));
  assert.ok(!readdirSync(scratch).includes('to'));
});
