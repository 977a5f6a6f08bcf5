import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { finish, leftovers } from './killing.js';
import { makeClip } from './make-clip.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

const posix = process.platform !== 'win32';
const job = ['-s', 'style.png', '--device', 'cpu', '--quality', 'draft', '--iterations', '2'];
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let whole: string[];

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  await makeClip(join(folder.path, 'clip.mp4'), 12);
  whole = (await finish(['clip.mp4', ...job, '-o', 'whole.mp4'], 'whole.mp4', folder.path)).hashes;
});
after(() => folder[Symbol.asyncDispose]());

/** An FFmpeg that behaves as the shell's lines say, chosen by its arguments, and else, and in the trial, as the real one. */
async function fakeFfmpeg(pattern: string, lines: string): Promise<string> {
  const path = join(folder.path, `ffmpeg-${Math.random().toString(36).slice(2)}.sh`);
  const real = findBinary('ffmpeg').path;
  const script = `#!/bin/sh\ncase "$*" in\n  */trial-*) exec '${real}' "$@";;\n  ${pattern}) ${lines.replaceAll('REAL', `'${real}'`)};;\n  *) exec '${real}' "$@";;\nesac\n`;
  await writeFile(path, script, { mode: 0o755 });
  return path;
}

/** How an FFmpeg goes wrong: for which arguments, by which lines of shell, and what is said of it. */
export type Fault = readonly [title: string, pattern: string, lines: string, message: RegExp];

/** Tests that a job survives each of them. */
export function testBrokenFfmpegs(faults: readonly Fault[]): void {
  for (const [title, pattern, lines, message] of faults) {
    test(`an FFmpeg ${title}: an error in time, what is painted is kept, a sound one goes on`, {
      skip: !posix,
    }, async () => {
      const args = ['clip.mp4', ...job, '-o', 'out.mp4'];
      const env = { FFMPEG_PATH: await fakeFfmpeg(pattern, lines) };
      const { code, stderr } = await runCli([...args, '--ffmpeg-timeout', '2', '--quiet'], {
        cwd: folder.path,
        env,
      });
      assert.equal(code, 1);
      assert.match(stderr, message);
      const kept = Number(/^(\d+) of 12 frames are kept/m.exec(stderr)?.[1] ?? 0);
      assert.deepEqual(await leftovers(folder.path), kept > 0 ? ['.out.mp4.nst-work'] : []);
      const again = await finish(args, 'out.mp4', folder.path);
      if (kept > 0) assert.match(again.stderr, new RegExp(`continuing after ${kept} of 12`));
      assert.deepEqual(again.hashes, whole);
      assert.deepEqual(await leftovers(folder.path), []);
      await rm(join(folder.path, 'out.mp4'));
    });
  }
}

/** Whether this system lets us mount a small disk. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A disk too small: for what, how it is named on the command line, and its size. */
export type SmallDisk = readonly [
  what: string,
  place: readonly [string, string, string, string],
  size: string,
];

/** Tests that nothing is lost on each of them. */
export function testFullDisks(disks: readonly SmallDisk[]): void {
  for (const [what, place, size] of disks) {
    test(`a full disk for the ${what}: said so, nothing lost, goes on when there is room`, {
      skip: canMount() ? false : 'needs the right to mount a disk',
    }, async () => {
      const disk = join(folder.path, 'small');
      await mkdir(disk);
      const mount = (...args: string[]) => execFileSync('mount', args);
      mount('-t', 'tmpfs', '-o', `size=${size}`, 'none', disk);
      try {
        const args = ['clip.mp4', ...job, ...place];
        const { code, stderr } = await runCli([...args, '--quiet'], { cwd: folder.path });
        assert.equal(code, 1);
        assert.match(stderr, /^error: The disk of .* is full/);
        assert.match(stderr, /\d+ of 12 frames are kept/);
        mount('-o', 'remount,size=16m', disk);
        const again = await finish(args, place[1], folder.path);
        assert.match(again.stderr, /continuing after \d+ of 12/);
        assert.deepEqual(again.hashes, whole);
      } finally {
        execFileSync('umount', ['-l', disk]);
        await rm(disk, { recursive: true });
      }
    });
  }
}
