import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { renderCut, renderScene } from '../../../fixtures/scene.js';
import { writeClip, writePicture } from '../../../fixtures/write-files.js';
import type { Image } from '../../../src/image.js';
import { randomNormal } from '../../stylize/random-network.js';
import { pictureFacts, soundHashes } from '../make-clip.js';
import { cliPath, runCli, scratchFolder } from '../run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const codec = '-c:v libx264 -preset ultrafast -crf 8 -pix_fmt yuv420p -c:a aac'.split(' ');
const size = { width: 96, height: 64 };
const tone = {
  sampleRate: 44100,
  samples: Float32Array.from({ length: 2 * 26460 }, (_, i) => 0.2 * Math.sin((i >> 1) * 0.06)),
};

function noisy(frames: readonly Image[], deviation: number): Image[] {
  return frames.map((frame, t) => {
    const noise = randomNormal(frame.data.length, 50 + t, deviation);
    return { ...frame, data: frame.data.map((v, i) => Math.min(Math.max(v + noise[i]!, 0), 1)) };
  });
}

before(async () => {
  folder = await scratchFolder();
  const at = (name: string) => join(folder.path, name);
  // A cut before frame 9.
  const source = renderCut({ ...size, frames: 15, background: [1, 0], objects: [] }, 9);
  await writeClip(at('source.mp4'), source, { frameRate: '25', codec, sound: tone });
  await writeClip(at('rough.mp4'), noisy(source, 0.1), { frameRate: '25', codec });
  await writeClip(at('fine.mp4'), noisy(source, 0.03), { frameRate: '25', codec });
  await mkdir(at('frames'));
  for (const [i, frame] of source.slice(0, 6).entries()) await writePicture(at(`frames/${i}.png`), frame);
  await writePicture(at('style.png'), renderScene({ ...size, frames: 1, seed: 9 }).frames[0]!);
});
after(() => folder[Symbol.asyncDispose]());

const made = ['fine.mp4', 'frames', 'rough.mp4', 'source.mp4', 'style.png'];
const run = (...args: string[]) => runCli(['metrics', ...args], { cwd: folder.path });
const quick = ['--gaps', '1,5', '--no-tof', '--no-distances'];

test('the table: renders side by side, the source beside each, cuts, definitions and tools', async () => {
  const { code, stdout, stderr } = await run(
    'rough.mp4',
    '--source',
    'source.mp4',
    '--compare',
    'fine.mp4',
    ...quick,
  );
  assert.deepEqual([code, stderr], [0, '']);
  const lines = stdout.split('\n');
  assert.equal(lines[0], 'rough.mp4, fine.mp4 against source.mp4: 15 frames of 96×64 in 2 shots (0.6 s)');
  const values = (start: string) =>
    lines
      .find((line) => line.startsWith(start))!
      .slice(start.length)
      .trim()
      .split(/\s+/)
      .map(Number);
  const [source, rough, fine] = values('E_warp, gap 1') as [number, number, number];
  assert.ok(source < fine && fine < rough, `${source} ${fine} ${rough}`);
  assert.match(stdout, /^E_warp, gap 1 .* 13 pairs, \d+ % trusted/m);
  assert.match(stdout, /^E_warp, gap 5 .* 5 pairs/m);
  assert.match(stdout, /^shot 2, 0\.36–0\.56 s .* 6 frames$/m);
  const said = lines.findIndex((line) => line.startsWith('rough.mp4 flickers '));
  assert.ok(said > 0 && said < lines.findIndex((line) => line.startsWith('E_warp')), 'words before figures');
  assert.match(stdout, /^fine\.mp4 flickers a little.*\nfine\.mp4 is the steadiest of them\.$/m);
  assert.match(stdout, /docs\/metrics\.md/);
  assert.doesNotMatch(stdout, /‖/, 'formulas are in the docs');
  assert.match(stdout, /Flow: dense inverse search, medium/);
});

