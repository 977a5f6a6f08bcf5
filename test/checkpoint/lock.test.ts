import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { holderOf, lockFolder } from '../../src/checkpoint/lock.js';
import { isRunning, thisProcess } from '../../src/checkpoint/process-identity.js';
import { NotReadyError, WorkError } from '../../src/errors.js';
import { scratchFolder } from '../media/clips.js';

const scratch = scratchFolder();
const module = fileURLToPath(new URL('../../src/checkpoint/lock.js', import.meta.url));
let folders = 0;

async function newFolder(): Promise<string> {
  const folder = join(scratch, String(folders++));
  await mkdir(folder);
  return folder;
}

/** Arguments that run a script which has `lockFolder` and the folder at hand. */
function script(folder: string, code: string): string[] {
  const head = `import { lockFolder } from ${JSON.stringify(module)}; const folder = ${JSON.stringify(folder)};`;
  return ['--input-type=module', '-e', `${head}${code}`];
}

test('the second is refused while the first holds it, and let in afterwards', async () => {
  const folder = await newFolder();
  const first = await lockFolder(folder);
  await assert.rejects(lockFolder(folder), (error: Error) => {
    assert.match(error.message, new RegExp(`process ${process.pid}, is painting this output`));
    return error instanceof WorkError;
  });
  assert.equal((await holderOf(folder))?.pid, process.pid);
  await first.release();
  await first.release();
  assert.equal(await holderOf(folder), undefined);
  await (await lockFolder(folder)).release();
  assert.deepEqual(readdirSync(folder), []);
});

test('the lock of a process that was killed holds nobody up', async () => {
  const folder = await newFolder();
  const code = `await lockFolder(folder); process.kill(process.pid, 'SIGKILL');`;
  assert.equal(spawnSync(process.execPath, script(folder, code)).signal, 'SIGKILL');
  assert.equal(readdirSync(folder).length, 1);
  await (await lockFolder(folder)).release();
  assert.deepEqual(readdirSync(folder), []);
});

test('a process that exits without a word takes its lock along', async () => {
  const folder = await newFolder();
  spawnSync(process.execPath, script(folder, 'await lockFolder(folder); process.exit(3);'));
  assert.deepEqual(readdirSync(folder), []);
});

test('another process with the number of one that is gone is not taken for it', async (context) => {
  const me = await thisProcess();
  if (me.started === '') return context.skip('this system does not tell when a process started');
  assert.ok(await isRunning(me));
  assert.ok(!(await isRunning({ ...me, started: `${me.started}0` })));
  assert.ok(await isRunning({ ...me, host: 'elsewhere', pid: 1 }), 'other machines cannot be asked');
  const folder = await newFolder();
  writeFileSync(join(folder, `lock.${me.pid}.abc`), JSON.stringify({ ...me, started: 'long ago' }));
  await (await lockFolder(folder)).release();
});

test('a lock emptied by a power failure holds nobody up', async () => {
  const folder = await newFolder();
  writeFileSync(join(folder, 'lock.1.abc'), '');
  await (await lockFolder(folder)).release();
});

test('of many that come at once, over a stale lock, never two hold it', async () => {
  const folder = await newFolder();
  writeFileSync(join(folder, 'lock.999999.abc'), JSON.stringify({ ...(await thisProcess()), pid: 999_999 }));
  const code = `
    import { mkdirSync, rmdirSync } from 'node:fs';
    let held = 0;
    for (const until = performance.now() + 1500; performance.now() < until; ) {
      const lock = await lockFolder(folder).catch(() => undefined);
      if (!lock) continue;
      mkdirSync(folder + '-critical'); // throws where another is in here
      held++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      rmdirSync(folder + '-critical');
      await lock.release();
    }
    console.log(held);`;
  const contenders = Array.from({ length: 3 }, () => {
    const child = spawn(process.execPath, script(folder, code), { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: string[][] = [[], []];
    child.stdout.on('data', (text) => out?.push(String(text)));
    child.stderr.on('data', (text) => err?.push(String(text)));
    return new Promise<number>((resolve, reject) =>
      child.once('close', (exit) =>
        exit === 0 ? resolve(Number(out?.join(''))) : reject(new Error(err?.join(''))),
      ),
    );
  });
  const held = await Promise.all(contenders);
  assert.ok(held.reduce((a, b) => a + b) > 0, 'nobody ever held it');
});

test("another machine's lock counts while it is written anew, and is gone after a minute of silence", async () => {
  const folder = await newFolder();
  const theirs = join(folder, 'lock.1.abc');
  writeFileSync(theirs, JSON.stringify({ ...(await thisProcess()), host: 'elsewhere', pid: 1 }));
  const silentFor = (seconds: number) => {
    const then = new Date(Date.now() - 1000 * seconds);
    utimesSync(theirs, then, then);
  };
  silentFor(50);
  await assert.rejects(lockFolder(folder), NotReadyError);
  silentFor(70);
  const lock = await lockFolder(folder);
  assert.ok(await lock.isHeld());
  rmSync(join(folder, readdirSync(folder)[0]!));
  assert.ok(!(await lock.isHeld()), 'another has taken it over');
  await lock.release();
});
