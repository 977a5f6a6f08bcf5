import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FrameKeeper } from '../../src/work/frame-keeper.js';
import type { JobFacts } from '../../src/work/manifest.js';
import {
  checkPlace,
  createWorkFolder,
  discardWorkFolder,
  openWorkFolder,
} from '../../src/work/work-folder.js';
import { scratchFolder } from '../media/clips.js';

const scratch = scratchFolder();
const total = 7;
const facts = { selection: { first: 0, count: total } } as JobFacts;
const frame = (i: number) => Uint8Array.from({ length: 90 }, (_, j) => i + j);
const kept = (i: number) => ({ note: { i }, bytes: frame(i), stride: 9, state: frame(100 + i) });
const never = (error: unknown) => assert.fail(String(error));

async function all(frames: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const bytes of frames) found.push(new Uint8Array(bytes));
  return found;
}

test('who follows gets every frame in order: those of an earlier run, and the new ones as they come', async () => {
  const path = join(scratch, 'followed');
  {
    await using folder = await createWorkFolder(path, facts, 1);
    const keeper = new FrameKeeper(folder, total, never);
    for (let i = 0; i < 5; i++) await keeper.keep(kept(i));
    await keeper.stored();
  }
  await using folder = await openWorkFolder(path, () => 1);
  assert.ok(folder);
  assert.equal(folder.frames.count, 5);
  assert.deepEqual(new Uint8Array((await folder.states.read(4)) as Uint8Array), frame(104));
  const keeper = new FrameKeeper(folder, total, never);
  const following = all(keeper.follow());
  for (let i = 5; i < total; i++) await keeper.keep(kept(i));
  assert.deepEqual(
    await following,
    Array.from({ length: total }, (_, i) => frame(i)),
  );
  await folder.remove();
  assert.ok(!readdirSync(scratch).includes('followed'));
});

test('when `keep` resolves, all but the newest frame are on the disk', async () => {
  await using folder = await createWorkFolder(join(scratch, 'prompt'), facts, 1);
  const keeper = new FrameKeeper(folder, total, never);
  for (let i = 0; i < total; i++) {
    await keeper.keep(kept(i));
    assert.ok(folder.frames.count >= i, `${folder.frames.count} of ${i + 1}`);
  }
  await keeper.stored();
});

test('a failure to store is told once and ends keeping and following', async () => {
  await using folder = await createWorkFolder(join(scratch, 'full'), facts, 1);
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  folder.frames.append = () => Promise.reject(full);
  const told: unknown[] = [];
  const keeper = new FrameKeeper(folder, total, (error) => told.push(error));
  const following = assert.rejects(all(keeper.follow()), /disk of the work folder .* is full/);
  await keeper.keep(kept(0)).catch(() => {});
  await assert.rejects(keeper.keep(kept(1)), /is full: free some space/);
  await assert.rejects(keeper.stored(), /is full/);
  await following;
  assert.equal(told.length, 1);
});

test('frames that were waiting behind a failure leave the state of the newest complete frame alone', async () => {
  const path = join(scratch, 'waiting');
  {
    await using folder = await createWorkFolder(path, facts, 1);
    const keeper = new FrameKeeper(folder, total, () => {});
    await keeper.keep(kept(0));
    await keeper.stored();
    folder.frames.append = () => Promise.reject(new Error('no'));
    await Promise.allSettled([keeper.keep(kept(1)), keeper.keep(kept(2)), keeper.keep(kept(3))]);
  }
  await using folder = await openWorkFolder(path, () => 1);
  assert.equal(folder?.frames.count, 1);
  assert.deepEqual(new Uint8Array((await folder?.states.read(0)) as Uint8Array), frame(100));
});

test('whoever leaves stops waiting', async () => {
  await using folder = await createWorkFolder(join(scratch, 'left'), facts, 1);
  const leaving = new AbortController();
  const following = all(new FrameKeeper(folder, total, never).follow(leaving.signal));
  leaving.abort(new Error('left'));
  await assert.rejects(following, /left/);
});

test('a second job on a folder is refused; thrown away, it is gone', async () => {
  const path = join(scratch, 'twice');
  {
    await using _ = await createWorkFolder(path, facts, 1);
    await assert.rejects(
      openWorkFolder(path, () => 1),
      /is in use/,
    );
    await assert.rejects(discardWorkFolder(path), /is in use/);
    await assert.rejects(createWorkFolder(path, facts, 1), /is in use/);
  }
  await assert.rejects(createWorkFolder(path, facts, 1), /has started painting this output in the meantime/);
  await discardWorkFolder(path);
  assert.equal(await openWorkFolder(path, () => 1), undefined);
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
