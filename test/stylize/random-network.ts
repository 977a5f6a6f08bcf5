import { VGG_CONVOLUTIONS, type VggColumn } from '../../src/stylize/network/layers.js';
import type { Convolution, Pooling, VggNetwork } from '../../src/stylize/network/network.js';

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32, public domain). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed numbers (Box & Muller 1958), the same for the same seed. */
export function randomNormal(length: number, seed: number, deviation = 1): Float32Array {
  const uniform = randomNumbers(seed);
  return Float32Array.from(
    { length },
    () => deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** Uniform numbers in [0, 1). */
export function randomUniform(length: number, seed: number): Float32Array {
  const uniform = randomNumbers(seed);
  return Float32Array.from({ length }, uniform);
}

export interface RandomNetworkOptions {
  /** Channels of each block. */
  readonly widths: readonly number[];
  /** Whose convolutions; VGG-19's unless given. */
  readonly column?: VggColumn;
  /** The last convolution. */
  readonly last?: string;
  readonly pooling?: Pooling;
  /** Whether every layer gets a metric HᵀH with random H. */
  readonly metrics?: boolean;
  readonly seed?: number;
}

/** A network with random weights that keep the size of activations (He et al. 2015, equation 10). */
export function randomNetwork(options: RandomNetworkOptions): VggNetwork {
  const { widths, last = 'conv5_1', pooling = 'average', metrics = false, seed = 1 } = options;
  const all = VGG_CONVOLUTIONS[options.column ?? 'vgg19'];
  const names = all.slice(0, all.indexOf(last) + 1);
  let inChannels = 3;
  const convolutions: Convolution[] = names.map((name, i) => {
    const outChannels = widths[Number(name[4]) - 1] as number;
    const deviation = Math.sqrt(2 / (9 * inChannels));
    const weight = randomNormal(outChannels * inChannels * 9, seed + 100 * i, deviation);
    const bias = randomNormal(outChannels, seed + 100 * i + 1, 0.1);
    const convolution = { name, inChannels, outChannels, weight, bias };
    inChannels = outChannels;
    return convolution;
  });
  return {
    name: 'random',
    sha256: '',
    mean: [0.485, 0.458, 0.408],
    pooling,
    convolutions,
    metrics: new Map(
      convolutions
        .filter(() => metrics)
        .map(({ name, outChannels }, i) => [
          name.replace('conv', 'relu'),
          randomMetric(outChannels, seed + i),
        ]),
    ),
  };
}

function randomMetric(channels: number, seed: number): Float32Array {
  const head = randomNormal(channels * channels, seed + 7, 1 / Math.sqrt(channels));
  const metric = new Float32Array(channels * channels);
  for (let i = 0; i < channels; i++) {
    for (let j = 0; j < channels; j++) {
      let sum = 0;
      for (let k = 0; k < channels; k++) {
        sum += (head[k * channels + i] as number) * (head[k * channels + j] as number);
      }
      metric[i * channels + j] = sum;
    }
  }
  return metric;
}
