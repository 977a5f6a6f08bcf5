import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type ExplainedFrame, stylizeImage, stylizeVideo, UsageError } from '../../src/index.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const clip = fileURLToPath(new URL('../../../fixtures/valley.mp4', import.meta.url));
const options = { device: 'cpu', quality: 'draft', iterations: 2, size: 64, duration: '4f' } as const;

before(async () => {
  await writePicture(path('photo.png'));
  await writePicture(path('style.png'), 40, 40);
});

test('frames of a clip are explained on a page of its own, and painted as ever', async () => {
  const paint = async (output: string, changes: Parameters<typeof stylizeVideo>[3]) => {
    const explained: ExplainedFrame[] = [];
    const painted: Float32Array[] = [];
    await stylizeVideo(
      clip,
      path('style.png'),
      path(output),
      { ...options, ...changes },
      {
        onExplained: changes?.explain ? (frame) => explained.push(frame) : undefined,
        onPainted: ({ stylized }) => painted.push(stylized.data.slice()),
      },
    );
    return { explained, painted };
  };
  const plain = await paint('plain.mp4', {});
  const { explained, painted } = await paint('told.mp4', {
    explain: path('why.html'),
    explainFrames: [0, 3],
  });
  assert.deepEqual(painted, plain.painted);
  assert.deepEqual(
    explained.map(({ index }) => index),
    [0, 3],
  );
  const [first] = explained;
  assert.equal(first?.painted.width, 64);
  assert.equal(first?.parts[0]?.pull.length, 64 * (first?.painted.height ?? 0));
  const page = readFileSync(path('why.html'), 'utf8');
  for (const text of ['Frame 0', 'Frame 3', 'relu4_1', 'What one step more would do', '--style-weight 60']) {
    assert.ok(page.includes(text), text);
  }
  assert.doesNotMatch(page, /https?:\/\//);
});

test('beside a key frame, regions and matched colours, frames are explained, and the key frame is not', async () => {
  await writePicture(path('key.png'), 64, 36);
  await writePicture(path('other.png'), 32, 40);
  await stylizeVideo(clip, path('style.png'), path('all.mp4'), {
    ...options,
    ...{ explain: path('all.html'), explainFrames: [0, 1], colors: 'matched' },
    keyframe: [{ time: '1f', picture: path('key.png') }],
    region: [
      { mask: '0,0,40,40', style: 'keep' },
      { mask: '100,0,100,100', style: path('other.png') },
    ],
  });
  const page = readFileSync(path('all.html'), 'utf8');
  assert.match(page, /Frame 1 is not explained: it is a key frame, and shown as it was given\./);
  for (const text of ['Frame 0', '--keyframe-weight 40000', 'carried from key frames']) {
    assert.ok(page.includes(text), text);
  }
});

test('a picture is explained', async () => {
  await stylizeImage(path('photo.png'), path('style.png'), path('out.png'), {
    ...options,
    explain: path('photo.html'),
  });
  assert.match(readFileSync(path('photo.html'), 'utf8'), /<h1>photo\.png<\/h1>/);
});

for (const [changes, message] of [
  [{ explain: 'why.txt' }, /Expected `--explain` to end in \.html/],
  [{ explainFrames: [1, 4] }, /Expected `--explain-frames` to name frames from 0 to 3 .* got 4/],
  [
    { explain: 'why.html', fast: true, quality: 'normal', iterations: 'auto' },
    /Expected `--explain` without `--fast`/,
  ],
] as const) {
  test(`${JSON.stringify(changes)} is refused before anything is painted`, async () => {
    const job = stylizeVideo(clip, path('style.png'), path('never.mp4'), {
      ...options,
      ...changes,
    } as Parameters<typeof stylizeVideo>[3]);
    await assert.rejects(job, (error) => error instanceof UsageError && message.test(error.message));
    assert.ok(!existsSync(path('never.mp4')));
  });
}
