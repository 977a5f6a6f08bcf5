import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJobFile } from '../../../src/cli/batch/job-file.js';
import { planJobs } from '../../../src/cli/jobs/plan-jobs.js';
import { liesIn } from '../../../src/cli/jobs/real-target.js';
import { expandInput } from '../../../src/cli/jobs/request.js';
import { NstError } from '../../../src/errors.js';
import { nearestName } from '../../../src/nearest-name.js';
import { scratchFolder } from '../../media/clips.js';
import { writePicture } from '../run-cli.js';

const folder = scratchFolder();
const path = join(folder, 'jobs.yaml');

function read(text: string, given = {}) {
  writeFileSync(path, text);
  return readJobFile(path, given);
}

/** What is said of a file, without the path. */
async function problems(text: string): Promise<string> {
  let message = '';
  await assert.rejects(read(text), (error: Error) => {
    message = error.message.replaceAll(`${path}:`, '');
    return error instanceof NstError;
  });
  return message;
}

test('defaults, jobs, both spellings of a name, texts as one would type them, paths from the file', async () => {
  const jobs = await read(`
defaults:
  style: starry.jpg
  size: 512
  outDir: painted
jobs:
  - input: a.mp4
    style-weight: 60
    start: 0:10.5
    longTerm: [1, 2]
  - inputs: [/abs/b.mp4, c.mp4]
    style: wave.jpg
    size: source
    temporal: false
    contentLayers: { relu4_1: 0.5 }
  - input: d.mp4
    output: own.mov
`);
  const at = (name: string) => join(folder, name);
  const common = { matched: false, output: undefined, outDir: at('painted'), within: folder };
  assert.deepEqual(jobs, [
    {
      ...{ ...common, input: at('a.mp4'), style: at('starry.jpg') },
      options: { size: 512, styleWeight: 60, start: 10.5, longTerm: [1, 2] },
    },
    ...['/abs/b.mp4', at('c.mp4')].map((input) => ({
      ...{ ...common, input, style: at('wave.jpg') },
      options: { size: 'source', temporal: false, contentLayers: { relu4_1: 0.5 } },
    })),
    {
      ...{ ...common, input: at('d.mp4'), style: at('starry.jpg') },
      ...{ output: at('own.mov'), outDir: undefined, options: { size: 512 } },
    },
  ]);
});

test('JSON is read as well; what the command line says goes before the file', async () => {
  const text = JSON.stringify({ jobs: [{ input: 'a.mp4', style: 's.jpg', quality: 'high' }] });
  const [job] = await read(text, { quality: 'draft', style: '/x/y.jpg' });
  assert.deepEqual([job?.options, job?.style], [{ quality: 'draft' }, '/x/y.jpg']);
});

test('every mistake is told with its line and column, and the name that was meant', async () => {
  const told = await problems(`defaults:
  stile: s.jpg
  size: big
jobs:
  - input: a.mp4
    qualty: high
  - 3
  - input: x.mp4
    style-weight: -1
    styleWeight: 2
`);
  assert.deepEqual(told.split('; '), [
    '2:3: Unknown option `stile`: did you mean `style`?',
    '3:9: Expected `size` to be an integer from 32 to 8192, or source, got `big`',
    '6:5: Unknown option `qualty`: did you mean `quality`?',
    '7:5: Expected a mapping of options, got `3`',
    '9:19: Expected `styleWeight` to be a number ≥ 0, got `-1`',
  ]);
});

