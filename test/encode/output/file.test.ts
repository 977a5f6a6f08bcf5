import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkPictureFolder } from '../../../src/encode/output/may-write.js';
import { openPendingFile } from '../../../src/encode/output/pending.js';
import { OutputError } from '../../../src/errors.js';
import { makeFolder } from '../../../src/files/make-folder.js';
import { scratchFolder } from '../../media/clips.js';

const folder = scratchFolder();

test('the temporary file is hidden, lies beside the final one and keeps its extension', async () => {
  const file = await openPendingFile(join(folder, 'a.MP4'));
  assert.match(file.temporary.slice(folder.length + 1), /^\.nst-[0-9a-f]{8}-\d+-[0-9a-f]+\.mp4$/);
  writeFileSync(file.temporary, 'done');
  await file.commit();
  await file.discard();
  assert.deepEqual(readdirSync(folder), ['a.MP4']);
});

test('a process that exits takes its unfinished files along', () => {
  const module = fileURLToPath(new URL('../../../src/encode/output/pending.js', import.meta.url));
  const code = `
    import { writeFileSync } from 'node:fs';
    import { openPendingFile } from ${JSON.stringify(module)};
    const file = await openPendingFile(${JSON.stringify(join(folder, 'b.mp4'))});
    writeFileSync(file.temporary, 'half');
    process.exit(1);`;
  assert.equal(spawnSync(process.execPath, ['--input-type=module', '-e', code]).status, 1);
  assert.deepEqual(readdirSync(folder), ['a.MP4']);
});

test('what a killed process has left of the same output is removed, of others it is not', async () => {
  const module = fileURLToPath(new URL('../../../src/encode/output/pending.js', import.meta.url));
  const code = `
    import { writeFileSync } from 'node:fs';
    import { openPendingFile } from ${JSON.stringify(module)};
    for (const name of ['c.mp4', 'd.mp4']) {
      writeFileSync((await openPendingFile(${JSON.stringify(`${folder}/`)} + name)).temporary, 'half');
    }
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  assert.equal(readdirSync(folder).length, 3);
  const file = await openPendingFile(join(folder, 'c.mp4'));
  writeFileSync(file.temporary, 'mine');
  await (await openPendingFile(join(folder, 'c.mp4'))).discard();
  const names = readdirSync(folder);
  assert.equal(names.length, 3);
  assert.ok(names.includes(file.temporary.slice(folder.length + 1)), 'one in use is left alone');
  await file.discard();
});

const posix = process.platform !== 'win32';

test('a link that leads nowhere, a pipe and a folder are refused at once, with leave and without', {
  skip: !posix,
}, async () => {
  const path = (name: string) => join(folder, name);
  symlinkSync(path('nowhere.mp4'), path('link.mp4'));
  symlinkSync('loop.mp4', path('loop.mp4'));
  symlinkSync(path('nowhere'), path('pictures'));
  spawnSync('mkfifo', [path('pipe.mp4')]);
  mkdirSync(path('folder.mp4'));
  const before = readdirSync(folder);
  for (const overwrite of [false, true]) {
    for (const [name, message] of [
      ['link.mp4', /link\.mp4` is a link to `.*nowhere\.mp4`, which does not exist/],
      ['loop.mp4', /loop\.mp4` is a link to `loop\.mp4`, which does not exist/],
      ['pipe.mp4', /pipe\.mp4` to be a file, got a device, a pipe or a socket/],
      ['folder.mp4', /folder\.mp4` is a folder/],
    ] as const) {
      await assert.rejects(openPendingFile(path(name), { overwrite }), (error: Error) => {
        assert.match(error.message, message);
        return error instanceof OutputError;
      });
    }
    const pictures = { folder: path('pictures'), owns: () => true };
    await assert.rejects(checkPictureFolder(pictures, { overwrite }), /is a link to .*nowhere`/);
  }
  assert.deepEqual(readdirSync(folder), before);
});

test('a folder in which nothing can be made is found out, whatever its rights say', {
  skip: existsSync('/proc/self') ? false : 'this system has no /proc',
}, async () => {
  await assert.rejects(
    openPendingFile('/proc/x.mp4'),
    /`x\.mp4` cannot be written: the folder `\/proc` is not writable/,
  );
  await assert.rejects(checkPictureFolder({ folder: '/proc/x', owns: () => true }, {}), OutputError);
  await assert.rejects(makeFolder('/proc/x/y'), { code: 'ENOENT' });
});

test('a name that the file system does not take is refused before anything is painted', async () => {
  await assert.rejects(openPendingFile(join(folder, `${'a'.repeat(300)}.mp4`)), {
    name: 'OutputError',
    message: /name of the output is too long/,
  });
});

test('what was left half written is removed, also in a folder that was moved since', async () => {
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  mkdirSync(from);
  const { temporary } = await openPendingFile(join(from, 'a.mp4'));
  const { pid } = spawnSync('true'); // of a process that is gone
  writeFileSync(temporary.replace(`-${process.pid}-`, `-${pid}-`), 'half');
  renameSync(from, to);
  const again = await openPendingFile(join(to, 'a.mp4'));
  assert.deepEqual(readdirSync(to), []);
  await again.discard();
});
