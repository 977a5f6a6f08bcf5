import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { cliPath, writePicture } from '../../cli/run-cli.js';
import { scratchFolder } from '../../media/clips.js';

const run = promisify(execFile);
const folder = scratchFolder();
const library = new URL('../../../src/index.js', import.meta.url).href;
const job = `const { stylizeImage } = await import('${library}');
const options = { size: 32, iterations: 1, device: 'cpu', overwrite: true };
await stylizeImage('photo.png', 'style.png', 'library.png', options);`;

before(async () => {
  await writePicture(join(folder, 'photo.png'), 32, 32);
  await writePicture(join(folder, 'style.png'), 32, 32);
  writeFileSync(join(folder, 'job.mjs'), job);
  writeFileSync(
    join(folder, 'worker.mjs'),
    `import { Worker } from 'node:worker_threads';
if (process.argv[2] === 'after-import') await import('${library}');
new Worker(new URL('./job.mjs', import.meta.url)).on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});`,
  );
});

/** Runs Node with a home and a folder for temporary files that are empty, and tells what lies in them afterwards. */
async function leftBy(name: string, args: readonly string[], wrapper: readonly string[] = []) {
  const [home, temporary] = ['home', 'tmp'].map((kind) => join(folder, `${name}-${kind}`)) as [
    string,
    string,
  ];
  for (const path of [home, temporary]) mkdirSync(path);
  const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: __, ...env } = process.env;
  const [program = '', ...rest] = [...wrapper, process.execPath, ...args];
  let failure = '';
  try {
    await run(program, rest, { cwd: folder, env: { ...env, HOME: home, TMPDIR: temporary } });
  } catch (error) {
    failure = (error as { stderr: string }).stderr;
  }
  const left = [home, temporary].flatMap((path) => readdirSync(path, { recursive: true, encoding: 'utf8' }));
  return { failure, left };
}

const command = [cliPath, 'photo.png', '--style', 'style.png', '-o', 'command.png', '--overwrite'].concat(
  ['--size', '32', '--iterations', '1'],
  ['--device', 'cpu', '--quiet'],
);

for (const [title, args] of [
  ['the command', command],
  ['the library', ['job.mjs']],
  ['the library on a worker thread, begun after it was imported', ['worker.mjs', 'after-import']],
] as const) {
  test(`${title} leaves nothing in the home or among the temporary files`, async () => {
    assert.deepEqual(await leftBy(title, args), { failure: '', left: [] });
  });
}

test('on a worker thread that cannot switch telemetry off, no engine starts, and the message says what to do', async () => {
  const { failure, left } = await leftBy('worker', ['worker.mjs']);
  assert.match(failure, /set ORT_DISABLE_TELEMETRY=1/);
  assert.deepEqual(left, []);
});

test('what the user has set stays', () => {
  const module = new URL('../../../src/stylize/engines/no-telemetry.js', import.meta.url).href;
  for (const [given, wanted] of [
    ['0', '0'],
    ['', '1'],
  ] as const) {
    const code = `await import('${module}'); process.stdout.write(process.env.ORT_DISABLE_TELEMETRY)`;
    const env = { ...process.env, ORT_DISABLE_TELEMETRY: given };
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { env });
    assert.equal(String(stdout), wanted);
  }
});

const isolated = ['unshare', '-rn'];
const canTrace =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rn', 'strace', '-f', '-o', '/dev/null', 'true']).status === 0;

test('without a network, none is asked for', {
  skip: canTrace ? false : 'needs Linux with unshare and strace',
}, async () => {
  const trace = join(folder, 'trace');
  const wrapper = [...isolated, 'strace', '-f', '-qq', '-e', 'trace=execve,%network', '-o', trace];
  assert.equal((await leftBy('traced', command, wrapper)).failure, '');
  const calls = readFileSync(trace, 'utf8');
  assert.match(calls, /execve\(/, 'the trace shows the calls');
  assert.doesNotMatch(calls, /AF_INET|AF_NETLINK/);
});
