import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeClip } from '../make-clip.js';
import { runCli, scratchFolder, writePicture } from '../run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const path = (name: string) => join(folder.path, name);
const run = (...args: string[]) => runCli(args, { cwd: folder.path });

before(async () => {
  folder = await scratchFolder();
  await writePicture(path('style.png'));
  for (const name of ['c1.mp4', 'c2.mp4']) await makeClip(path(name), 2);
  await writePicture(path('photo.png'));
  writeFileSync(path('c3.mp4'), 'no clip at all');
  writeFileSync(
    path('jobs.yaml'),
    `defaults: { style: style.png, quality: draft, iterations: 1, device: cpu, outDir: painted }
jobs:
  - input: c*.mp4
  - input: photo.png
    output: photo.painted.png
`,
  );
});
after(() => folder[Symbol.asyncDispose]());

test('a dry run says what would be done and what would fail, and does nothing', async () => {
  const names = readdirSync(folder.path);
  const { code, stdout } = await run('batch', 'jobs.yaml', '--dry-run', '--size', '64');
  assert.equal(code, 1);
  assert.match(
    stdout,
    /c1\.mp4 → \S*painted\/c1\.style\.mp4\n {2}2 frames at 23\.976 fps \([^)]*\), with sound, 64×43, from 96×64\n/,
  );
  assert.match(stdout, /c3\.mp4 → .*\n {2}problem: .*c3\.mp4` cannot be read as a video/);
  assert.match(stdout, /photo\.png → \S*photo\.painted\.png\n {2}one picture/);
  assert.match(stdout, /1 of 4 jobs would fail; nothing was done\n$/);
  assert.deepEqual(readdirSync(folder.path), names);
});

test('a dry run says so when jobs only fail together, and speaks of one job as one', async () => {
  const twice = await runCli(['c1.mp4', './c1.mp4', '-s', 'style.png', '--out-dir', 'new', '--dry-run'], {
    cwd: folder.path,
  });
  assert.equal(twice.code, 1);
  assert.match(
    twice.stdout,
    /problem: `new\/c1\.style\.mp4` is named as an output more than once.*\nthe jobs cannot run as given; nothing was done\n$/,
  );
  const one = await runCli(['c1.mp4', '-s', 'none.png', '--dry-run'], { cwd: folder.path });
  assert.equal(
    one.stdout,
    'c1.mp4\n  problem: Cannot use `--style`: `none.png` does not exist\nthe job would fail; nothing was done\n',
  );
});

test('the batch does what it can, two at once, tells of each, and skips what is there the next time', async () => {
  const first = await run('batch', 'jobs.yaml', '--jobs-at-once', '2', '--report', 'all.json');
  assert.equal(first.code, 1);
  assert.match(first.stderr, /^done +2 +[\d.]+ s {2}\S*c1\.style\.mp4$/m);
  assert.match(first.stderr, /^failed +[\d.]+ s {2}\S*c3\.style\.mp4$/m);
  assert.match(first.stderr, /^done +1 +[\d.]+ s {2}\S*photo\.painted\.png$/m);
  assert.match(first.stderr, /3 done, 1 failed, 0 skipped\nerror: 1 of 4 inputs failed\n$/);
  assert.match(first.stderr, /^\[2\/4\] wrote /m, 'lines say whose they are');
  assert.deepEqual(readdirSync(path('painted')).sort(), ['c1.style.mp4', 'c2.style.mp4']);

  const again = await run('batch', 'jobs.yaml');
  assert.equal(again.code, 1);
  assert.match(again.stderr, /c1\.style\.mp4` already exists: .*`--overwrite` .* `--skip-existing`/);

  const skipping = await run('batch', 'jobs.yaml', '--skip-existing');
  assert.equal(skipping.code, 1, 'the third still fails');
  assert.match(skipping.stderr, /0 done, 1 failed, 3 skipped/);

  const dry = await run('batch', 'jobs.yaml', '--skip-existing', '--dry-run');
  assert.equal(dry.stdout.match(/already exists: would be skipped/g)?.length, 3);
  assert.match(dry.stdout, /1 of 4 jobs would fail/);
});

test('a mistake in the file stops it before anything is painted', async () => {
  writeFileSync(path('bad.yaml'), 'jobs:\n  - input: c1.mp4\n    stile: style.png\n');
  const { code, stderr } = await run('batch', 'bad.yaml');
  assert.equal(code, 2);
  assert.match(stderr, /^error: bad\.yaml:3:5: Unknown option `stile`: did you mean `style`\?/);
});
