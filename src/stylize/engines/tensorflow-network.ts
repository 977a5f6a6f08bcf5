import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { networkSteps, type VggNetwork } from '../network/network.js';

/** The module `@tensorflow/tfjs`, or one that has the same operators, such as tfjs-node-gpu. */
export type Tensorflow = typeof import('@tensorflow/tfjs');

/** The network's forward pass in TensorFlow.js, without a word on gradients: `tf.grads` finds those. */
export class TensorflowNetwork {
  readonly #tf: Tensorflow;
  readonly #network: VggNetwork;
  readonly #kernels = new Map<string, { kernel: Tensor4D; bias: Tensor }>();

  constructor(tf: Tensorflow, network: VggNetwork) {
    this.#tf = tf;
    this.#network = network;
    for (const { name, inChannels, outChannels, weight, bias } of network.convolutions) {
      const oihw = tf.tensor4d(weight, [outChannels, inChannels, 3, 3]);
      this.#kernels.set(name, { kernel: tf.transpose(oihw, [2, 3, 1, 0]), bias: tf.tensor1d(bias) });
      oihw.dispose();
    }
  }

  /** The features of the given layers of a picture, [1, 3, H, W]: each [1, C, H, W]. */
  forward(x: Tensor, layers: readonly string[]): Map<string, Tensor> {
    const tf = this.#tf;
    const features = new Map<string, Tensor>();
    const steps = networkSteps(this.#network);
    // TensorFlow computes on [1, H, W, C].
    let current = tf.sub(tf.transpose(x, [0, 2, 3, 1]), tf.tensor1d([...this.#network.mean])) as Tensor4D;
    for (const { name, kind } of steps.slice(
      0,
      1 + steps.findLastIndex((step) => layers.includes(step.name)),
    )) {
      const weights = this.#kernels.get(name);
      if (weights !== undefined) {
        current = tf.add(tf.conv2d(current, weights.kernel, 1, 'same'), weights.bias);
      } else if (kind === 'relu') {
        current = tf.relu(current);
      } else {
        const pool = this.#network.pooling === 'max' ? tf.maxPool : tf.avgPool;
        current = pool(current, 2, 2, 'valid');
      }
      if (layers.includes(name)) features.set(name, tf.transpose(current, [0, 3, 1, 2]));
    }
    return features;
  }

  dispose(): void {
    for (const { kernel, bias } of this.#kernels.values()) {
      kernel.dispose();
      bias.dispose();
    }
    this.#kernels.clear();
  }
}
