import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findWorkFolders, workFolderOf } from '../../src/checkpoint/find.js';
import { fingerprint } from '../../src/checkpoint/fingerprint.js';
import { checkSame, type JobFacts, readManifest, writeManifest } from '../../src/checkpoint/manifest.js';
import { discardWorkFolder, openWorkFolder } from '../../src/checkpoint/work-folder.js';
import { WorkError } from '../../src/errors.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const inputFile = { bytes: 1000, modified: 1_700_000_000_000.25, sample: 'abcdef0123456789' };
const facts: JobFacts = {
  input: '/a/clip.mp4',
  style: '/a/style.jpg',
  output: '/a/out.mp4',
  inputFile,
  styleHash: '11112222',
  modelHash: '33334444',
  options: { styleWeight: 30, longTerm: [1], crf: 'auto' },
  compared: ['styleWeight', 'longTerm'],
  optionContents: {},
  versions: { 'nst-video': '0.1.0', FFmpeg: '5.1' },
  device: 'CPU, 2 threads (onnxruntime 1.30.0)',
  selection: { first: 0, count: 24 },
  size: { width: 64, height: 36 },
  area: { left: 0, top: 0, width: 64, height: 36 },
};

test('a manifest is read back as it was written, and a job like it may go on', async () => {
  assert.equal(await readManifest(folder), undefined);
  await writeManifest(folder, facts);
  const manifest = await readManifest(folder);
  assert.deepEqual(manifest, { schema: 2, id: manifest?.id, ...facts });
  assert.match(manifest?.id ?? '', /^[0-9a-f]{24}$/);
  assert.ok(manifest);
  checkSame(folder, manifest, facts);
  checkSame(folder, manifest, { ...facts, options: { ...facts.options, crf: 20 } });
  checkSame(folder, manifest, { ...facts, input: '/moved/clip.mp4', output: '/moved/out.mp4' });
  checkSame(folder, manifest, { device: facts.device });
});

test('whatever else differs is listed, old and new, with what to do', () => {
  const manifest = { schema: 2 as const, id: 'a1', ...facts };
  const changes: [Partial<JobFacts>, RegExp][] = [
    [{ options: { ...facts.options, styleWeight: 60 } }, /option styleWeight: 30 -> 60/],
    [{ options: { ...facts.options, longTerm: [1, 2] } }, /option longTerm: \[1\] -> \[1,2\]/],
    [{ styleHash: '9999' }, /style content: 11112222 -> 9999/],
    [{ modelHash: '9999' }, /network: 33334444 -> 9999/],
    [{ versions: { 'nst-video': '0.2.0', FFmpeg: '5.1' } }, /nst-video version: 0\.1\.0 -> 0\.2\.0/],
    [{ versions: { 'nst-video': '0.1.0', FFmpeg: '7.0' } }, /FFmpeg version: 5\.1 -> 7\.0/],
    [{ device: 'CUDA' }, /device: CPU, 2 threads .* -> CUDA/],
    [{ size: { width: 32, height: 18 } }, /frame size: 64×36 -> 32×18/],
    [{ selection: { first: 2, count: 24 } }, /selected frames: /],
    [{ inputFile: { ...inputFile, bytes: 1001 } }, /input size: 1000 bytes -> 1001/],
    [{ inputFile: { ...inputFile, modified: 0 } }, /input modification time: 2023.* -> 1970/],
    [{ inputFile: { ...inputFile, sample: '0' } }, /input content: abcdef01 -> 0/],
  ];
  for (const [change, message] of changes) {
    assert.throws(
      () => checkSame(folder, manifest, { ...facts, ...change }),
      (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.message, /start over with `--restart`$/);
        return error instanceof WorkError;
      },
    );
  }
});

test('a manifest of another format, or half of one, is refused', async () => {
  const other = join(folder, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'manifest.json'), JSON.stringify({ ...facts, schema: 1 }));
  await assert.rejects(readManifest(other), /another version of nst-video \(format 1, not 2\)/);
  writeFileSync(join(other, 'manifest.json'), '{"schema": 1, "inp');
  await assert.rejects(readManifest(other), /cannot be read: start over with `--restart`/);
});

