import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { errorText } from '../../../src/cli/terminal/error-text.js';
import { inPlainWords } from '../../../src/cli/terminal/system-words.js';
import { InputError } from '../../../src/errors.js';
import { cliPath, runCli, scratchFolder, writePicture } from '../run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
before(async () => {
  folder = await scratchFolder();
  await writeFile(join(folder.path, 'file'), '');
  await writePicture(join(folder.path, 's.png'));
});
after(() => folder[Symbol.asyncDispose]());

test('what Node says of a failed call is put in words, its path named once', async () => {
  const missing = await open('/no/such/file').catch((error: Error) => error);
  assert.ok(missing instanceof Error);
  assert.equal(inPlainWords(missing.message), '`/no/such/file`: no such file or folder');
  const known = `\`/no/such/file\` cannot be read: ${missing.message}`;
  assert.equal(inPlainWords(known), '`/no/such/file` cannot be read: no such file or folder');
  assert.equal(
    inPlainWords("EXDEV: cross-device link not permitted, rename 'a' -> 'b'"),
    "EXDEV: cross-device link not permitted, rename 'a' -> 'b'",
    'what has no words stays',
  );
  assert.equal(inPlainWords("EACCES: permission denied, rename 'a' -> 'b'"), '`a` to `b`: permission denied');
  assert.equal(
    errorText(new InputError(known), false),
    'error: `/no/such/file` cannot be read: no such file or folder',
  );
});

const tried: [args: string[], said: RegExp][] = [
  [['batch', 'none.yaml'], /`none\.yaml` cannot be read: no such file or folder$/],
  [['batch', '.'], /`\.` is a folder: expected a file/],
  [['batch', 'file/x.yaml'], /part of its path is a file, not a folder$/],
  [['models', 'install', 'none.onnx'], /got none\.onnx: no such file or folder$/],
  [['models', 'install', '.'], /`\.` is a folder: expected a file/],
  [['metrics', 'none.mp4', '--source', 'none.mp4', '--verbose'], /`none\.mp4` does not exist/],
  [['preview', 'none.mp4', '--source', 'file/x.mp4'], /does not exist$/],
  [['resume', 'none'], /got `none`$/],
  [['file/x.mp4', '--style', 's.png'], /`file\/x\.mp4` does not exist$/],
];

for (const [args, said] of tried) {
  test(`no raw system error: ${args.join(' ')}`, async () => {
    const { code, stderr } = await runCli(args, { cwd: folder.path });
    assert.ok(code === 1 || code === 2, stderr);
    assert.match(stderr.split('\n')[0] ?? '', said);
    if (!args.includes('--verbose')) assert.doesNotMatch(stderr, /\bE[A-Z]{4,}\b/);
  });
}

test('a current folder that is gone is told in words', { skip: process.platform === 'win32' }, async () => {
  const gone = join(folder.path, 'gone');
  await mkdir(gone);
  const script = `cd '${gone}' && rmdir '${gone}' && exec '${process.execPath}' '${cliPath}' resume`;
  const { stderr } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  assert.match(stderr, /^error: The current folder no longer exists/m);
  await rm(gone, { recursive: true, force: true });
});
