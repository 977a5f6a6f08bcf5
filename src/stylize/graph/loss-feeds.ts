import type { LossInputs, LossSpec } from '../loss/loss.js';
import { covariance } from '../loss/style.js';
import { layerSize } from '../network/layers.js';
import { layerChannels, type Network } from '../network/network.js';
import { type LossVariant, lossInput } from './loss-graph.js';

/** An array with its shape. */
export interface Feed {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** All inputs of a loss graph but `x`, and the variant that has just these. */
export interface LossFeeds {
  readonly variant: LossVariant;
  readonly feeds: Readonly<Record<string, Feed>>;
}

/**
 * Turns targets and weights into a loss graph's inputs: covariances from
 * moments, rates from weights and sizes.
 *
 * @throws RangeError naming what has the wrong length or layer
 */
export function lossFeeds(network: Network, spec: LossSpec, inputs: LossInputs): LossFeeds {
  const { width, height } = spec;
  const feeds: Record<string, Feed> = {};
  const put = (name: string, dims: readonly number[], data: ArrayLike<number> | undefined) => {
    const expected = dims.reduce((product, size) => product * size, 1);
    if (data?.length !== expected) {
      throw new RangeError(
        `Expected ${expected} numbers (${dims.join('×')}) for ${name}, got ${data?.length}`,
      );
    }
    feeds[name] = { dims, data: data instanceof Float32Array ? data : Float32Array.from(data) };
  };
  spec.contentLayers.forEach((layer, i) => {
    const [channels] = layerChannels(network, [layer]) as [number];
    const size = layerSize(layer, width, height);
    const dims = [1, channels, size.height, size.width];
    put(lossInput.contentTarget(layer), dims, inputs.contentTargets[i]);
    const elements = channels * size.height * size.width;
    put(lossInput.contentRate(layer), [1], [inputs.contentWeights[i]! / elements]);
  });
  spec.styleLayers.forEach((layer, i) => {
    const [channels] = layerChannels(network, [layer]) as [number];
    const target = inputs.styleTargets[i];
    const weights = inputs.styleWeights[i];
    if (target?.layer !== layer || weights === undefined) {
      throw new RangeError(
        `Expected a style target and weights for ${layer}, got ${target?.layer ?? 'none'}`,
      );
    }
    if (spec.styleLoss === 'meancov') put(lossInput.styleMean(layer), [channels], target.mean);
    const second = spec.styleLoss === 'meancov' ? covariance(target) : target.secondMoment;
    put(lossInput.styleSecond(layer), [channels, channels], second);
    put(lossInput.styleWeights(layer), [2], [weights.mean, weights.second]);
  });
  const temporal = inputs.temporalWeight !== undefined;
  if (temporal) {
    put(lossInput.temporalTarget, [1, 3, height, width], inputs.temporalTarget);
    put(lossInput.temporalWeight, [1, 1, height, width], inputs.temporalWeight);
  }
  const tv = inputs.tvWeight !== 0;
  if (tv) put(lossInput.tvRate, [1], [inputs.tvWeight / (3 * width * height)]);
  return { variant: { temporal, tv }, feeds };
}
