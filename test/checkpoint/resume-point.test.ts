import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { JobFacts } from '../../src/checkpoint/manifest.js';
import { type FrameNote, readResumePoint } from '../../src/checkpoint/resume-point.js';
import {
  createWorkFolder,
  discardWorkFolder,
  lookAtWorkFolder,
  openWorkFolder,
} from '../../src/checkpoint/work-folder.js';
import { keptState, stateToKeep } from '../../src/pipeline/resume.js';
import type { PastFrame, ShotState } from '../../src/stylize/shot-state.js';
import { scratchFolder } from '../media/clips.js';

const scratch = scratchFolder();
const painted = 6;
const states = 2;
const facts = {
  selection: { first: 0, count: 9 },
  options: { longTerm: [1, states] },
} as unknown as JobFacts;
const terms = { content: 1, style: 1, temporal: 0, tv: 0, keyframe: 0, total: 2 };

function pastFrame(index: number): PastFrame {
  const image = { width: 1, height: 1, data: Float32Array.of(index, 0.5, 0.25) };
  return { source: image, stylized: image, convergence: Float32Array.of(1) };
}

/** The state after a frame, looking back over two. */
function stateAfter(index: number): ShotState {
  const past = [index, index - 1].filter((i) => i >= 0).map(pastFrame);
  return { shot: 0, painted: index + 1, terms, normalisers: [], past, inverseHessianScales: [] };
}

const whole = join(scratch, 'whole');
{
  await using folder = await createWorkFolder(whole, facts);
  for (let index = 0; index < painted; index++) {
    const state = stateAfter(index);
    const note = { frame: { index, shot: index < 3 ? 0 : 1 }, past: state.past.length } as FrameNote;
    await folder.states.write(index, stateToKeep(state));
    await folder.frames.append(note, Uint8Array.of(index));
  }
}

/** Where a folder that was changed is gone on from. */
async function pointAfter(name: string, change: (path: string) => void) {
  const path = join(scratch, name);
  cpSync(whole, path, { recursive: true });
  change(path);
  const log = readFileSync(join(path, 'frames.log'));
  await using folder = await openWorkFolder(path);
  assert.ok(folder);
  const point = await readResumePoint(path, folder).finally(() => {
    assert.deepEqual(readFileSync(join(path, 'frames.log')), log, 'the disk is as it was');
  });
  assert.equal(folder.frames.count, point.notes.length);
  return { done: point.notes.length, state: keptState(point.states), notice: point.notice };
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 16;
  writeFileSync(path, bytes);
}

const slot = (index: number) => `state-${index % (states + 2)}`;

test('a whole folder is gone on from after its newest frame', async () => {
  const { done, state, notice } = await pointAfter('untouched', () => {});
  assert.deepEqual([done, notice], [painted, undefined]);
  assert.deepEqual(state, stateAfter(painted - 1));
});

test('one flipped bit in the newest state costs one frame', async () => {
  for (const at of [0, 31, 40, 60]) {
    const { done, state, notice } = await pointAfter(`flipped-${at}`, (path) =>
      flip(join(path, slot(5)), at),
    );
    assert.equal(done, painted - 1);
    assert.deepEqual(state, stateAfter(painted - 2));
    assert.match(notice ?? '', /is damaged: the frames from 5 on are painted again/);
  }
});

test('a bad newest record costs one frame, as does one that is missing', async () => {
  const end = readFileSync(join(whole, 'frames.log')).length;
  const bad = await pointAfter('bad', (path) => flip(join(path, 'frames.log'), end - 1));
  assert.equal(bad.done, painted - 1);
  assert.deepEqual(bad.state, stateAfter(painted - 2));
  assert.match(bad.notice ?? '', /from 5 on/);
  const cut = await pointAfter('cut', (path) => truncateSync(join(path, 'frames.log'), end - 5));
  assert.deepEqual([cut.done, cut.notice], [painted - 1, undefined], 'a kill does that');
});

test('states in the files of others are not taken for theirs', async () => {
  const { done, state } = await pointAfter('exchanged', (path) => {
    const newest = readFileSync(join(path, slot(5)));
    cpSync(join(path, slot(4)), join(path, slot(5)));
    writeFileSync(join(path, slot(4)), newest);
  });
  assert.equal(done, painted - 2);
  assert.deepEqual(state, stateAfter(painted - 3));
});

test('damage before all that can be gone on from: the frames from the start of its shot on are painted again', async () => {
  const early = (at: number) => (path: string) => flip(join(path, 'frames.log'), at);
  const size = readFileSync(join(whole, 'frames.log')).length / painted;
  const stateless = (path: string) => {
    for (const name of readdirSync(path)) if (name.startsWith('state-')) writeFileSync(join(path, name), '');
  };
  const all = /is damaged: all frames are painted again/;
  // The second shot starts at frame 3; heads, notes and (their last byte) payloads.
  for (const [name, change, done, notice] of [
    ['first-head', early(8), 0, all],
    ['first-payload', early(size - 1), 0, all],
    ['third-payload', early(3 * size - 1), 0, all],
    ['fourth-head', early(3 * size + 8), 0, all],
    ['fifth-head', early(4 * size + 8), 4, /the frames from 4 on/],
    ['fifth-payload', early(5 * size - 1), 4, /the frames from 4 on/],
    ['stateless', stateless, 3, /the frames from 3 on/],
  ] as const) {
    const point = await pointAfter(name, change);
    assert.deepEqual([name, point.done], [name, done]);
    assert.deepEqual(point.state, done === 4 ? stateAfter(3) : undefined);
    assert.match(point.notice ?? '', notice);
  }
});

test('a folder with something in it that is no file is refused, and does not hang', async () => {
  const path = join(scratch, 'no-file');
  cpSync(whole, path, { recursive: true });
  rmSync(join(path, 'frames.log'));
  if (spawnSync('mkfifo', [join(path, 'frames.log')]).status !== 0) mkdirSync(join(path, 'frames.log'));
  const refused = { name: 'WorkError', message: /`frames\.log` in it is not a file.*--restart/ };
  await assert.rejects(openWorkFolder(path), refused);
  await assert.rejects(lookAtWorkFolder(path, false), refused);
  mkdirSync(join(path, 'lock.99999-abc'));
  await discardWorkFolder(path);
  assert.equal(existsSync(path), false);
});
