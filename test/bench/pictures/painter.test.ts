import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Painter, type PaintingOrder } from '../../../bench/pictures/painter.js';
import { renderScene } from '../../../fixtures/scene.js';
import { writeStill } from '../../../src/encode/picture/still.js';
import { resolveOptions } from '../../../src/options/resolve.js';

const folder = await mkdtemp(join(tmpdir(), 'nst-video-painter-'));
after(() => rm(folder, { recursive: true, force: true }));
const draw = (name: string, seed: number) => {
  const [image] = renderScene({ width: 48, height: 32, frames: 1, seed, objects: [] }).frames;
  return writeStill(join(folder, name), image!);
};
const [content, style] = [await draw('content.png', 1), await draw('style.png', 2)];
const options = resolveOptions({ size: 48, quality: 'draft', iterations: 2, device: 'cpu', threads: 1 });
const order: PaintingOrder = { name: 'a', content, style, options, weights: 'w' };

/** The painting, and whether it had to be painted. */
async function paint(painter: Painter, changed: Partial<PaintingOrder> = {}) {
  let painted = false;
  const painting = await painter.paint({ ...order, ...changed }, () => {
    painted = true;
  });
  return { ...painting, painted };
}

test('a picture is painted once; other options, weights or code paint another', async () => {
  const painter = new Painter(folder, 'build 1');
  const first = await paint(painter);
  assert.equal(first.painted, true);
  assert.ok(first.seconds > 0 && first.evaluations > 0);
  assert.deepEqual(await paint(painter), { ...first, painted: false });
  const threads = { ...options, threads: 2, overwrite: true } as const;
  assert.equal((await paint(painter, { options: threads })).painted, false, 'paints the same');
  const heavier = await paint(painter, { options: { ...options, styleWeight: 99 } });
  assert.ok(heavier.painted && heavier.file !== first.file);
  assert.equal((await paint(painter, { weights: 'others' })).painted, true);
  assert.equal((await paint(new Painter(folder, 'build 2', true))).painted, false, 'any build will do');
  assert.equal((await paint(new Painter(folder, 'build 2'))).painted, true);
  await rm(join(folder, first.file));
  assert.equal((await paint(new Painter(folder, 'build 2'))).painted, true, 'the file was gone');
});