test('a manifest that is damaged is refused, however; a job can start over all the same', async () => {
  const path = join(folder, 'damaged');
  mkdirSync(path);
  const file = join(path, 'manifest.json');
  await writeManifest(path, facts);
  const whole = readFileSync(file, 'utf8');
  const contents = [
    'null',
    '[]',
    '5',
    '"x"',
    '{}',
    '',
    '{"schema":2}',
    whole.replace('"bytes": 1000', '"bytes": 1001'),
  ];
  for (const content of [...contents, whole.replace('64', '65'), whole.replace('/a/out.mp4', '/a/out.mp5')]) {
    writeFileSync(file, content);
    await assert.rejects(readManifest(path), (error: Error) => {
      assert.match(
        error.message,
        /manifest\.json` (is damaged|cannot be read): start over with `--restart`$/,
        content,
      );
      return error instanceof WorkError;
    });
    for (const lock of [
      'null',
      '[]',
      '{"host":null,"pid":1}',
      `{"host":"${hostname()}","pid":0,"started":""}`,
    ]) {
      writeFileSync(join(path, 'lock.1.abc'), lock);
      await assert.rejects(openWorkFolder(path), WorkError);
    }
  }
  writeFileSync(join(path, 'lock.1.abc'), 'null');
  await discardWorkFolder(path);
  assert.ok(!existsSync(path));
});

test('a fingerprint sees size, time and the sampled blocks', async () => {
  const path = join(folder, 'large');
  const content = Buffer.alloc(3_000_000, 1);
  writeFileSync(path, content);
  utimesSync(path, 1000, 1000);
  const before = await fingerprint(path);
  assert.deepEqual(before, await fingerprint(path));
  assert.equal(before.bytes, content.length);
  content[content.length - 1] = 2;
  writeFileSync(path, content);
  utimesSync(path, 1000, 1000);
  const after = await fingerprint(path);
  assert.equal(after.modified, before.modified);
  assert.notEqual(after.sample, before.sample);
  writeFileSync(path, 'x');
  assert.notEqual((await fingerprint(path)).sample, after.sample);
});

test('work folders lie hidden beside the output, or apart from each other in a folder of their own', async () => {
  assert.equal(workFolderOf('/a/b/clip.mp4'), '/a/b/.clip.mp4.nst-work');
  const [one, two] = [workFolderOf('/a/clip.mp4', '/w'), workFolderOf('/b/clip.mp4', '/w')];
  assert.match(one, /^\/w\/clip\.mp4\.[0-9a-f]{8}\.nst-work$/);
  assert.notEqual(one, two);
  for (const path of [
    workFolderOf(`/a/${'ö'.repeat(125)}.mp4`),
    workFolderOf(`/a/${'x'.repeat(250)}`, '/w'),
  ]) {
    assert.ok(Buffer.byteLength(path.split('/').at(-1) as string) <= 255, path);
  }
  const [a, b] = [workFolderOf(join(folder, 'x/y/a.mp4')), workFolderOf('/b.mp4', join(folder, 'x'))];
  for (const path of [a, b, join(folder, 'node_modules/z.nst-work')]) mkdirSync(path, { recursive: true });
  const found: string[] = [];
  for await (const path of findWorkFolders(folder)) found.push(path);
  assert.deepEqual(found.sort(), [a, b].sort());
});

test('a manifest that is a pipe is refused at once', { skip: process.platform === 'win32' }, async () => {
  const path = mkdtempSync(join(tmpdir(), 'nst-test-'));
  try {
    spawnSync('mkfifo', [join(path, 'manifest.json')]);
    await assert.rejects(readManifest(path), /manifest\.json` cannot be read/);
  } finally {
    rmSync(path, { recursive: true });
  }
});
