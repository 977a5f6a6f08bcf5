import { contentInputs } from '../../src/stylize/loss/content.js';
import type { LossInputs } from '../../src/stylize/loss/loss.js';
import { styleInputs } from '../../src/stylize/loss/style.js';
import { PICTURE } from '../../src/stylize/loss/term.js';
import { layerShape, type VggNetwork } from '../../src/stylize/network/network.js';
import type { StyleLossKind } from '../../src/stylize/settings.js';
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
  /** Whether a second area has a style of its own. */
  readonly areas?: boolean;
  readonly keyframe?: boolean;
}

export interface LossFixture {
  readonly size: { readonly width: number; readonly height: number };
  readonly inputs: LossInputs;
  readonly x: Float32Array;
}

/** A loss with random targets, its terms of similar size, and a random picture. */
export function lossFixture(network: VggNetwork, options: LossFixtureOptions): LossFixture {
  const { width, height, styleLoss, contentLayers = [], styleLayers = [] } = options;
  const size = 3 * width * height;
  const styled = referenceForward(network, randomUniform(size, 2), width, height);
  const content = contentLayers.map((layer, i) => {
    const { channels, width: w, height: h } = layerShape(network, layer, width, height);
    return [layer, contentInputs(randomUniform(w * h * channels, 10 + i), 0.3 + i)] as const;
  });
  const style = styleLayers.map((layer, i) => {
    const features = styled.get(layer) as NonNullable<ReturnType<typeof styled.get>>;
    const { mean, second } = referenceMoments(features);
    const target = {
      layer,
      channels: features.channels,
      mean: Float32Array.from(mean, (v) => 1.5 * v),
      secondMoment: Float32Array.from(second, (v) => 0.5 * v),
    };
    const inputs = styleInputs(styleLoss, target, 1, { mean: 1, second: 1 });
    const plain = { ...inputs, weights: Float32Array.of(0.4 + 0.1 * i, 0.3 + 0.1 * i) };
    if (!options.areas) return [layer, plain] as const;
    const { width: w, height: h } = features;
    const area = (seed: number) => {
      const values = randomUniform(w * h, seed).map((value) => Math.max(0, value));
      const total = values.reduce((sum, value) => sum + value, 0);
      return values.map((value) => value / total);
    };
    const others = Object.entries(
      styleInputs(styleLoss, { ...target, mean: target.mean.map((v) => 0.7 * v) }, 0.5, {
        mean: 1,
        second: 2,
      }),
    );
    const named = Object.fromEntries(others.map(([input, values]) => [`${input}1`, values]));
    return [layer, { ...plain, area: area(30 + i), ...named, area1: area(40 + i) }] as const;
  });
  const held = (seed: number) => ({
    target: randomUniform(size, seed),
    weight: randomUniform(width * height, seed + 1).map((v) => v / size),
  });
  return {
    size: { width, height },
    inputs: {
      content: Object.fromEntries(content),
      style: Object.fromEntries(style),
      temporal: options.temporal ? { [PICTURE]: held(4) } : {},
      tv: options.tv ? { [PICTURE]: { rate: Float32Array.of(0.5 / size) } } : {},
      keyframe: options.keyframe ? { [PICTURE]: held(6) } : {},
    },
    x: randomUniform(size, 1),
  };
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
