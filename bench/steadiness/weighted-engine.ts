import type { Image } from '../../src/image.js';
import type { Engine } from '../../src/stylize/engines/engine.js';
import type { LayerFeatures, LayerStatistics } from '../../src/stylize/network/layers.js';

/** The part of an engine that measures. */
type Measuring = Pick<Engine, 'features' | 'statistics'>;

/**
 * An engine whose statistics of the given pictures count only part of them.
 *
 * @param weight `width·height` weights ≥ 0 of the positions of `pictures`; averaged over what a position of a layer sees
 */
export function weightedEngine(
  engine: Measuring,
  pictures: readonly Image[],
  weight: Float32Array,
): Measuring {
  return {
    features: (image, layers) => engine.features(image, layers),
    statistics: async (image, layers) => {
      if (!pictures.includes(image)) return engine.statistics(image, layers);
      const features = await engine.features(image, layers);
      return features.map((layer) => weightedStatistics(layer, pooled(weight, image, layer)));
    },
  };
}

/** Weights of a picture's positions as a layer has them: halved in size as pooling does it, scaled to the sum 1. */
function pooled(weights: Float32Array, picture: Image, layer: LayerFeatures): Float32Array {
  let [current, width, height] = [weights, picture.width, picture.height];
  while (width > layer.width) {
    const [from, stride] = [current, width];
    width >>= 1;
    height >>= 1;
    current = Float32Array.from({ length: width * height }, (_, i) => {
      const at = 2 * Math.floor(i / width) * stride + 2 * (i % width);
      return (from[at]! + from[at + 1]! + from[at + stride]! + from[at + stride + 1]!) / 4;
    });
  }
  const total = current.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) throw new RangeError(`Expected weights that are not all 0 at ${layer.layer}`);
  return current.map((value) => value / total);
}

function weightedStatistics(
  { layer, channels, data }: LayerFeatures,
  weights: Float32Array,
): LayerStatistics {
  const mean = new Float64Array(channels);
  const secondMoment = new Float64Array(channels * channels);
  for (const [p, weight] of weights.entries()) {
    if (weight === 0) continue;
    for (let i = 0; i < channels; i++) {
      const value = weight * data[i * weights.length + p]!;
      mean[i]! += value;
      for (let j = 0; j < channels; j++)
        secondMoment[i * channels + j]! += value * data[j * weights.length + p]!;
    }
  }
  return { layer, channels, mean: Float32Array.from(mean), secondMoment: Float32Array.from(secondMoment) };
}
