import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { processesWith, scratchFolder } from '../media/clips.js';
import { makeSeeds, mutate } from './mutate.js';
import { survives } from './survive.js';

const folder = scratchFolder();

test('damaged files end with a picture, with frames, or with a clear error', async () => {
  mkdirSync(join(folder, 'seeds'));
  const seeds = await makeSeeds(join(folder, 'seeds'));
  for (const seed of seeds) assert.equal(await survives(seed), 'frames', seed);
  for (let number = 1000; number < 1008; number++) await survives(mutate(seeds, 9 * number, folder));
  assert.deepEqual(processesWith(folder), []);
});
