import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosine } from '../../../bench/pictures/block-cosine.js';
import { StyleGradients } from '../../../bench/pictures/style-gradient.js';
import { renderScene } from '../../../fixtures/scene.js';
import { createEngine } from '../../../src/stylize/engines/create-engine.js';
import { randomNetwork } from '../../stylize/random-network.js';

const picture = (seed: number, width = 48, height = 32) =>
  renderScene({ width, height, frames: 1, seed, objects: [] }).frames[0]!;
const options = {
  styleLayers: { relu1_1: 1, relu2_1: 2, relu3_1: 0 },
  styleLoss: 'meancov',
  styleScale: 1,
} as const;

test('zero at the style itself; elsewhere not; another network points elsewhere', async () => {
  const network = randomNetwork({ widths: [4, 6, 8, 8, 8] });
  const other = randomNetwork({ widths: [5, 7, 8, 8, 8] });
  await using engine = await createEngine({ network, device: 'cpu', threads: 1 });
  await using otherEngine = await createEngine({ network: other, device: 'cpu', threads: 1 });
  const gradients = new StyleGradients(engine, network, options);
  const others = new StyleGradients(otherEngine, other, options);
  const [source, style] = [picture(1), picture(2)];
  const [atSource, atStyle] = await gradients.at([source, style], source, style);
  const norm = ({ data }: { data: Float32Array }) => Math.hypot(...data);
  assert.ok(norm(atSource!) > 0);
  assert.ok(norm(atStyle!) < 1e-3 * norm(atSource!));
  const [again] = await gradients.at([source], source, style);
  assert.ok(Math.abs(cosine(again!.data, atSource!.data) - 1) < 1e-6);
  const [elsewhere] = await others.at([source], source, style);
  assert.ok(cosine(elsewhere!.data, atSource!.data) < 0.999);
});

test('pictures of another size follow', async () => {
  const network = randomNetwork({ widths: [4, 6, 8, 8, 8] });
  await using engine = await createEngine({ network, device: 'cpu', threads: 1 });
  const gradients = new StyleGradients(engine, network, options);
  await gradients.at([picture(1)], picture(1), picture(2));
  const source = picture(1, 32, 48);
  const [gradient] = await gradients.at([source], source, picture(2));
  assert.deepEqual([gradient!.width, gradient!.height, gradient!.data.length], [32, 48, 3 * 32 * 48]);
});
