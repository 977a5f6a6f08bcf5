import type { Scalar, Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { EngineError } from '../../errors.js';
import type { Image } from '../../image.js';
import { lossTerms } from '../../loss-terms.js';
import { lossFeeds } from '../graph/loss-feeds.js';
import type { Evaluation, LayerStatistics, LossInputs, LossSpec } from '../loss/loss.js';
import { layerSize } from '../network/layers.js';
import { layerChannels, type Network } from '../network/network.js';
import type { Engine, EngineDevice, LayerFeatures, LossFunction } from './engine.js';
import { type Tensorflow, TensorflowTerms } from './tensorflow-loss.js';

/**
 * The engine on a TensorFlow.js module, whatever its backend. It computes in
 * the calling thread and lets TensorFlow derive the gradient; so it is also an
 * independent check of the graphs that we derive ourselves.
 */
export class TensorflowEngine implements Engine {
  readonly device: EngineDevice;
  readonly #tf: Tensorflow;
  readonly #network: Network;
  readonly #terms: TensorflowTerms;
  #disposed = false;

  constructor(tf: Tensorflow, network: Network, device: EngineDevice) {
    this.device = device;
    this.#tf = tf;
    this.#network = network;
    this.#terms = new TensorflowTerms(tf, network);
  }

  async statistics(image: Image, layers: readonly string[]): Promise<LayerStatistics[]> {
    return this.#readLayers(image, layers, (features, layer) => {
      const { mean, second } = this.#terms.moments(features);
      return {
        layer,
        channels: features.shape[3],
        mean: mean.dataSync() as Float32Array,
        secondMoment: second.dataSync() as Float32Array,
      };
    });
  }

  async features(image: Image, layers: readonly string[]): Promise<LayerFeatures[]> {
    return this.#readLayers(image, layers, (features, layer) => {
      const [, height, width, channels] = features.shape;
      const planar = this.#tf.transpose(features, [0, 3, 1, 2]);
      return { layer, channels, width, height, data: planar.dataSync() as Float32Array };
    });
  }

  #readLayers<T>(
    image: Image,
    layers: readonly string[],
    read: (features: Tensor4D, layer: string) => T,
  ): T[] {
    this.#check(layers, image.width, image.height);
    const values: T[] = [];
    this.#tf.tidy(() => {
      const x = this.#tf.tensor3d(image.data, [3, image.height, image.width]);
      const forward = this.#terms.forward(x, layers);
      for (const layer of layers) values.push(read(forward.get(layer) as Tensor4D, layer));
    });
    return values;
  }

  #check(layers: readonly string[], width: number, height: number): void {
    if (this.#disposed) throw new EngineError('The engine has already been disposed of');
    layerChannels(this.#network, layers);
    for (const layer of layers) layerSize(layer, width, height);
  }

  async compile(spec: LossSpec): Promise<LossFunction> {
    const layers = [...spec.contentLayers, ...spec.styleLayers];
    this.#check(layers, spec.width, spec.height);
    let inputs: LossInputs | undefined;
    return {
      spec,
      setInputs: async (given) => {
        this.#check(layers, spec.width, spec.height);
        lossFeeds(this.#network, spec, given); // checks all lengths
        inputs = structuredClone(given);
      },
      evaluate: async (x) => {
        this.#check(layers, spec.width, spec.height);
        if (inputs === undefined) throw new EngineError('Expected setInputs to be called before evaluate');
        return this.#evaluate(spec, inputs, x);
      },
      async [Symbol.asyncDispose]() {},
    };
  }

  #evaluate(spec: LossSpec, inputs: LossInputs, picture: Float32Array): Evaluation {
    const tf = this.#tf;
    const { width, height } = spec;
    let values: readonly number[] = [];
    let gradient = new Float32Array();
    tf.tidy(() => {
      let terms: Tensor[] = [];
      const total = (x: Tensor) => {
        terms = this.#write(spec, inputs, x as Tensor3D);
        values = terms.map((term) => term.dataSync()[0] as number);
        return tf.addN(terms) as Scalar;
      };
      const [dx] = tf.grads(total)([tf.tensor3d(picture, [3, height, width])]);
      gradient = (dx as Tensor).dataSync() as Float32Array<ArrayBuffer>;
    });
    return { terms: lossTerms(values), gradient };
  }

  /** The four terms, scalars. */
  #write(spec: LossSpec, inputs: LossInputs, x: Tensor3D): Tensor[] {
    const tf = this.#tf;
    const features = this.#terms.forward(x, [...spec.contentLayers, ...spec.styleLayers]);
    const sum = (terms: readonly Tensor[]) => terms.reduce((a, b) => tf.add(a, b), tf.scalar(0) as Tensor);
    const content = spec.contentLayers.map((layer, i) => {
      const target = inputs.contentTargets[i] as Float32Array;
      return this.#terms.content(features.get(layer) as Tensor4D, target, inputs.contentWeights[i]!);
    });
    const style = spec.styleLayers.map((layer, i) => {
      const moments = this.#terms.moments(features.get(layer) as Tensor4D);
      const weights = inputs.styleWeights[i] as LossInputs['styleWeights'][number];
      return this.#terms.style(moments, spec.styleLoss, inputs.styleTargets[i] as LayerStatistics, weights);
    });
    const { temporalTarget, temporalWeight } = inputs;
    const temporal =
      temporalTarget && temporalWeight ? [this.#terms.temporal(x, temporalTarget, temporalWeight)] : [];
    const tv = this.#terms.totalVariation(x, inputs.tvWeight);
    return [sum(content), sum(style), sum(temporal), tv];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#disposed) this.#terms.dispose();
    this.#disposed = true;
  }
}