test('everything: style, JSON, CSV and a heat map with the source’s sound', async () => {
  const files = ['--json', 'm.json', '--csv', 'm.csv', '--heatmap', 'heat.mp4'];
  const { code, stderr, stdout } = await run(
    ...['rough.mp4', '--source', 'source.mp4', '--compare', 'fine.mp4', '--style', 'style.png'],
    ...['--gaps', '1,2', ...files],
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^style distance +1 /m);
  const at = (name: string) => join(folder.path, name);
  const json = JSON.parse(await readFile(at('m.json'), 'utf8'));
  assert.deepEqual([json.frames, json.width, json.gaps.length, json.renders.length], [15, 96, 2, 2]);
  assert.match(json.tools.network, /zero padding/);
  const [rough, fine] = json.renders;
  assert.equal(rough.frames.length, 15);
  assert.ok(rough.summary.whole.tof > fine.summary.whole.tof);
  assert.deepEqual(
    rough.frames.filter((frame: { contentDistance: number | null }) => frame.contentDistance !== null).length,
    3,
  );
  assert.equal(rough.frames[7].styleDistance.layers.length, 4);
  const rows = (await readFile(at('m.csv'), 'utf8')).trimEnd().split('\n');
  assert.equal(rows.length, 31);
  assert.match(rows[0]!, /^render,frame,time,shot,starts_shot,ewarp_1,ewarp_1_source,trusted_1,ewarp_2,/);
  const columns = new Set(rows.map((row) => row.split(',').length));
  assert.equal(columns.size, 1);
  const [, , , , starts, ewarp] = rows[10]!.split(',');
  assert.deepEqual([starts, ewarp], ['1', ''], 'a shot begins with frame 9 and has no pair there');
  assert.equal(Number(rows[2]!.split(',')[5]), rough.frames[1].warping[0].output);
  const facts = await pictureFacts(at('heat.mp4'));
  assert.deepEqual([facts.width, facts.height, Number(facts.nb_read_frames)], [96, 64, 15]);
  assert.deepEqual(await soundHashes(at('heat.mp4')), await soundHashes(at('source.mp4')));

  const again = await run('rough.mp4', '--source', 'source.mp4', ...quick, '--csv', 'm.csv');
  assert.equal(again.code, 1);
  assert.match(again.stderr, /^error: `m\.csv` already exists: .*`--overwrite` to replace it\n$/);
  for (const name of ['m.json', 'm.csv', 'heat.mp4']) await rm(at(name));
});

test('of a part, frames have the source’s numbers from 0 and source time, the same in all that is written', async () => {
  const at = (name: string) => join(folder.path, name);
  const files = ['--json', 'p.json', '--csv', 'p.csv', '--html', 'p.html'];
  const { code, stderr } = await run(
    ...['rough.mp4', '--source', 'source.mp4', '--start', '2f', '--end', '8f', '--gaps', '1'],
    ...['--no-tof', '--no-distances', ...files],
  );
  assert.equal(code, 0, stderr);
  const { renders } = JSON.parse(await readFile(at('p.json'), 'utf8'));
  const frames: { index: number; frame: number; time: number; warping: { output: number | null }[] }[] =
    renders[0].frames;
  assert.deepEqual(
    frames.map(({ index, frame, time }) => [index, frame, Number(time.toFixed(4))]),
    [2, 3, 4, 5, 6, 7].map((frame, index) => [index, frame, Number((frame / 25).toFixed(4))]),
  );
  const rows = (await readFile(at('p.csv'), 'utf8')).trimEnd().split('\n').slice(1);
  assert.deepEqual(
    rows.map((row) => Number(row.split(',')[1])),
    [2, 3, 4, 5, 6, 7],
  );
  const peak = frames.toSorted((a, b) => (b.warping[0]?.output ?? 0) - (a.warping[0]?.output ?? 0))[0]!;
  const html = await readFile(at('p.html'), 'utf8');
  const [, time, number] = /<p class="pair"><b>([\d.]+) s<\/b>, frame (\d+),/.exec(html) ?? [];
  assert.deepEqual([Number(number), time], [peak.frame, peak.time.toFixed(2)], 'one peak, one number');
  assert.ok(
    html.includes(`render, frame ${peak.frame - 1}<`) && html.includes(`render, frame ${peak.frame}<`),
  );
  for (const name of ['p.json', 'p.csv', 'p.html']) await rm(at(name));
});

