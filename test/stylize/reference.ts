import type { LossTerms } from '../../src/loss-terms.js';
import type { LossInputs } from '../../src/stylize/loss/loss.js';
import { PICTURE } from '../../src/stylize/loss/term.js';
import { networkSteps, type VggNetwork } from '../../src/stylize/network/network.js';

/** Features of a layer in double precision, CHW. */
interface Layer {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** The layers of a picture (`x` CHW) up to the last of those wanted, by plain loops in double precision. */
export function referenceForward(
  network: VggNetwork,
  x: ArrayLike<number>,
  width: number,
  height: number,
  wanted?: readonly string[],
): Map<string, Layer> {
  const data = Float64Array.from(
    { length: 3 * width * height },
    (_, i) => (x[i] as number) - (network.mean[Math.floor(i / (width * height))] as number),
  );
  let current: Layer = { channels: 3, width, height, data };
  const layers = new Map<string, Layer>();
  for (const { name, kind, convolution } of networkSteps(network)) {
    if (wanted?.every((layer) => layers.has(layer))) break;
    if (convolution !== undefined) {
      current = convolve(current, convolution.weight, convolution.bias);
    } else if (kind === 'relu') {
      current = { ...current, data: current.data.map((value) => Math.max(0, value)) };
    } else {
      current = pool(current, network.pooling === 'max');
    }
    layers.set(name, current);
  }
  return layers;
}

function convolve(input: Layer, weight: Float32Array, bias: Float32Array): Layer {
  const { channels, width, height } = input;
  const n = width * height;
  const data = new Float64Array(bias.length * n);
  for (let o = 0; o < bias.length; o++) {
    const out = data.subarray(o * n, (o + 1) * n).fill(bias[o] as number);
    for (let c = 0; c < channels; c++) {
      for (let tap = 0; tap < 9; tap++) {
        const w = weight[(o * channels + c) * 9 + tap] as number;
        const [dy, dx] = [Math.floor(tap / 3) - 1, (tap % 3) - 1];
        for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
          const from = c * n + (y + dy) * width + dx;
          for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
            out[y * width + x] = (out[y * width + x] as number) + w * (input.data[from + x] as number);
          }
        }
      }
    }
  }
  return { channels: bias.length, width, height, data };
}

function pool(input: Layer, max: boolean): Layer {
  const { channels, width, height, data } = input;
  const [w, h] = [width >> 1, height >> 1];
  const out = new Float64Array(channels * w * h);
  for (let i = 0; i < out.length; i++) {
    const c = Math.floor(i / (w * h));
    const y = Math.floor(i / w) % h;
    const at = (c * height + 2 * y) * width + 2 * (i % w);
    const block = [at, at + 1, at + width, at + width + 1].map((index) => data[index] as number);
    out[i] = max ? Math.max(...block) : block.reduce((a, b) => a + b) / 4;
  }
  return { channels, width: w, height: h, data: out };
}

/** First and second moments of a layer, by the share of each position where one is given. */
export function referenceMoments(
  { channels, width, height, data }: Layer,
  shares?: ArrayLike<number>,
): {
  mean: Float64Array;
  second: Float64Array;
} {
  const n = width * height;
  const mean = new Float64Array(channels);
  const second = new Float64Array(channels * channels);
  for (let p = 0; p < n; p++) {
    for (let i = 0; i < channels; i++) {
      const value = (data[i * n + p] as number) * (shares?.[p] ?? 1 / n);
      mean[i] = (mean[i] as number) + value;
      for (let j = 0; j < channels; j++) {
        second[i * channels + j] = (second[i * channels + j] as number) + value * (data[j * n + p] as number);
      }
    }
  }
  return { mean, second };
}

/** tr(M D M D) for a symmetric D, or dᵀMd for a vector. */
function metricNorm(d: Float64Array, metric: Float32Array | undefined, channels: number): number {
  if (metric === undefined) return d.reduce((sum, value) => sum + value * value, 0);
  const columns = d.length / channels;
  const md = new Float64Array(d.length);
  for (let i = 0; i < channels; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < channels; k++) {
        sum += (metric[i * channels + k] as number) * (d[k * columns + j] as number);
      }
      md[i * columns + j] = sum;
    }
  }
  let norm = 0;
  for (let i = 0; i < channels; i++) {
    for (let j = 0; j < columns; j++) {
      norm += (md[i * columns + j] as number) * ((columns === 1 ? d[i] : md[j * columns + i]) as number);
    }
  }
  return norm;
}

/** The loss as its terms define it, in double precision. */
export function referenceLoss(
  network: VggNetwork,
  { width, height }: { readonly width: number; readonly height: number },
  inputs: LossInputs,
  x: ArrayLike<number>,
): LossTerms {
  const wanted = [...Object.keys(inputs.content ?? {}), ...Object.keys(inputs.style ?? {})];
  const layers = referenceForward(network, x, width, height, wanted);
  let content = 0;
  for (const [name, { target, rate }] of Object.entries(inputs.content ?? {})) {
    const { data } = layers.get(name) as Layer;
    const sum = data.reduce((total, value, k) => total + (value - (target[k] as number)) ** 2, 0);
    content += (rate[0] as number) * sum;
  }
  let style = 0;
  for (const [name, target] of Object.entries(inputs.style ?? {})) {
    const layer = layers.get(name) as Layer;
    const c = layer.channels;
    const metric = network.metrics.get(name);
    for (const suffix of ['', '1']) {
      const given = (input: string) => target[`${input}${suffix}`];
      const [goal, goalMean] = [given('second'), given('mean')];
      if (goal === undefined) continue;
      const { mean, second } = referenceMoments(layer, given('area'));
      const [meanWeight, secondWeight] = given('weights') as unknown as [number, number];
      const difference = second.map((value, k) => {
        const centre = goalMean ? (mean[Math.floor(k / c)] as number) * (mean[k % c] as number) : 0;
        return value - centre - (goal[k] as number);
      });
      style += secondWeight * metricNorm(difference, metric, c);
      if (goalMean === undefined) continue;
      const means = mean.map((value, k) => value - (goalMean[k] as number));
      style += meanWeight * metricNorm(means, metric, c);
    }
  }
  const n = width * height;
  let [temporal, tv, keyframe] = [0, 0, 0];
  const past = inputs.temporal?.[PICTURE];
  const given = inputs.keyframe?.[PICTURE];
  const rate = inputs.tv?.[PICTURE]?.rate[0] ?? 0;
  const held = (to: typeof past, i: number) =>
    to ? (to.weight[i % n] as number) * ((x[i] as number) - (to.target[i] as number)) ** 2 : 0;
  for (let i = 0; i < 3 * n; i++) {
    const value = x[i] as number;
    temporal += held(past, i);
    keyframe += held(given, i);
    if (i % width < width - 1) tv += rate * ((x[i + 1] as number) - value) ** 2;
    if (i % n < n - width) tv += rate * ((x[i + width] as number) - value) ** 2;
  }
  return { content, style, temporal, tv, keyframe, total: content + style + temporal + tv + keyframe };
}
