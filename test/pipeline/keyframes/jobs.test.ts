import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { planPicture } from '../../../src/pipeline/plan/plan-picture.js';
import { plannedVideo, planVideo } from '../../../src/pipeline/plan/plan-video.js';
import { writePicture } from '../../cli/run-cli.js';
import { scratchFolder } from '../../media/clips.js';
import { paintBothWays, writeClips } from '../shots/both-ways.js';
import { writeShots } from '../shots/shots-clip.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const quick = { device: 'cpu', quality: 'draft', iterations: 2, preset: 'ffv1' } as const;
/** Two in a shot of six, one of them its first frame, and one in the shot before. */
const keyframe = [
  { time: '2f', picture: path('key.png') },
  { time: '8f', picture: path('key.png') },
  { time: '11f', picture: path('other.png') },
];
const at = [
  { time: 0, values: { styleWeight: 5, styleScale: 1 } },
  { time: '14f', values: { styleWeight: 60, styleScale: 1.6 } },
  { time: '6f', values: { contentWeight: 3 }, step: true },
];

before(async () => {
  await writeClips();
  writeShots(path('shots.mkv'), [5, 3, 6]);
  await writePicture(path('style.png'));
  await writePicture(path('key.png'), 64, 64);
  await writePicture(path('other.png'), 128, 128);
  await writePicture(path('wide.png'), 128, 64);
});

test('key frames and changes over time: shots painted apart give the bytes of one job', async () => {
  const { report, shots } = await paintBothWays('shots.mkv', { keyframe, at });
  assert.equal(shots, 3);
  const given = report.frames.filter(({ loss }) => loss === null).map(({ index }) => index);
  assert.deepEqual(given, [2, 8, 11]);
});

for (const [why, options, message] of [
  [
    'of another shape',
    { keyframe: [{ time: '2f', picture: path('wide.png') }] },
    /shape of the frames, 64×64 or that at another size, got 128×64/,
  ],
  ['outside of what is painted', { end: '6f', keyframe }, /frames 0 to 5 of the clip, got frame 8 in `8f=/],
  [
    'of one frame twice',
    { keyframe: [...keyframe, { time: 0.08, picture: path('key.png') }] },
    /gives frame 2 two pictures/,
  ],
  ['beyond the clip', { keyframe: [{ time: '99f', picture: path('key.png') }] }, /last frame is number 13/],
  [
    'left out by --fps',
    { fps: 12, keyframe: [{ time: '3f', picture: path('key.png') }] },
    /shown at `--fps 12`, such as `4f`/,
  ],
] as const) {
  test(`a key frame is refused before painting: ${why}`, async () => {
    const paths = { input: path('shots.mkv'), style: path('style.png'), output: path('none.mkv') };
    const planning = planVideo(paths, { ...quick, ...options }, { stopAtFirst: true });
    await assert.rejects(planning, message);
  });
}

test('what is told of a plan names its key frames and what changes', async () => {
  const blend = [{ style: path('other.png'), share: 0.2 }];
  const shares = { time: '5f', values: { blend: 1 } };
  const options = { ...quick, start: '1f', keyframe: keyframe.slice(0, 1), blend, at: [shares] } as const;
  const told = await plannedVideo(path('shots.mkv'), path('style.png'), path('none.mkv'), options);
  assert.deepEqual(told.problems, []);
  assert.deepEqual(told.keyframes, [{ index: 1, picture: path('key.png') }]);
  const [first, second] = told.changes!.blend!;
  assert.deepEqual([Object.keys(told.changes!), first?.value, second?.value], [['blend'], 0.2, 1]);
});

test('pictures have no key frames and no times', async () => {
  const paths = { input: path('key.png'), style: path('style.png'), output: path('none.png') };
  await assert.rejects(planPicture(paths, { keyframe }), /`--keyframe` for a clip, got a picture/);
  await assert.rejects(planPicture(paths, { at }), /`--at` for a clip, got a picture/);
});