test('--json - prints JSON and nothing else', async () => {
  const { code, stdout, stderr } = await run('fine.mp4', '--source', 'source.mp4', ...quick, '--json', '-');
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(JSON.parse(stdout).renders[0].frames.length, 15);
});

test('--start-number: the first picture of a numbered source', async () => {
  const source = ['--source', join('frames', '%d.png')];
  const { code, stdout, stderr } = await run(
    'frames',
    ...source,
    '--start-number',
    '2',
    ...quick,
    '--json',
    '-',
  );
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(JSON.parse(stdout).frames, 4);
  const missing = await run('frames', ...source, '--start-number', '20', ...quick);
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /^error: No file matches .* with the number 20\n$/);
});

test('what was aligned is said', async () => {
  const { code, stdout } = await run('frames', '--source', 'source.mp4', '--size', '48', ...quick);
  assert.equal(code, 0);
  assert.match(stdout, /^note: The source \(96×64\) is resized to 48×32\.$/m);
  assert.match(
    stdout,
    /^note: The source has 15, `frames` has 6 frames: only the first 6 of each are measured\.$/m,
  );
});

const source = ['--source', 'source.mp4'];
const refused: [title: string, args: string[], code: number, message: RegExp][] = [
  ['no source', ['fine.mp4'], 2, /`--source` is required: name the clip that the render was made from$/],
  ['no render', [...source], 2, /missing required argument 'video'/],
  ['a missing render', ['none.mp4', ...source], 1, /`none\.mp4` does not exist$/],
  [
    'a picture',
    ['style.png', ...source],
    1,
    /`style\.png` is a single picture: expected a video or a folder/,
  ],
  [
    'bad gaps',
    ['fine.mp4', ...source, '--gaps', '5,1'],
    2,
    /`--gaps` to be ascending integers .* got `5,1`$/,
  ],
  [
    'a start beyond the end',
    ['fine.mp4', ...source, '--start', '1:00'],
    1,
    /source\.mp4` has no frame at or after/,
  ],
  ['a style that is none', ['fine.mp4', ...source, '-s', 'source.mp4'], 1, /`--style` to be a picture/],
  [
    'a model that is none',
    ['fine.mp4', ...source, '--model', 'no/such'],
    1,
    /got no\/such: there is no such file$/,
  ],
  [
    'two files of one name',
    ['fine.mp4', ...source, '--csv', 'x', '--json', './x'],
    2,
    /`x` is named as an output more than once: give each output a different name$/,
  ],
  ['over an input', ['fine.mp4', ...source, '--csv', 'fine.mp4', '--overwrite'], 1, /is the input itself/],
  ['a heat map of no known kind', ['fine.mp4', ...source, '--heatmap', 'h.txt'], 2, /got `h\.txt`/],
  [
    'a heat map in no folder',
    ['fine.mp4', ...source, '--heatmap', 'no/h.mp4'],
    1,
    /`h\.mp4` cannot be written: the folder `no` does not exist/,
  ],
];

for (const [title, args, code, message] of refused) {
  test(`${title}: one clear error, exit code ${code}, nothing written`, async () => {
    const result = await run(...args);
    assert.equal(result.code, code, result.stderr);
    const text = result.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('(nst-video'));
    assert.equal(text.length, 1, result.stderr);
    assert.match(text[0]!, message);
    assert.equal(result.stdout, '');
    assert.deepEqual((await readdir(folder.path)).sort(), made);
  });
}

test('Ctrl-C: exit code 130, nothing left', { skip: process.platform === 'win32' }, async () => {
  const args = ['metrics', 'rough.mp4', ...source, '--size', '96', '--gaps', '1,2,3,4,5,6,7,8'];
  const child = spawn(process.execPath, [cliPath, ...args, '--csv', 'c.csv', '--heatmap', 'c.mp4'], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  // The hidden file of the heat map shows that measuring has begun.
  while (!(await readdir(folder.path)).some((name) => name.startsWith('.nst-'))) {
    assert.equal(child.exitCode, null, stderr);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGINT');
  assert.equal(await ended, 130, stderr);
  assert.match(stderr, /Stopped by Ctrl-C; no unfinished files are left/);
  assert.deepEqual((await readdir(folder.path)).sort(), made);
});
