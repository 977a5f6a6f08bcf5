import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { scratchFolder } from '../media/clips.js';
import { packetHashes, writeShots } from '../pipeline/shots/shots-clip.js';
import { cliPath, runCli, writePicture } from './run-cli.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const run = (...args: string[]) => runCli(args, { cwd: folder });
const quick = ['-s', 'style.png', '--device', 'cpu', '--quality', 'draft', '--iterations', '2'];
const plan = ['plan', 'shots.mkv', ...quick, '--preset', 'ffv1', '--render', 'painted.mkv'];

before(async () => {
  await writePicture(path('style.png'));
  writeShots(path('shots.mkv'), [5, 3, 4]);
});

test('plan, paint and assemble: as a scheduler starts them, to the bytes of one job', async () => {
  const planned = await run(...plan, '-o', 'job');
  assert.deepEqual([planned.code, planned.stdout], [0, '3\n'], planned.stderr);
  assert.match(planned.stderr, /12 frames in 3 shots, the longest of 5 frames/);
  const again = await run(...plan, '-o', 'job');
  assert.deepEqual([again.code, again.stdout], [0, '3\n'], 'planning it again changes nothing');

  const early = await run('assemble', 'job');
  assert.equal(early.code, 75, 'to be tried again');
  assert.match(
    early.stderr,
    /^error: 3 of 3 shots are not painted yet: 1, 2, 3\. Run `nst-video paint` for them\n$/,
  );

  const ranged = await run('paint', 'job', '--shot', '2-3', '--threads', '1');
  assert.equal(ranged.code, 0, ranged.stderr);
  assert.match(ranged.stderr, /shot 3 of 3 is complete: 4 frames/);
  const rest = await run('paint', 'job');
  assert.equal(rest.code, 0, rest.stderr);
  assert.match(rest.stderr, /shot 2 of 3 was complete already: 3 frames/);
  assert.match(rest.stderr, /shot 1 of 3 is complete: 5 frames/);

  const assembled = await run('assemble', 'job', '--report', 'report.json');
  assert.equal(assembled.code, 0, assembled.stderr);
  const whole = await run(
    'shots.mkv',
    ...quick,
    '--preset',
    'ffv1',
    '-o',
    'whole.mkv',
    '--report',
    'whole.json',
  );
  assert.equal(whole.code, 0, whole.stderr);
  assert.equal(packetHashes(path('painted.mkv')), packetHashes(path('whole.mkv')));
  const [report, wholes] = ['report.json', 'whole.json'].map((name) =>
    JSON.parse(readFileSync(path(name), 'utf8')),
  );
  assert.deepEqual(report.frames, wholes.frames);
  assert.match(report.device, /CPU \(onnxruntime/);

  const twice = await run('assemble', 'job');
  assert.equal(twice.code, 0, twice.stderr);
  assert.match(twice.stderr, /already complete/);
  assert.deepEqual(readdirSync(path('job')).sort(), ['assembled', 'plan.json', 'shots', 'style.png']);
});

test('bad input gets one error, a code of its own, and leaves nothing', async () => {
  writeFileSync(path('full.txt'), '');
  const before = readdirSync(folder).sort();
  const cases: [args: string[], code: number, message: RegExp][] = [
    [[...plan], 2, /`--output` is required: name the folder of the job/],
    [['plan', 'style.png', ...quick, '-o', 'new'], 2, /Expected a clip, got the picture/],
    [['plan', 'https://host/clip.mp4', ...quick, '-o', 'new'], 2, /Expected a local file, got the URL/],
    [['plan', 'none.mkv', ...quick, '-o', 'new'], 65, /`none\.mkv` does not exist/],
    [[...plan, '--start', '50', '-o', 'new'], 65, /has no frame at or after 50/],
    [[...plan, '-o', '.'], 65, /Expected `\.` to be a new or empty folder, but it contains/],
    [[...plan, '-o', 'full.txt'], 65, /Expected `full\.txt` to be a folder/],
    [
      [...plan, '--tv-weight', '1', '--overwrite', '-o', 'job'],
      65,
      /plan of another job \(different: option tvWeight/,
    ],
    [[...plan, '-o', 'new', '--work-dir', 'x'], 2, /unknown option '--work-dir'/],
    [['paint', 'none'], 65, /Expected `none` to be a job folder, found no plan there/],
    [['paint', 'job', '--shot', '4'], 2, /Expected `--shot` to be from 1 to 3, got 4/],
    [['paint', 'job', '--shot', '3-1'], 2, /Expected `--shot` to be a shot such as 7/],
    [['assemble', 'none'], 65, /found no plan there/],
    [['worker'], 2, /`--queue` is required/],
    [['worker', '--queue', 'redis://127.0.0.1:1'], 75, /queue at redis:\/\/127\.0\.0\.1:1 cannot be reached/],
    [
      ['submit', 'shots.mkv', ...quick, '--queue', 'redis://:pw@127.0.0.1:1'],
      75,
      /127\.0\.0\.1:1 cannot be reached/,
    ],
    [['submit', 'shots.mkv', ...quick, '--queue', 'ftp://:pw@h'], 2, /Expected `--queue` to be redis:/],
  ];
  for (const [args, code, message] of cases) {
    const result = await run(...args);
    assert.match(result.stderr, message);
    assert.doesNotMatch(result.stderr, /pw/);
    assert.equal(result.code, code, `${args.join(' ')}: ${result.stderr}`);
    assert.deepEqual(readdirSync(folder).sort(), before, args.join(' '));
  }
});

test('SIGTERM ends a shot as Ctrl-C does, and the shot goes on after its last frame', async () => {
  const args = [
    'plan',
    'shots.mkv',
    ...quick.with(-1, '400'),
    '--preset',
    'ffv1',
    '--render',
    'slow.mkv',
    '-o',
    'slow',
  ];
  assert.equal((await run(...args)).code, 0);
  const child = spawn(process.execPath, [cliPath, 'paint', 'slow', '--shot', '1', '--json-progress'], {
    cwd: folder,
  });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const text of child.stdout) {
    stdout += String(text);
    if (stdout.includes('"type":"frame","index":0,')) break;
  }
  child.kill('SIGTERM');
  assert.equal(await ended, 130, stderr);
  assert.match(stderr, /^Stopped by SIGTERM; \d of 5 frames are kept: run the same command to continue\n$/);
  assert.ok(!existsSync(path('slow.mkv')));
  const rest = await run('paint', 'slow', '--shot', '1', '--json-progress');
  assert.equal(rest.code, 0, rest.stderr);
  assert.match(rest.stdout, /"type":"resume",.*"done":[1-4],"frames":5/);
  assert.doesNotMatch(rest.stdout, /"type":"frame","index":0,/);
});

test('a damaged plan, another clip and a damaged shot are refused, each with what to do', async () => {
  const text = readFileSync(path('job/plan.json'), 'utf8');
  const expect = async (args: string[], code: number, message: RegExp) => {
    const result = await run(...args);
    assert.match(result.stderr, message);
    assert.equal(result.code, code);
  };
  writeFileSync(path('job/plan.json'), text.replace('"count":5', '"count":6'));
  await expect(['paint', 'job'], 65, /plan\.json` is damaged: plan the job again/);
  writeFileSync(path('job/plan.json'), text);

  const clip = readFileSync(path('shots.mkv'));
  writeFileSync(path('shots.mkv'), clip.subarray(0, -9));
  await expect(['paint', 'job'], 65, /clip of the job is .* on \S+ is another file/);
  writeFileSync(path('shots.mkv'), clip);

  const log = path('job/shots/0002/frames.log');
  const frames = readFileSync(log);
  frames[frames.length >> 1]! ^= 1;
  writeFileSync(log, frames);
  rmSync(path('painted.mkv'));
  await expect(['assemble', 'job'], 65, /Shot 2 is damaged.*run `nst-video paint --shot 2` again/);
  await expect(['paint', 'job', '--shot', '2'], 0, /shot 2 of 3 is complete/);
  await expect(['assemble', 'job'], 0, /wrote .*painted\.mkv/);
});
