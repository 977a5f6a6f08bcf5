import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cliOptions } from '../../src/options/cli-options.js';
import { libraryOptions } from '../../src/options/library-options.js';
import { flagOf, optionGroups } from '../../src/options/option.js';
import { cliPath, runCli } from './run-cli.js';

test('--help names every option of the tables under its heading', async () => {
  const { code, stdout, stderr } = await runCli(['--help']);
  assert.equal(code, 0);
  assert.equal(stderr, '');
  for (const group of optionGroups) assert.match(stdout, new RegExp(`^${group}:$`, 'm'));
  for (const [name, definition] of Object.entries({ ...libraryOptions, ...cliOptions })) {
    assert.ok(stdout.includes(`${flagOf(name, definition.default)} `), name);
  }
  assert.match(stdout, /<input\.\.\.> --style <image>/);
});

test('--version prints the version of package.json', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(await runCli(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
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
