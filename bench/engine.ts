// Times one evaluation of the loss and its gradient, random weights: `node dist/bench/engine.js [small|wide|quarter|vgg16|vgg19 …]`.
// With NST_PYTHON set to a Python that has PyTorch, the same loss is timed there too.
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../src/stylize/engines/create-engine.js';
import type { DeviceChoice } from '../src/stylize/engines/device.js';
import { contentInputs } from '../src/stylize/loss/content.js';
import { styleInputs } from '../src/stylize/loss/style.js';
import { PICTURE } from '../src/stylize/loss/term.js';
import { layerSize } from '../src/stylize/network/layers.js';
import type { VggNetwork } from '../src/stylize/network/network.js';
import { type RandomNetworkOptions, randomNetwork, randomUniform } from '../test/stylize/random-network.js';
import { median } from './statistics.js';

/** The shapes of our two networks, of the one that they replaced (`quarter`), and of the full ones. */
const SHAPES: Readonly<Record<string, RandomNetworkOptions>> = {
  small: { widths: [16, 48, 64, 128, 128], column: 'vgg16', pooling: 'max', metrics: true },
  wide: { widths: [32, 64, 128, 256, 256], column: 'vgg16', pooling: 'max', metrics: true },
  quarter: { widths: [16, 32, 64, 128, 128], column: 'vgg19', pooling: 'average', metrics: true },
  vgg16: { widths: [64, 128, 256, 512, 512], column: 'vgg16', pooling: 'max' },
  vgg19: { widths: [64, 128, 256, 512, 512], column: 'vgg19', pooling: 'max' },
};
const SIZES = [
  [512, 288],
  [1280, 720],
] as const;
const STYLE_LAYERS = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'];
const CONTENT_LAYER = 'relu4_1';
const SECONDS = Number(process.env.NST_SECONDS ?? 8);

const threads = Number(process.env.NST_THREADS ?? availableParallelism());
const device = (process.env.NST_DEVICE ?? 'cpu') as DeviceChoice;
const shapes = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(SHAPES);
for (const shape of shapes) {
  const options = SHAPES[shape];
  if (!options) throw new RangeError(`Expected one of ${Object.keys(SHAPES).join(', ')}, got ${shape}`);
  for (const [width, height] of SIZES) await measure(shape, options, width, height);
}

/** Multiplications and additions of the convolutions, forward and backward. */
function operations(network: VggNetwork, width: number, height: number): number {
  return network.convolutions.reduce((sum, { name, weight }) => {
    const size = layerSize(name, width, height);
    return sum + 2 * 2 * weight.length * size.width * size.height;
  }, 0);
}

async function measure(shape: string, options: RandomNetworkOptions, width: number, height: number) {
  const network = randomNetwork(options);
  await using engine = await createEngine({ device, network, threads });
  const picture = (seed: number) => ({ width, height, data: randomUniform(3 * width * height, seed) });
  const [content] = await engine.features(picture(1), [CONTENT_LAYER]);
  const statistics = await engine.statistics(picture(2), STYLE_LAYERS);
  const style = statistics.map((target) => {
    return [target.layer, styleInputs('meancov', target, 2, { mean: 1, second: 1 })] as const;
  });
  const pixels = width * height;
  await using loss = await engine.loss(
    { width, height },
    {
      content: { [CONTENT_LAYER]: contentInputs(content?.data ?? new Float32Array(), 1) },
      style: Object.fromEntries(style),
      temporal: {
        [PICTURE]: { target: picture(3).data, weight: new Float32Array(pixels).fill(1 / pixels) },
      },
      tv: { [PICTURE]: { rate: Float32Array.of(1 / (3 * pixels)) } },
    },
  );
  const x = picture(4).data;
  await loss.evaluate(x);
  const times: number[] = [];
  for (const end = performance.now() + 1000 * SECONDS; performance.now() < end || times.length < 3; ) {
    const start = performance.now();
    await loss.evaluate(x);
    times.push(performance.now() - start);
  }
  const ms = median(times);
  const gflops = operations(network, width, height) / ms / 1e6;
  const rss = process.memoryUsage.rss() / 2 ** 20;
  console.log(
    `${shape} ${width}×${height}: median ${ms.toFixed(1)} ms, best ${Math.min(...times).toFixed(1)} ms of ${times.length}; ` +
      `${gflops.toFixed(0)} GFLOP/s; RSS ${rss.toFixed(0)} MB; ${engine.device.description}`,
  );
  const python = process.env.NST_PYTHON;
  if (!python) return;
  const script = fileURLToPath(new URL('../../bench/engine_torch.py', import.meta.url));
  const { column, pooling, widths } = options;
  const args = [script, column, pooling, width, height, threads, SECONDS, ...widths].map(String);
  const torch = JSON.parse(execFileSync(python, args, { encoding: 'utf8' }));
  const ratio = (torch.medianMs / ms).toFixed(2);
  console.log(
    `  PyTorch ${torch.version}, ${torch.threads} threads: ${torch.medianMs.toFixed(1)} ms, ${ratio}×`,
  );
}
