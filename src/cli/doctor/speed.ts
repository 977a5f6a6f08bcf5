import { createEngine } from '../../stylize/engines/create-engine.js';
import { contentInputs } from '../../stylize/loss/content.js';
import { styleInputs } from '../../stylize/loss/style.js';
import { PICTURE } from '../../stylize/loss/term.js';
import { layerSize } from '../../stylize/network/layers.js';
import { networkSteps, type VggNetwork } from '../../stylize/network/network.js';

const width = 512;
const height = 288;
const contentLayer = 'relu4_1';
const styleLayers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'];
const repeats = 7;

/**
 * Times one evaluation of the default loss and its gradient at 512×288 on the
 * device that `auto` takes: the median of a few, after one to warm up.
 */
export async function measureSpeed(network: VggNetwork): Promise<string> {
  await using engine = await createEngine({ device: 'auto', network });
  const image = { width, height, data: Float32Array.from({ length: 3 * width * height }, noise) };
  const [content] = await engine.features(image, [contentLayer]);
  if (!content) throw new TypeError('The engine returned no features');
  const statistics = await engine.statistics(image, styleLayers);
  const style = statistics.map((target) => {
    return [target.layer, styleInputs('meancov', target, 2, { mean: 1, second: 1 })] as const;
  });
  await using loss = await engine.loss(image, {
    content: { [contentLayer]: contentInputs(content.data, 1) },
    style: Object.fromEntries(style),
    tv: { [PICTURE]: { rate: Float32Array.of(1 / image.data.length) } },
  });
  const seconds: number[] = [];
  for (let i = 0; i <= repeats; i++) {
    const began = performance.now();
    await loss.evaluate(image.data);
    if (i > 0) seconds.push((performance.now() - began) / 1000);
  }
  const median = seconds.sort((a, b) => a - b)[repeats >> 1] as number;
  const rate = operations(network) / median / 1e9;
  return `${rate.toFixed(0)} GFLOP/s: ${(1000 * median).toFixed(0)} ms for one evaluation at ${width}×${height} on ${engine.device.description}`;
}

/** Floating-point operations of the convolutions up to the last style layer, forwards and back to the pixels. */
function operations(network: VggNetwork): number {
  let sum = 0;
  for (const { name, kind, convolution } of networkSteps(network)) {
    if (kind === 'conv' && convolution) {
      const size = layerSize(name.replace('conv', 'relu'), width, height);
      sum += 2 * 9 * convolution.inChannels * convolution.outChannels * size.width * size.height;
    }
    if (name === styleLayers.at(-1)) break;
  }
  return 2 * sum;
}

/** Numbers in [0,1) that look random; the picture's content makes no difference to its cost. */
function noise(_: unknown, i: number): number {
  return ((i * 7919) % 1009) / 1009;
}
