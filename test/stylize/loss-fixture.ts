import type { LossInputs, LossSpec, StyleLossKind } from '../../src/stylize/loss/loss.js';
import { layerSize } from '../../src/stylize/network/layers.js';
import { layerChannels, type Network } from '../../src/stylize/network/network.js';
import { randomUniform } from './random-network.js';
import { referenceForward, referenceMoments } from './reference.js';

export interface LossFixtureOptions {
  readonly width: number;
  readonly height: number;
  readonly styleLoss: StyleLossKind;
  readonly contentLayers?: readonly string[];
  readonly styleLayers?: readonly string[];
  readonly temporal?: boolean;
  readonly tv?: boolean;
}

export interface LossFixture {
  readonly spec: LossSpec;
  readonly inputs: LossInputs;
  readonly x: Float32Array;
}

/** A loss with random targets, its terms of similar size, and a random picture. */
export function lossFixture(network: Network, options: LossFixtureOptions): LossFixture {
  const { width, height, styleLoss, contentLayers = [], styleLayers = [] } = options;
  const size = 3 * width * height;
  const style = referenceForward(network, randomUniform(size, 2), width, height);
  const inputs: LossInputs = {
    contentTargets: contentLayers.map((layer, i) => {
      const { width: w, height: h } = layerSize(layer, width, height);
      return randomUniform(w * h * (layerChannels(network, [layer])[0] as number), 10 + i);
    }),
    contentWeights: contentLayers.map((_, i) => 0.3 + i),
    styleTargets: styleLayers.map((layer) => {
      const features = style.get(layer) as NonNullable<ReturnType<typeof style.get>>;
      const { mean, second } = referenceMoments(features);
      const [channels, secondMoment] = [features.channels, Float32Array.from(second, (v) => 0.5 * v)];
      return { layer, channels, mean: Float32Array.from(mean, (v) => 1.5 * v), secondMoment };
    }),
    styleWeights: styleLayers.map((_, i) => ({ mean: 0.4 + 0.1 * i, second: 0.3 + 0.1 * i })),
    tvWeight: options.tv ? 0.5 : 0,
    ...(options.temporal && {
      temporalTarget: randomUniform(size, 4),
      temporalWeight: randomUniform(width * height, 5).map((v) => v / size),
    }),
  };
  const spec = { width, height, contentLayers, styleLayers, styleLoss };
  return { spec, inputs, x: randomUniform(size, 1) };
}

/** ‖a − b‖ / ‖b‖. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`Expected ${b.length} numbers, got ${a.length}`);
  let [error, norm] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    error += ((a[i] as number) - (b[i] as number)) ** 2;
    norm += (b[i] as number) ** 2;
  }
  return Math.sqrt(error / norm);
}
