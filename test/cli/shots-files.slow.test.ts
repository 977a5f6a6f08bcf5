import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { scratchFolder } from '../media/clips.js';
import { packetHashes, writeShots } from '../pipeline/shots/shots-clip.js';
import { runCli, writePicture } from './run-cli.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const succeed = async (...args: string[]) => {
  const { code, stderr } = await runCli(args, { cwd: folder });
  assert.equal(code, 0, stderr);
};

test('the files that options name go with the job: shots painted without the originals are those of one job', async () => {
  await writePicture(path('style.png'));
  await sharp(path('style.png')).negate().toFile(path('other.png'));
  writeShots(path('shots.mkv'), [4, 3]);
  const { width, height } = await sharp(path('style.png')).metadata();
  assert.ok(width && height);
  const clip = [
    ...['shots.mkv', '-s', 'style.png', '--device', 'cpu', '--quality', 'draft', '--iterations', '2'],
    ...['--blend', 'other.png=0.4', '--region', '0,0,16,16=keep', '--at', '6f:blend=0.1', '--preset', 'ffv1'],
  ];
  await succeed('plan', ...clip, '--render', 'painted.mkv', '-o', 'job');
  await succeed(...clip, '-o', 'whole.mkv');
  for (const name of ['style.png', 'other.png']) renameSync(path(name), path(`away-${name}`));
  await succeed('paint', 'job');
  await succeed('assemble', 'job');
  assert.equal(packetHashes(path('painted.mkv')), packetHashes(path('whole.mkv')));
});
