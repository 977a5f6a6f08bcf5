import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { cliOptions } from '../../../src/options/cli-options.js';
import { libraryOptions } from '../../../src/options/library-options.js';
import { flagOf, type OptionDefinition, optionGroups } from '../../../src/options/option.js';
import { cliPath, runCli, scratchFolder } from '../run-cli.js';

test('--help-all names every option of the tables under its heading', async () => {
  const { code, stdout, stderr } = await runCli(['--help-all']);
  assert.equal(code, 0);
  assert.equal(stderr, '');
  for (const group of optionGroups) assert.match(stdout, new RegExp(`^${group}:$`, 'm'));
  for (const [name, definition] of Object.entries({ ...libraryOptions, ...cliOptions })) {
    assert.ok(stdout.includes(`${flagOf(name, definition.default)} `), name);
  }
  assert.match(stdout, /<input\.\.\.> --style <image>/);
});

const tables: Readonly<Record<string, OptionDefinition<unknown>>> = { ...libraryOptions, ...cliOptions };

test('--help shows the nineteen options that people use, and says how to see the rest', async () => {
  const { code, stdout } = await runCli(['--help']);
  assert.equal(code, 0);
  const everyday = Object.entries(tables).filter(([, { everyday }]) => everyday);
  assert.equal(everyday.length, 19);
  for (const [name, definition] of Object.entries(tables)) {
    const shown = new RegExp(`^ +(-\\w, )?${flagOf(name, definition.default)}( |$)`, 'm').test(stdout);
    assert.equal(shown, definition.everyday === true, name);
  }
  assert.match(stdout, /--help-all +Print all \d+ options\./);
  assert.match(stdout, /^ +metrics \[options\] <video>/m);
  assert.ok(stdout.split('\n').length < 90, 'two screens');
});

test('help, and help of a command, are what --help prints', async () => {
  assert.deepEqual(await runCli(['help']), await runCli(['--help']));
  const metrics = await runCli(['help', 'metrics']);
  assert.deepEqual([metrics.code, metrics.stderr], [0, '']);
  assert.match(metrics.stdout, /^Usage: nst-video metrics \[options\] <video>/);
  assert.deepEqual(metrics, await runCli(['metrics', '--help']));
  const install = await runCli(['help', 'models', 'install']);
  assert.match(install.stdout, /^Usage: nst-video models install/);
  assert.deepEqual(install, await runCli(['models', 'help', 'install']));
});

test('a command has its own --help-all, which needs nothing else to be right', async () => {
  const short = await runCli(['metrics', '--help']);
  const { code, stdout } = await runCli(['metrics', '--help-all']);
  assert.equal(code, 0);
  for (const flag of ['--gaps', '--no-tof', '--csv']) {
    assert.ok(stdout.includes(flag) && !short.stdout.includes(flag), flag);
  }
  const { stdout: preview } = await runCli(['preview', '--help']);
  assert.ok(!preview.includes('--help-all') && preview.includes('--gaps'), 'a short table is shown whole');
});

for (const columns of [60, 80, 200]) {
  test(`help fits a terminal of ${columns} columns`, async () => {
    for (const args of [['--help'], ['--help-all'], ['draft', '--help-all'], ['models', '--help']]) {
      const { stdout } = await runCli(args, { env: { COLUMNS: String(columns) } });
      const longest = Math.max(...stdout.split('\n').map((line) => line.length));
      assert.ok(longest <= Math.min(columns, 110), `${args.join(' ')}: ${longest} columns`);
    }
  });
}

const unknown: [args: string[], message: string][] = [
  [
    ['metrix', 'clip.mp4', '--source', 'x.mp4'],
    '`metrix` is neither a command nor a file. Did you mean `metrics`?',
  ],
  [['perview'], '`perview` is neither a command nor a file. Did you mean `preview`?'],
  [['frobnicate'], '`frobnicate` is neither a command nor a file; `nst-video help` lists the commands'],
  [['help', 'metrix'], 'Unknown command `metrix`. Did you mean `metrics`?'],
  [['help', 'frobnicate'], 'Unknown command `frobnicate`; `nst-video help` lists the commands'],
  [['help', 'models', 'instal'], 'Unknown command `instal`. Did you mean `install`?'],
];

for (const [args, message] of unknown) {
  test(`unknown: ${args.join(' ')}`, async () => {
    assert.deepEqual(await runCli(args), { code: 2, stdout: '', stderr: `error: ${message}\n` });
  });
}

test('stylizing under a name of its own is explained', async () => {
  const { code, stderr } = await runCli(['stylise', 'clip.mp4', '--style', 's.jpg']);
  assert.equal(code, 2);
  assert.match(stderr, /^error: `stylise` is neither .*`nst-video clip\.mp4 --style starry\.jpg`\n$/);
});

test('a file or folder that reads like a command is an input', async () => {
  await using folder = await scratchFolder();
  await mkdir(join(folder.path, 'metrix'));
  const { stderr } = await runCli(['metrix'], { cwd: folder.path });
  assert.doesNotMatch(stderr, /command/);
});

test('--version, -v and -V print the version of package.json', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'));
  for (const flag of ['--version', '-v', '-V']) {
    assert.deepEqual(await runCli([flag]), { code: 0, stdout: `${version}\n`, stderr: '' });
  }
});

test('without arguments the help goes to standard error, with exit code 2', async () => {
  const { code, stdout, stderr } = await runCli([]);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^Usage: nst-video <input\.\.\.> --style <image>/);
});

test('a reader that goes away is no error', async () => {
  const child = spawn(process.execPath, [cliPath, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.deepEqual([code, stderr], [0, '']);
});
