import type { ColourStatistics } from '../initial/colour-transfer.js';
import { multiply } from '../initial/symmetric-matrix.js';
import { type ColourMaps, colourMaps } from './colour-maps.js';
import type { FastWeights, Linear } from './fast-weights.js';
import { type ChannelMoments, EPSILON, HALF_CHANNELS, MODULATED, STACKED_CHANNELS } from './layers.js';
import type { Modulation } from './style-reader.js';

/** What is taken of a shot, once: of every eighth of its frames or so. */
export interface ShotStatistics {
  readonly colours: ColourStatistics;
  /** By modulated convolution: moments of what it puts out. */
  readonly moments: ReadonlyMap<string, ChannelMoments>;
}

/** The painter's convolutions with all that is constant folded in. */
export interface PainterConstants {
  /** By name: the modulated ones, `out` and the 1×1 `around`. */
  readonly convolutions: ReadonlyMap<string, Linear>;
  readonly fine: Float32Array;
  /** Colour of the shot; taken off the picture before it is painted. */
  readonly mean: readonly number[];
}

/** The painter for one painting and one shot: plain convolutions with constant weights. */
export function painterConstants(
  weights: FastWeights,
  modulation: Modulation,
  shot: ShotStatistics,
): PainterConstants {
  const maps = colourMaps(shot.colours, modulation.colours);
  const plain = unfoldedConvolutions(weights, modulation, maps);
  const folded = MODULATED.map(({ name, inChannels, outChannels }) => {
    const { mean, variance } = shot.moments.get(name) as ChannelMoments;
    const { scale, shift } = modulation.channels.get(name) as { scale: Float32Array; shift: Float32Array };
    const factor = scale.map((value, c) => (1 + value) / Math.sqrt(variance[c]! + EPSILON));
    const { weight } = plain.get(name) as Linear;
    const perOutput = inChannels * 9;
    const convolution: Linear = {
      weight: weight.map((value, i) => value * factor[Math.floor(i / perOutput)]!),
      bias: Float32Array.from({ length: outChannels }, (_, c) => shift[c]! - mean[c]! * factor[c]!),
    };
    return [name, convolution] as const;
  });
  return {
    convolutions: new Map([...plain, ...folded]),
    fine: modulation.fine,
    mean: shot.colours.mean,
  };
}

/** The convolutions with the maps of colours in the first and the last, the modulated ones not yet modulated. */
export function unfoldedConvolutions(
  weights: FastWeights,
  modulation: Modulation,
  maps: ColourMaps,
): ReadonlyMap<string, Linear> {
  const none = (length: number) => new Float32Array(length);
  const convolutions = new Map<string, Linear>(
    MODULATED.map(({ name, outChannels }) => [
      name,
      { weight: weights.convolutions.get(name) as Float32Array, bias: none(outChannels) },
    ]),
  );
  const stem = weights.convolutions.get('stem') as Float32Array;
  convolutions.set('stem', { weight: withInputColours(stem, maps.into), bias: none(HALF_CHANNELS) });
  convolutions.set('out', withOutputColours(weights.out, maps.outOf, modulation.colours.mean));
  convolutions.set('around', around(modulation.gain, maps));
  return convolutions;
}

/** W[o, 4 c + k] ← Σ_i W[o, 4 i + k] A[i, c]: channel 4 c + k is colour c of the block's pixel k. */
function withInputColours(weight: Float32Array, into: readonly number[]): Float32Array {
  const out = new Float32Array(weight.length);
  for (let o = 0; o < HALF_CHANNELS; o++) {
    for (let c = 0; c < 3; c++) {
      for (let rest = 0; rest < 36; rest++) {
        const at = (channel: number) => (o * STACKED_CHANNELS + 4 * channel) * 9 + rest;
        out[at(c)] = [0, 1, 2].reduce((sum, i) => sum + weight[at(i)]! * into[3 * i + c]!, 0);
      }
    }
  }
  return out;
}

/** W[4 i + k] ← Σ_j B[i, j] W[4 j + k], the bias likewise, plus the painting's mean. */
function withOutputColours(
  { weight, bias }: Linear,
  outOf: readonly number[],
  mean: readonly number[],
): Linear {
  const taps = HALF_CHANNELS * 9;
  const mixed = (values: Float32Array, perChannel: number) =>
    values.map((_, index) => {
      const [channel, rest] = [Math.floor(index / perChannel), index % perChannel];
      const [i, k] = [channel >> 2, channel & 3];
      return [0, 1, 2].reduce(
        (sum, j) => sum + outOf[3 * i + j]! * values[(4 * j + k) * perChannel + rest]!,
        0,
      );
    });
  return {
    weight: mixed(weight, taps),
    bias: mixed(bias, 1).map((value, channel) => value + mean[channel >> 2]!),
  };
}

/** The picture's own way round the painter: gain · B A of its colours, pixel by pixel. */
function around(gain: number, { into, outOf }: ColourMaps): Linear {
  const change = multiply(outOf, into);
  const weight = new Float32Array(STACKED_CHANNELS ** 2);
  for (let i = 0; i < 3; i++) {
    for (let c = 0; c < 3; c++) {
      for (let k = 0; k < 4; k++)
        weight[(4 * i + k) * STACKED_CHANNELS + 4 * c + k] = gain * change[3 * i + c]!;
    }
  }
  return { weight, bias: new Float32Array(STACKED_CHANNELS) };
}
