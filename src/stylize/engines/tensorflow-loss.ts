import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { LayerStatistics, StyleLossKind } from '../loss/loss.js';
import { covariance } from '../loss/style.js';
import { type Network, networkSteps } from '../network/network.js';

/** The module `@tensorflow/tfjs`, or one that has the same operators, such as tfjs-node-gpu. */
export type Tensorflow = typeof import('@tensorflow/tfjs');

/**
 * The network and the terms of the loss in TensorFlow.js, from the definitions
 * in `LossInputs` and without a word on gradients: `tf.grads` finds those.
 * Features are [1, H, W, C].
 */
export class TensorflowTerms {
  readonly #tf: Tensorflow;
  readonly #network: Network;
  readonly #kernels = new Map<string, { kernel: Tensor4D; bias: Tensor }>();

  constructor(tf: Tensorflow, network: Network) {
    this.#tf = tf;
    this.#network = network;
    for (const { name, inChannels, outChannels, weight, bias } of network.convolutions) {
      const oihw = tf.tensor4d(weight, [outChannels, inChannels, 3, 3]);
      this.#kernels.set(name, { kernel: tf.transpose(oihw, [2, 3, 1, 0]), bias: tf.tensor1d(bias) });
      oihw.dispose();
    }
  }

  /** All layers of a picture, [3, H, W], up to the deepest asked for. */
  forward(x: Tensor3D, layers: readonly string[]): Map<string, Tensor4D> {
    const tf = this.#tf;
    const all = networkSteps(this.#network);
    const depth = Math.max(-1, ...layers.map((layer) => all.findIndex(({ name }) => name === layer)));
    const features = new Map<string, Tensor4D>();
    const picture = tf.expandDims(tf.transpose(x, [1, 2, 0]), 0) as Tensor4D;
    let current = tf.sub(picture, tf.tensor1d([...this.#network.mean])) as Tensor4D;
    for (const { name, kind } of all.slice(0, depth + 1)) {
      const weights = this.#kernels.get(name);
      if (weights !== undefined) {
        current = tf.add(tf.conv2d(current, weights.kernel, 1, 'same'), weights.bias);
      } else if (kind === 'relu') {
        current = tf.relu(current);
      } else {
        const pool = this.#network.pooling === 'max' ? tf.maxPool : tf.avgPool;
        current = pool(current, 2, 2, 'valid');
      }
      features.set(name, current);
    }
    return features;
  }

  /** First and second moments, [C] and [C, C]. */
  moments(features: Tensor4D): { mean: Tensor; second: Tensor } {
    const tf = this.#tf;
    const [, height, width, channels] = features.shape;
    const flat = tf.reshape(features, [height * width, channels]);
    const share = tf.div(flat, height * width);
    return { mean: tf.sum(share, 0), second: tf.matMul(share, flat, true) };
  }

  content(features: Tensor4D, target: Float32Array, weight: number): Tensor {
    const tf = this.#tf;
    const [, height, width, channels] = features.shape;
    const planar = tf.transpose(tf.squeeze(features, [0]), [2, 0, 1]);
    const difference = tf.sub(planar, tf.tensor3d(target, [channels, height, width]));
    return tf.mul(tf.mean(tf.square(difference)), weight);
  }

  style(
    { mean, second }: { readonly mean: Tensor; readonly second: Tensor },
    kind: StyleLossKind,
    target: LayerStatistics,
    weights: { readonly mean: number; readonly second: number },
  ): Tensor {
    const tf = this.#tf;
    const c = target.channels;
    const metric = this.#network.metrics.get(target.layer);
    const measure = (difference: Tensor) =>
      metric === undefined ? difference : tf.matMul(tf.tensor2d(metric, [c, c]), difference);
    // tr(M D M D) is the sum of (MD)∘(MD)ᵀ.
    const norm = (difference: Tensor) => {
      const measured = measure(difference);
      return tf.sum(tf.mul(measured, tf.transpose(measured)));
    };
    if (kind === 'gram') {
      return tf.mul(norm(tf.sub(second, tf.tensor2d(target.secondMoment, [c, c]))), weights.second);
    }
    const column = tf.expandDims(mean, 1);
    const own = tf.sub(second, tf.matMul(column, column, false, true));
    const spread = norm(tf.sub(own, tf.tensor2d(covariance(target), [c, c])));
    const shift = tf.sub(column, tf.tensor2d(target.mean, [c, 1]));
    const distance = tf.sum(tf.mul(measure(shift), shift));
    return tf.add(tf.mul(spread, weights.second), tf.mul(distance, weights.mean));
  }

  temporal(x: Tensor3D, target: Float32Array, weight: Float32Array): Tensor {
    const tf = this.#tf;
    const [, height, width] = x.shape;
    const difference = tf.sub(x, tf.tensor3d(target, [3, height, width]));
    return tf.sum(tf.mul(tf.square(difference), tf.tensor2d(weight, [height, width])));
  }

  totalVariation(x: Tensor3D, weight: number): Tensor {
    const tf = this.#tf;
    const [, height, width] = x.shape;
    const across = tf.sub(
      tf.slice(x, [0, 0, 1], [3, height, width - 1]),
      tf.slice(x, [0, 0, 0], [3, height, width - 1]),
    );
    const down = tf.sub(
      tf.slice(x, [0, 1, 0], [3, height - 1, width]),
      tf.slice(x, [0, 0, 0], [3, height - 1, width]),
    );
    const sum = tf.add(tf.sum(tf.square(across)), tf.sum(tf.square(down)));
    return tf.mul(sum, weight / (3 * width * height));
  }

  dispose(): void {
    for (const { kernel, bias } of this.#kernels.values()) {
      kernel.dispose();
      bias.dispose();
    }
    this.#kernels.clear();
  }
}
