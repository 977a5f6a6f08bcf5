import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { processesWith, scratchFolder } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';
import { makeSeeds, mutate } from './mutate.js';
import { survives } from './survive.js';

const folder = scratchFolder();

forEachFfmpeg((name) => {
  test('200 damaged files end with a picture, with frames, or with a clear error', async () => {
    const own = join(folder, name);
    mkdirSync(join(own, 'seeds'), { recursive: true });
    const seeds = await makeSeeds(join(own, 'seeds'));
    const outcomes: Record<string, number> = {};
    for (let number = 0; number < 200; number++) {
      const path = mutate(seeds, number, own);
      const outcome = await survives(path).catch((error: Error) => {
        throw new Error(`${path}: ${error.message}`, { cause: error });
      });
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    assert.deepEqual(processesWith(own), []);
    assert.ok((outcomes.frames ?? 0) > 60, `most are still clips: ${JSON.stringify(outcomes)}`);
    assert.ok((outcomes.INPUT ?? 0) > 10, `some are not: ${JSON.stringify(outcomes)}`);
    assert.ok((outcomes.FFMPEG ?? 0) <= 10, `few break FFmpeg: ${JSON.stringify(outcomes)}`);
  });
});
