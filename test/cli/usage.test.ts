import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const made = ['clip.mp4', 'empty', 'exists.mp4', 'notes.txt', 'style.png'];

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  await writeFile(join(folder.path, 'notes.txt'), 'no picture');
  await mkdir(join(folder.path, 'empty'));
  // Never opened: every case below is refused before that.
  await writeFile(join(folder.path, 'clip.mp4'), 'no clip');
  await writeFile(join(folder.path, 'exists.mp4'), 'kept');
});
after(() => folder[Symbol.asyncDispose]());

const style = ['--style', 'style.png'];
const refused: [title: string, args: string[], code: number, message: RegExp][] = [
  ['no style', ['clip.mp4'], 2, /^error: `--style` is required: name the painting whose style to apply$/],
  ['no input', [...style], 2, /^error: missing required argument 'input'/],
  [
    'a value out of range',
    ['clip.mp4', ...style, '--iterations', '-1'],
    2,
    /^error: Expected `--iterations` to be an integer ≥ 1, or auto, got `-1`$/,
  ],
  [
    'a word for a number',
    ['clip.mp4', ...style, '--style-weight', 'much'],
    2,
    /`--style-weight` .* got `much`$/,
  ],
  ['a bad time', ['clip.mp4', ...style, '--start', '1:75'], 2, /`--start` .*hh:mm:ss:ff\), got `1:75`$/],
  [
    'an unknown option',
    ['clip.mp4', ...style, '--qualty', 'high'],
    2,
    /unknown option '--qualty'\n\(Did you mean --quality\?\)/,
  ],
  [
    'quiet and verbose',
    ['clip.mp4', ...style, '--quiet', '--verbose'],
    2,
    /either `--quiet` or `--verbose`, got both$/,
  ],
  [
    'output and folder',
    ['clip.mp4', ...style, '-o', 'x.mp4', '--out-dir', '.'],
    2,
    /either `--output` or `--out-dir`/,
  ],
  [
    'one output for two inputs',
    ['clip.mp4', 'exists.mp4', ...style, '-o', 'x.mp4'],
    2,
    /got 2; use `--out-dir`/,
  ],
  [
    'a URL',
    ['https://example.org/clip.mp4', ...style],
    2,
    /local file, got the URL `https:.*: add `--allow-url` to allow it$/,
  ],
  ['an unknown command', ['models', 'fetch'], 2, /unknown command 'fetch'/],
  [
    'output over the input',
    ['clip.mp4', ...style, '-o', './clip.mp4', '--overwrite'],
    2,
    /is also one of the files that are read: choose another output/,
  ],
  [
    'output over the style',
    ['clip.mp4', ...style, '-o', 'style.png', '--overwrite'],
    2,
    /is also one of the files that are read: choose another output/,
  ],
  [
    'report over the input',
    ['clip.mp4', ...style, '-o', 'x.mp4', '--report', 'clip.mp4'],
    2,
    /is also one of the files that are read: choose another output/,
  ],
  [
    'two inputs, one output name',
    ['clip.mp4', './clip.mp4', ...style],
    2,
    /`clip.style.mp4` is named as an output more than once: give each output a different name$/,
  ],
  ['a missing input', ['missing.mp4', ...style], 1, /Cannot use the input: `missing.mp4` does not exist$/],
  ['an empty folder as input', ['empty', ...style], 1, /`empty` is a folder with no pictures/],
  ['pictures that are not there', ['empty/%04d.png', ...style], 1, /No file matches `empty.%04d.png`/],
  [
    'a missing style',
    ['clip.mp4', '--style', 'missing.png'],
    1,
    /Cannot use `--style`: `missing.png` does not exist$/,
  ],
  [
    'a style that is no picture',
    ['clip.mp4', '--style', 'notes.txt'],
    1,
    /`--style` to be a picture .*`.*notes.txt`/,
  ],
  [
    'an output that exists',
    ['clip.mp4', ...style, '-o', 'exists.mp4'],
    1,
    /`exists.mp4` already exists: .*`--overwrite`/,
  ],
  [
    'an output in no folder',
    ['clip.mp4', ...style, '-o', 'no/x.mp4'],
    1,
    /`x.mp4` cannot be written: the folder `no` does not exist$/,
  ],
  [
    'an output that is a folder',
    ['clip.mp4', ...style, '-o', '.', '--overwrite'],
    1,
    /`\.` is a folder: name a file, or use `--out-dir` for folders$/,
  ],
];

for (const [title, args, code, message] of refused) {
  test(`${title}: one clear error, exit code ${code}, nothing written`, async () => {
    const result = await runCli(args, { cwd: folder.path });
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr.trimEnd(), message);
    assert.equal(result.stdout, '');
    assert.deepEqual((await readdir(folder.path)).sort(), made);
  });
}
