import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { makeClip } from './make-clip.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

const job = [
  'clip.mp4',
  '-s',
  'style.png',
  '--device',
  'cpu',
  '--quality',
  'draft',
  '--iterations',
  '2',
  '--quiet',
];
let folder: Awaited<ReturnType<typeof scratchFolder>>;
before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  await makeClip(join(folder.path, 'clip.mp4'), 3);
});
after(() => folder[Symbol.asyncDispose]());

/** Lets the command be killed the moment it calls a function of the file system for a file whose name matches. */
function killing(call: string, name: RegExp): NodeJS.ProcessEnv {
  const hook = join(folder.path, 'hook.mjs');
  const code = `
    import files from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    const { ${call}: real } = files;
    files.${call} = async (path, ...others) => {
      if (${name}.test(String(path))) process.kill(process.pid, 'SIGKILL');
      return await real(path, ...others);
    };
    syncBuiltinESMExports();`;
  writeFileSync(hook, code);
  return { NODE_OPTIONS: `--import ${pathToFileURL(hook).href}` };
}

const moments: readonly [string, string, RegExp][] = [
  ['before the output is in its place', 'link', /\.nst-/],
  ['when it has two names', 'rm', /\.nst-[0-9a-f]{8}-/],
  ['before the work folder is removed', 'rm', /frames\.log|state-/],
  ['when only the manifest is left', 'rm', /manifest\.json/],
];

test('killed round the moment when the output is put in its place: the same command ends well', {
  skip: process.platform === 'win32',
}, async () => {
  assert.equal((await runCli([...job, '-o', 'whole.mp4'], { cwd: folder.path })).code, 0);
  const whole = readFileSync(join(folder.path, 'whole.mp4'));
  for (const [when, call, name] of moments) {
    const args = [...job, '-o', 'out.mp4'];
    const killed = await runCli(args, { cwd: folder.path, env: killing(call, name) });
    assert.equal(killed.code, null, `${when}: ${killed.stderr}`);
    const dry = await runCli(
      [...args, '--dry-run'].filter((word) => word !== '--quiet'),
      { cwd: folder.path },
    );
    assert.equal(dry.code, 0, `${when}: ${dry.stdout}`);
    const { code, stderr } = await runCli(args, { cwd: folder.path });
    assert.equal(code, 0, `${when}: ${stderr}`);
    assert.deepEqual(readFileSync(join(folder.path, 'out.mp4')), whole, when);
    assert.deepEqual(
      readdirSync(folder.path).sort(),
      ['clip.mp4', 'hook.mjs', 'out.mp4', 'style.png', 'whole.mp4'],
      when,
    );
    await rm(join(folder.path, 'out.mp4'));
  }
});

test('what is left over of one output is in the way of no other job', {
  skip: process.platform === 'win32',
}, async () => {
  const args = [...job, '-o', 'out.mp4'];
  await runCli(args, { cwd: folder.path, env: killing('rm', /frames\.log|state-/) });
  const whole = readFileSync(join(folder.path, 'out.mp4'));
  const other = [...args, '--style-weight', '5'];
  const refused = await runCli(other, { cwd: folder.path });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /out\.mp4` already exists/);
  assert.deepEqual(readFileSync(join(folder.path, 'out.mp4')), whole);
  const { code, stderr } = await runCli([...other, '--overwrite'], { cwd: folder.path });
  assert.equal(code, 0, stderr);
  assert.notDeepEqual(readFileSync(join(folder.path, 'out.mp4')), whole);
  assert.ok(!readdirSync(folder.path).some((name) => name.startsWith('.')));
});
