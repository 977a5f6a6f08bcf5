import assert from 'node:assert/strict';
import { copyFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { draft } from '../../src/draft/draft.js';
import type { DraftProgress } from '../../src/draft/draft-request.js';
import { makeClip } from '../cli/make-clip.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);

before(async () => {
  await writePicture(path('style.png'));
  copyFileSync(path('style.png'), path('cut.png'));
  truncateSync(path('cut.png'), 200);
  await makeClip(path('clip.mp4'), 4);
});

test('a painting that is damaged is told before any is painted or timed, wherever it stands', async () => {
  const told: DraftProgress['type'][] = [];
  const drafting = draft(
    {
      input: path('clip.mp4'),
      styles: [path('style.png'), path('cut.png')],
      sets: [{ label: '', options: {} }],
      options: { device: 'cpu', iterations: 1 },
      windows: 'auto',
      windowLength: 0.2,
      size: 48,
      quality: 'draft',
      command: () => '',
    },
    { onProgress: ({ type }) => told.push(type) },
  );
  await assert.rejects(drafting, /cut\.png` is a damaged picture/);
  assert.deepEqual([...new Set(told)], ['survey', 'windows']);
});
