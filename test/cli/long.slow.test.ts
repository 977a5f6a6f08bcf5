import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeClip, X264 } from '../media/clips.js';
import { frameHashes, leftovers } from './killing.js';
import { cliPath, scratchFolder, writePicture } from './run-cli.js';

const frames = 5000;

test(`${frames} frames take no more memory than a few`, {
  skip: process.platform === 'linux' ? false : 'reads the memory of a process where Linux tells it',
}, async () => {
  await using folder = await scratchFolder();
  const path = (name: string) => join(folder.path, name);
  await writePicture(path('style.png'));
  const source = ['-f', 'lavfi', '-i', `testsrc2=s=32x32:r=50:d=${frames / 50}`];
  makeClip(path('long.mp4'), ...source, ...X264);
  const args = ['long.mp4', '-s', 'style.png', '-o', 'out.mp4', '--size', '32', '--device', 'cpu'];
  const child = spawn(
    process.execPath,
    [cliPath, ...args, '--quality', 'draft', '--iterations', '1', '--json-progress'],
    { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let told = '';
  child.stderr.on('data', (text) => {
    told += text;
  });
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
  const residentMb: number[] = [];
  let done = 0;
  for await (const chunk of child.stdout) {
    done += String(chunk).split('"type":"frame"').length - 1;
    if (done >= 100 * (residentMb.length + 1)) {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      residentMb.push(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
    }
  }
  assert.equal(await gone, 0, told);
  assert.equal((await frameHashes(path('out.mp4'))).length, frames);
  assert.deepEqual(await leftovers(folder.path), []);
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
  const [early, late] = [median(residentMb.slice(5, 15)), median(residentMb.slice(-10))];
  // The report's frames and the collector's leisure; a leak of one tiny frame each would be 40 MiB and more.
  assert.ok(late - early < 40, `grew from ${early} to ${late} MiB: ${residentMb.map(Math.round)}`);
});
