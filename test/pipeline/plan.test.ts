import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { paintedSoFar } from '../../src/checkpoint/earlier-run.js';
import { thisProcess } from '../../src/checkpoint/process-identity.js';
import { stylizeImage, stylizeVideo } from '../../src/index.js';
import type { StylizeOptionsInput } from '../../src/options/resolve.js';
import { planPicture } from '../../src/pipeline/plan/plan-picture.js';
import { planVideo } from '../../src/pipeline/plan/plan-video.js';
import { workFolderFor } from '../../src/pipeline/work-place.js';
import type { StylizeProgress } from '../../src/progress.js';
import { makeClip } from '../cli/make-clip.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const options = { device: 'cpu', quality: 'draft', iterations: 1, size: 48 } as const;
const pathsTo = (output: string, style = 'style.png', input = 'clip.mp4') => ({
  input: path(input),
  style: path(style),
  output: path(output),
});

function run(
  { input, style, output }: ReturnType<typeof pathsTo>,
  more: StylizeOptionsInput,
  told: StylizeProgress[] = [],
) {
  const onProgress = (fact: StylizeProgress) => told.push(fact);
  const stylize = input.endsWith('.png') ? stylizeImage : stylizeVideo;
  return stylize(input, style, output, { ...options, ...more }, { onProgress });
}

before(async () => {
  await writePicture(path('style.png'));
  await writePicture(path('photo.png'));
  writeFileSync(path('cut.png'), readFileSync(path('style.png')));
  truncateSync(path('cut.png'), 200);
  writeFileSync(path('there.mp4'), 'something');
  writeFileSync(path('there.png'), 'something');
  await makeClip(path('clip.mp4'), 3);
  // Frames of one job are kept, and those of another are held by a process: this one.
  await run(pathsTo('kept.mp4'), { keepWork: true });
  const held = workFolderFor(path('held.mp4'), 'auto');
  mkdirSync(held);
  writeFileSync(join(held, 'lock.1'), JSON.stringify(await thisProcess()));
});

for (const [what, output, more, style, message] of [
  ['an output that exists', 'there.mp4', {}, 'style.png', /already exists/],
  ['a folder that is missing', 'none/out.mp4', {}, 'style.png', /folder .* does not exist/],
  ['a damaged style', 'out.mp4', {}, 'cut.png', /cut\.png` is a damaged picture/],
  ['work begun otherwise', 'kept.mp4', { overwrite: true, tvWeight: 3 }, 'style.png', /different settings/],
  ['work that is in use', 'held.mp4', {}, 'style.png', /Another job, process \d+, is painting/],
  ['work in use, to be started over', 'held.mp4', { restart: true }, 'style.png', /Another job, process/],
  ['a work folder in a file', 'out.mp4', { workDir: path('style.png') }, 'style.png', /is not a folder/],
  ['pictures too small for a codec', 'out.mov', { preset: 'dnxhr' }, 'style.png', /at least 256×120/],
] as const) {
  test(`${what}: the plan's only problem is the error of the run`, async () => {
    const paths = pathsTo(output, style);
    const plan = await planVideo(paths, { ...options, ...more });
    assert.equal(plan.problems.length, 1, plan.problems.map((problem) => problem.message).join('\n'));
    const [problem] = plan.problems;
    assert.match(problem?.message ?? '', message);
    await assert.rejects(run(paths, more), { message: problem?.message, code: problem?.code });
  });
}

test('a picture: all problems are listed, the run throws the first', async () => {
  const paths = pathsTo('there.png', 'cut.png', 'photo.png');
  const { problems } = await planPicture(paths, options);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['OUTPUT', 'INPUT'],
  );
  await assert.rejects(run(paths, {}), { message: problems[0]?.message });
});

test('a plan changes nothing, and tells what the run tells', async () => {
  const paths = pathsTo('odd.mp4');
  const more = { size: 47 };
  const names = readdirSync(folder);
  const plan = await planVideo(paths, { ...options, ...more });
  assert.deepEqual(readdirSync(folder), names);
  assert.deepEqual(plan.problems, []);
  assert.match(plan.notices.join('\n'), /needs even dimensions/);
  const told: StylizeProgress[] = [];
  await run(paths, more, told);
  const notices = told.flatMap((fact) => (fact.type === 'notice' ? [fact.text] : []));
  assert.deepEqual(notices, plan.notices);
});

test('notices are about the output, not about the place where it is tried', async () => {
  await makeClip(path('longer.mp4'), 10);
  const { notices, problems } = await planVideo(pathsTo('frames/%d.png', 'style.png', 'longer.mp4'), options);
  assert.deepEqual(problems, []);
  assert.ok(notices.includes('10 pictures need 2 digits: they are named %02d.png.'), notices.join('\n'));
});

test('frames of an earlier run are counted as the run counts them, lost ones told of alike', async () => {
  const paths = pathsTo('kept.mp4');
  const work = workFolderFor(paths.output, 'auto');
  for (const lost of [false, true]) {
    if (lost) {
      for (const name of readdirSync(work)) if (!name.startsWith('state-')) rmSync(join(work, name));
    }
    const more = { overwrite: true, keepWork: true };
    const plan = await planVideo(paths, { ...options, ...more });
    const { frames, notice } = await paintedSoFar(plan);
    const told: StylizeProgress[] = [];
    await run(paths, more, told);
    const notices = told.flatMap((fact) => (fact.type === 'notice' ? [fact.text] : []));
    assert.deepEqual(notices, [...plan.notices, ...(notice === undefined ? [] : [notice])]);
    assert.equal(notice === undefined, !lost);
    assert.equal(told.find((fact) => fact.type === 'resume')?.done ?? 0, frames);
    assert.equal(frames, lost ? 0 : 3);
  }
});