test("neither the network nor the replacing of files is a file's to allow, nor a place elsewhere to write to", async () => {
  const elsewhere = scratchFolder();
  symlinkSync(elsewhere, join(folder, 'link'));
  symlinkSync(join(elsewhere, 'none.mp4'), join(folder, 'dangling.mp4'));
  const told = await problems(`defaults: { style: s.jpg, overwrite: true, allow-url: true }
jobs:
  - { input: a.mp4, allowUrl: true }
  - { input: b.mp4, overwrite: 'yes', allowUrl: false }
`);
  assert.deepEqual(told.split('; ').slice(0, 3), [
    '1:27: `overwrite` can be switched on only on the command line: add `--overwrite` there',
    '1:44: `allowUrl` can be switched on only on the command line: add `--allow-url` there',
    '3:21: `allowUrl` can be switched on only on the command line: add `--allow-url` there',
  ]);
  for (const entry of [
    ...['output: ../c.mp4', `output: ${elsewhere}/c.mp4`, 'output: link/c.mp4', 'output: dangling.mp4'],
    ...['outDir: ..', `outDir: ${elsewhere}`, 'outDir: link', 'outDir: link/deep/er'],
    ...['workDir: ..', 'workDir: link/w', 'explain: ../w.html', `workDir: ${elsewhere}`],
  ]) {
    const jobs = `jobs: [{ input: a.mp4, style: s.jpg, ${entry} }]`;
    assert.match(
      await problems(jobs),
      /to be inside the folder of the job file, got .* use `--(out-dir|work-dir|explain)` on the command line$/,
      entry,
    );
  }
  const within =
    'jobs: [{ input: a.mp4, style: s.jpg, output: ./x/../c.mp4, workDir: w, explain: w.html, overwrite: false }]';
  const [job] = await read(within);
  const { workDir, explain } = job?.options ?? {};
  assert.deepEqual(
    [job?.output, workDir, explain],
    ['c.mp4', 'w', 'w.html'].map((name) => join(folder, name)),
  );
  const [given] = await read(`jobs: [{ input: a.mp4, style: s.jpg, outDir: ${elsewhere} }]`, {
    ...{ outDir: elsewhere, overwrite: true },
  });
  assert.deepEqual([given?.outDir, given?.within, given?.options.overwrite], [elsewhere, undefined, true]);
});

