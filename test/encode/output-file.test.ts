import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openPendingFile } from '../../src/encode/output-file.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();

test('the temporary file is hidden, lies beside the final one and keeps its extension', async () => {
  const file = await openPendingFile(join(folder, 'a.MP4'), false);
  assert.match(file.temporary.slice(folder.length + 1), /^\.nst-[0-9a-f]{8}-\d+-[0-9a-f]+\.mp4$/);
  writeFileSync(file.temporary, 'done');
  await file.commit();
  await file.discard();
  assert.deepEqual(readdirSync(folder), ['a.MP4']);
});

test('a process that exits takes its unfinished files along', () => {
  const module = fileURLToPath(new URL('../../src/encode/output-file.js', import.meta.url));
  const code = `
    import { writeFileSync } from 'node:fs';
    import { openPendingFile } from ${JSON.stringify(module)};
    const file = await openPendingFile(${JSON.stringify(join(folder, 'b.mp4'))}, false);
    writeFileSync(file.temporary, 'half');
    process.exit(1);`;
  assert.equal(spawnSync(process.execPath, ['--input-type=module', '-e', code]).status, 1);
  assert.deepEqual(readdirSync(folder), ['a.MP4']);
});

test('what a killed process has left of the same output is removed, of others it is not', async () => {
  const module = fileURLToPath(new URL('../../src/encode/output-file.js', import.meta.url));
  const code = `
    import { writeFileSync } from 'node:fs';
    import { openPendingFile } from ${JSON.stringify(module)};
    for (const name of ['c.mp4', 'd.mp4']) {
      writeFileSync((await openPendingFile(${JSON.stringify(`${folder}/`)} + name, false)).temporary, 'half');
    }
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  assert.equal(readdirSync(folder).length, 3);
  const file = await openPendingFile(join(folder, 'c.mp4'), false);
  writeFileSync(file.temporary, 'mine');
  await (await openPendingFile(join(folder, 'c.mp4'), false)).discard();
  const names = readdirSync(folder);
  assert.equal(names.length, 3);
  assert.ok(names.includes(file.temporary.slice(folder.length + 1)), 'one in use is left alone');
  await file.discard();
});
