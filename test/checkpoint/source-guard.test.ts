import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fingerprint, fingerprintOfFiles } from '../../src/checkpoint/fingerprint.js';
import { SourceGuard } from '../../src/checkpoint/source-guard.js';
import { InputError } from '../../src/errors.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const path = join(folder, 'clip.mp4');

/** A guard of a new file of known content. */
async function guarded(): Promise<SourceGuard> {
  writeFileSync(path, Buffer.alloc(5000, 7));
  utimesSync(path, 1000, 1000);
  const guard = await SourceGuard.of([path]);
  guard.know(await fingerprint(path));
  return guard;
}

const refused = (error: Error) => {
  assert.match(error.message, /clip\.mp4` was .* while the job was running/);
  return error instanceof InputError;
};

test('a file that stays as it is, or only gets other rights or another name for the same content, is let be', async () => {
  const guard = await guarded();
  await guard.check();
  chmodSync(path, 0o600);
  await guard.checkThoroughly();
  copyFileSync(path, `${path}.copy`);
  utimesSync(`${path}.copy`, 1000, 1000);
  renameSync(`${path}.copy`, path);
  await guard.check();
  await guard.checkThoroughly();
});

test('a file that is replaced, written to, cut off or gone is noticed', async () => {
  const content = Buffer.alloc(5000, 8);
  const changes: (() => void)[] = [
    () => writeFileSync(path, content),
    () => writeFileSync(path, content.subarray(0, 4000)),
    () => {
      writeFileSync(`${path}.new`, content);
      renameSync(`${path}.new`, path);
    },
    () => rmSync(path),
  ];
  for (const change of changes) {
    const guard = await guarded();
    change();
    await assert.rejects(guard.check(), refused);
    await assert.rejects(guard.checkThoroughly(), refused);
  }
});

test('other content of the same size and time is noticed', async () => {
  const guard = await guarded();
  const { atimeMs, mtimeMs } = statSync(path);
  const content = readFileSync(path);
  content[2500] = 8;
  writeFileSync(path, content);
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
  await assert.rejects(guard.check(), refused);
});

test('of many pictures, each is looked at; what was never there is not missed', async () => {
  const paths = Array.from({ length: 30 }, (_, i) => join(folder, `${i}.clip.mp4`));
  for (const picture of paths) writeFileSync(picture, 'a picture');
  const guard = await SourceGuard.of([...paths, join(folder, 'none')]);
  guard.know(await fingerprintOfFiles(paths));
  await guard.checkThoroughly();
  writeFileSync(paths[29] as string, 'b picture.');
  await assert.rejects(guard.checkThoroughly(), refused);
  await (await SourceGuard.of([join(folder, 'none')])).checkThoroughly();
});
