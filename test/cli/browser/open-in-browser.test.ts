import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openInBrowser } from '../../../src/cli/browser/open-in-browser.js';
import { makeClip } from '../make-clip.js';
import { cliPath, scratchFolder } from '../run-cli.js';

const address = 'http://127.0.0.1:49152/a-token_that-nobody-else-may-have/';
const posix = process.platform !== 'win32';
let folder: Awaited<ReturnType<typeof scratchFolder>>;

before(async () => {
  folder = await scratchFolder();
});
after(() => folder[Symbol.asyncDispose]());

test('the browser is given a file that leads to the page, readable by its owner alone, gone afterwards', async () => {
  const given: string[] = [];
  const redirect = await openInBrowser(address, async (path) => {
    given.push(path);
    return { once: () => {} };
  });
  const [page = ''] = given;
  assert.doesNotMatch(page, /token/);
  assert.ok(readFileSync(page, 'utf8').includes(`content="0; url=${address}"`));
  if (posix) {
    assert.equal(statSync(page).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(page)).mode & 0o777, 0o700);
  }
  redirect[Symbol.dispose]();
  assert.equal(existsSync(dirname(page)), false);
});

test('without a browser nothing fails, and nothing is left', async () => {
  let page = '';
  const redirect = await openInBrowser(address, async (path) => {
    page = path;
    throw new Error('no browser');
  });
  redirect[Symbol.dispose]();
  assert.equal(existsSync(dirname(page)), false);
});

test('preview starts the browser without its token on any command line', {
  skip: process.platform === 'linux' ? false : 'looks at /proc',
}, async () => {
  const seen = join(folder.path, 'seen');
  const browser = join(folder.path, 'browser');
  writeFileSync(
    browser,
    `#!/bin/sh\ntr '\\0' ' ' < /proc/$$/cmdline > '${seen}.new'\nmv '${seen}.new' '${seen}'\n`,
  );
  chmodSync(browser, 0o755);
  const temporary = join(folder.path, 'tmp');
  mkdirSync(temporary);
  await makeClip(join(folder.path, 'clip.mp4'), 2);
  const { DISPLAY: _, WAYLAND_DISPLAY: __, XDG_CURRENT_DESKTOP: ___, ...env } = process.env;
  const child = spawn(process.execPath, [cliPath, 'preview', 'clip.mp4', '--source', 'clip.mp4'], {
    cwd: folder.path,
    env: { ...env, TMPDIR: temporary, HOME: temporary, BROWSER: browser },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  for (let i = 0; i < 600 && !existsSync(seen) && child.exitCode === null; i++) await delay(100);
  const token = /127\.0\.0\.1:\d+\/([\w-]{43})\//.exec(printed)?.[1];
  assert.ok(token, 'the address is printed');
  const line = readFileSync(seen, 'utf8');
  assert.match(line, /nst-video-page-\w+\/nst-video\.html/);
  assert.doesNotMatch(line, new RegExp(`${token}|127\\.0\\.0\\.1`));
  child.kill('SIGINT');
  await ended;
  assert.deepEqual(readdirSync(temporary), []);
});
