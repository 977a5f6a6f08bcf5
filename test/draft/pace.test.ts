import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { renderCut } from '../../fixtures/scene.js';
import { probe } from '../../src/decode/probe/probe.js';
import { measurePace } from '../../src/draft/pace.js';
import { imageToRgb24 } from '../../src/image.js';
import { resolveOptions, type StylizeOptionsInput } from '../../src/options/resolve.js';
import { writePicture } from '../cli/run-cli.js';
import { makeRawClip, scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const [clip, style] = [join(folder, 'clip.mkv'), join(folder, 'style.png')];

before(async () => {
  await writePicture(style);
  const pictures = renderCut({ width: 128, height: 96, frames: 2, seed: 3 }, 2).map(imageToRgb24);
  makeRawClip(clip, Buffer.concat(pictures), { pixelFormat: 'rgb24', size: '128x96' });
});

async function paceOf(given: StylizeOptionsInput) {
  const options = resolveOptions({ fast: true, device: 'cpu', threads: 1, size: 128, ...given });
  const info = await probe(clip, options);
  assert.equal(info.kind, 'video');
  return measurePace(info as typeof info & { kind: 'video' }, style, { frame: 0, frames: 2 }, options);
}

test('fine-tuning is timed where there is any; the pace of frames that are held to the past is their own', async () => {
  const plain = await paceOf({ fineTune: 0, flowFused: false });
  assert.equal(plain.before, 0);
  assert.equal(plain.besideFlow, false);
  const held = await paceOf({ fineTune: 400 });
  // A step of a crop of 72 pixels takes milliseconds at the least.
  assert.ok(held.before > 1, `${held.before}`);
  for (const { first, later, beside } of [plain, held]) {
    assert.deepEqual([first, later], [[], []], 'there are no evaluations');
    assert.ok(beside.first > 0 && beside.later > 0);
  }
});
