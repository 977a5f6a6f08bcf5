import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeClip } from './make-clip.js';
import { cliPath, scratchFolder, writePicture } from './run-cli.js';

/** util-linux' `script` gives a command a terminal of its own. */
const hasTerminals = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');

test('a terminal that is closed ends the job by SIGHUP, cleaned up', {
  skip: hasTerminals ? false : 'no `script` of util-linux here',
}, async () => {
  await using folder = await scratchFolder();
  const path = (name: string) => join(folder.path, name);
  await writePicture(path('style.png'));
  await makeClip(path('clip.mp4'), 48);
  const job = `'${process.execPath}' '${cliPath}' clip.mp4 -s style.png --device cpu --iterations 5000`;
  // The shell outlives the terminal, passes on what it is told, and tells how the job ended.
  const command = `${job} & trap "kill -HUP $!" HUP; wait $!; wait $!; echo $? > status`;
  const terminal = spawn('script', ['-q', '-c', command, '/dev/null'], {
    cwd: folder.path,
    env: { ...process.env, SHELL: '/bin/sh', CI: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve) =>
    terminal.stdout.on('data', (text) => /loss/.test(String(text)) && resolve()),
  );
  terminal.kill('SIGKILL');
  for (let i = 0; i < 600 && !existsSync(path('status')); i++) await delay(50);
  await delay(50);
  assert.equal(readFileSync(path('status'), 'utf8').trim(), String(128 + 1));
  assert.deepEqual(readdirSync(folder.path).sort(), ['clip.mp4', 'status', 'style.png']);
});