test('a result without a place of its own is refused where its input lies elsewhere, or its name is a link', async () => {
  const elsewhere = scratchFolder();
  for (const name of [join(elsewhere, 'far.png'), join(folder, 'near.png'), join(folder, 's.png')])
    await writePicture(name);
  const plan = async (text: string, given = {}) =>
    planJobs(await read(text, given), { report: undefined, skipExisting: false });
  const far = `jobs: [{ input: ${elsewhere}/far.png, style: s.png }]`;
  await assert.rejects(plan(far), /job files? to be inside its own folder .*far\.s\.png`: set `outDir`/);
  assert.equal((await plan(far, { outDir: elsewhere })).length, 1);
  const near = 'jobs: [{ input: near.png, style: s.png }]';
  assert.equal((await plan(near)).length, 1);
  symlinkSync(join(elsewhere, 'target.png'), join(folder, 'near.s.png'));
  await assert.rejects(plan(near), /to be inside its own folder/);
});

test('where a path leads is found through links, rings and what does not exist', async () => {
  assert.equal(await liesIn(join(folder, 'a/b/../../../x'), folder), false);
  assert.equal(await liesIn(join(folder, '..x/y'), folder), true);
  symlinkSync('ring', join(folder, 'ring'));
  assert.equal(await liesIn(join(folder, 'ring'), folder), true);
});

for (const [title, text, message] of [
  ['nothing', '', /^1:1: Expected a mapping with `jobs`/],
  ['a list', '- input: a.mp4\n', /^1:1: Expected a mapping with `jobs`/],
  ['no jobs', 'defaults: {style: s.jpg}\n', /^1:1: Expected `jobs` to be a list/],
  ['an empty list', 'jobs: []\n', /^1:7: Expected `jobs` to be a list/],
  ['another name at the top', 'jbos: []\n', /^1:1: Unknown name `jbos`: did you mean `jobs`\?/],
  ['no input', 'jobs:\n  - style: s.jpg\n', /^2:5: `input` is required in every job/],
  ['no style', 'jobs:\n  - input: a.mp4\n', /^2:5: `style` is required, in the job or in `defaults`/],
  ['an input among the defaults', 'defaults: {input: a}\njobs: [{}]', /^1:12: `input` belongs to a job/],
  [
    'one output for two',
    'jobs:\n  - {inputs: [a, b], style: s, output: c.mp4}',
    /^2:5: `output` can only be used with a single input/,
  ],
  ['a pattern that matches nothing', 'jobs:\n  - {input: "no*.mp4", style: s}', /^2:5: No file matches/],
  ['a name given twice', 'jobs:\n  - input: a\n    input: b\n    style: s', /^3:5: Map keys must be unique/],
  ['broken YAML', 'jobs: [{input: "a}\n', /^2:1: Missing closing "quote|^\d+:\d+: /],
  ['a bomb of aliases', bomb(), /^\d+:\d+: /],
] as const) {
  test(`${title}: refused, with the place`, async () => {
    assert.match(await problems(text), message);
  });
}

test('what is no text, too large or not there is refused', async () => {
  writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0x80]));
  await assert.rejects(readJobFile(path), /not UTF-8 text/);
  writeFileSync(path, Buffer.alloc(5 * 1024 * 1024, 0x20));
  await assert.rejects(readJobFile(path), /got 5242880 bytes/);
  await assert.rejects(readJobFile(join(folder, 'none.yaml')), /cannot be read/);
});

test('patterns stand for files in the order of their numbers', async () => {
  const clips = join(folder, 'clips');
  mkdirSync(join(clips, 'c3.mp4'), { recursive: true });
  for (const name of ['c10.mp4', 'c2.mp4', 'd1.mp4', '.c1.mp4', 'c[1].mp4'])
    writeFileSync(join(clips, name), '');
  const names = async (pattern: string) =>
    (await expandInput(join(clips, pattern))).map(({ input }) => input.slice(clips.length + 1));
  assert.deepEqual(await names('c*.mp4'), ['c[1].mp4', 'c2.mp4', 'c10.mp4']);
  assert.deepEqual(await names('?1.mp4'), ['d1.mp4']);
  assert.deepEqual(await names('c[1].mp4'), ['c[1].mp4']);
  assert.deepEqual(await names('c[12].mp4'), ['c2.mp4']);
  assert.deepEqual(await names('none.mp4'), ['none.mp4']);
  assert.deepEqual(await names('none*.mp4'), []);
  for (const name of ['f2.png', 'f10.png', 'f1.jpg', 'g1.png', 'g1.txt'])
    writeFileSync(join(clips, name), '');
  assert.deepEqual(await names('f*'), ['f*'], 'pictures are one clip');
  assert.deepEqual(await names('f*.png'), ['f*.png']);
  assert.deepEqual(await names('g*'), ['g1.png', 'g1.txt']);
  const url = 'https://example.org/clip.mp4?size=[2]';
  assert.deepEqual(await expandInput(url), [{ input: url, matched: false }], 'a URL is no pattern');
});

test('near names are found, far ones are not', () => {
  const names = ['style', 'size', 'styleWeight', 'quality'];
  assert.equal(nearestName('stlye', names), 'style');
  assert.equal(nearestName('STYLEWEIGHT', names), 'styleWeight');
  assert.equal(nearestName('colour', names), undefined);
});

/** Ten aliases of ten aliases of …: a thousand million values in a few lines. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return `defaults:\n  ${lines.join('\n  ')}\n  style: *a8\njobs: [{input: *a8}]\n`;
}

test('a file nested too deeply is refused in one clear sentence', async () => {
  for (const depth of [3000, 100_000]) {
    for (const [open, close] of [['[', ']'] as const, ['{', '}'] as const]) {
      const said = await problems(`jobs: ${open.repeat(depth)}${close.repeat(depth)}`);
      assert.match(said, /^Expected .* nested too deeply to read$/);
    }
  }
  assert.doesNotMatch(await problems(`jobs: ${'- '.repeat(5000)}`), /call stack/);
});
