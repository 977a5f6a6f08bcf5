import {
  type FastWeights,
  type Linear,
  plainSize,
  readSize,
} from '../../../src/stylize/fast/fast-weights.js';
import {
  DIRECTIONS,
  HALF_CHANNELS,
  HIDDEN,
  MODULATED,
  READ_LAYERS,
  STACKED_CHANNELS,
} from '../../../src/stylize/fast/layers.js';
import { randomNormal } from '../random-network.js';
import type { TensorFixture } from '../safetensors-file.js';

/** A fast painter's weights, random, of the size that keeps activations at about 1. */
export function randomFastWeights(seed = 1): FastWeights {
  let next = seed * 1000;
  const normal = (length: number, deviation: number) => randomNormal(length, next++, deviation);
  const linear = (outputs: number, inputs: number, deviation: number): Linear => ({
    weight: normal(outputs * inputs, deviation),
    bias: normal(outputs, 0.1),
  });
  const described = plainSize + DIRECTIONS * READ_LAYERS.length;
  return {
    convolutions: new Map(
      MODULATED.map(({ name, inChannels, outChannels }) => [
        name,
        normal(outChannels * inChannels * 9, Math.sqrt(2 / (9 * inChannels))),
      ]),
    ),
    out: {
      weight: normal(STACKED_CHANNELS * HALF_CHANNELS * 9, 0.02),
      bias: normal(STACKED_CHANNELS, 0.05),
    },
    reader: {
      directions: new Map(
        READ_LAYERS.map(({ layer, channels }) => [layer, normal(channels * DIRECTIONS, channels ** -0.5)]),
      ),
      centre: normal(plainSize, 0.1),
      spread: normal(plainSize, 0.1).map((value) => 1 + Math.abs(value)),
      first: linear(HIDDEN, described, described ** -0.5),
      second: linear(HIDDEN, HIDDEN, HIDDEN ** -0.5),
      last: linear(readSize, HIDDEN, 0.02),
    },
  };
}

/** The same as the tensors of a safetensors file. */
export function fastTensors(weights: FastWeights): Record<string, TensorFixture> {
  const { reader, out } = weights;
  const tensors: Record<string, TensorFixture> = {};
  for (const { name, inChannels, outChannels } of MODULATED) {
    const data = weights.convolutions.get(name) as Float32Array;
    tensors[`${name}.weight`] = { shape: [outChannels, inChannels, 3, 3], data };
  }
  tensors['out.weight'] = { shape: [STACKED_CHANNELS, HALF_CHANNELS, 3, 3], data: out.weight };
  tensors['out.bias'] = { shape: [STACKED_CHANNELS], data: out.bias };
  for (const { layer, channels } of READ_LAYERS) {
    const data = reader.directions.get(layer) as Float32Array;
    tensors[`reader.directions.${layer}`] = { shape: [channels, DIRECTIONS], data };
  }
  for (const name of ['centre', 'spread'] as const) {
    tensors[`reader.${name}`] = { shape: [plainSize], data: reader[name] };
  }
  for (const name of ['first', 'second', 'last'] as const) {
    const { weight, bias } = reader[name];
    tensors[`reader.${name}.weight`] = { shape: [bias.length, weight.length / bias.length], data: weight };
    tensors[`reader.${name}.bias`] = { shape: [bias.length], data: bias };
  }
  return tensors;
}
