import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { EngineError } from '../../errors.js';
import type { Image } from '../../image.js';
import { lossTermNames, lossTerms } from '../../loss-terms.js';
import { type Evaluation, type LossInputs, type LossPart, lossParts, terms } from '../loss/loss.js';
import { moments } from '../loss/style.js';
import type { TensorOperators } from '../loss/tensor-operators.js';
import { type LossTerm, PICTURE } from '../loss/term.js';
import type { LayerFeatures, LayerShape, LayerStatistics, Size } from '../network/layers.js';
import { isVgg, layerShape, type Network, type VggNetwork } from '../network/network.js';
import type { EngineDevice } from './device.js';
import type { Engine, LookedAt, LossFunction } from './engine.js';
import { type Tensorflow, TensorflowNetwork } from './tensorflow-network.js';

/**
 * The engine on a TensorFlow.js module, whatever its backend. It computes in
 * the calling thread and lets TensorFlow derive the gradient; so it is also an
 * independent check of the graphs that we derive ourselves.
 */
export class TensorflowEngine implements Engine {
  readonly device: EngineDevice;
  readonly #tf: Tensorflow;
  /** The same module, as terms of the loss see it. */
  readonly #operators: TensorOperators;
  readonly #network: VggNetwork;
  readonly #passes: TensorflowNetwork;
  #disposed = false;

  constructor(tf: Tensorflow, network: VggNetwork, device: EngineDevice) {
    this.device = device;
    this.#tf = tf;
    // Its own types are narrower: they name every property of a tensor.
    this.#operators = tf as unknown as TensorOperators;
    this.#network = network;
    this.#passes = new TensorflowNetwork(tf, network);
  }

  layerShape(layer: string, { width, height }: Size): LayerShape {
    return layerShape(this.#network, layer, width, height);
  }

  async statistics(image: Image, layers: readonly string[]): Promise<LayerStatistics[]> {
    return this.#readLayers(image, layers, (layer, { channels }, features) => {
      const { mean, second } = moments(this.#operators, features);
      return {
        layer,
        channels,
        mean: numbers(mean as Tensor),
        secondMoment: numbers(second as Tensor),
      };
    });
  }

  async features(image: Image, layers: readonly string[]): Promise<LayerFeatures[]> {
    return this.#readLayers(image, layers, (layer, shape, features) => {
      return { layer, ...shape, data: numbers(features) };
    });
  }

  async look(
    image: Image,
    layers: LookedAt,
  ): Promise<{ features: LayerFeatures[]; statistics: LayerStatistics[] }> {
    const features = await this.features(image, layers.features);
    return { features, statistics: await this.statistics(image, layers.statistics) };
  }

  #readLayers<T>(
    image: Image,
    layers: readonly string[],
    read: (layer: string, shape: LayerShape, features: Tensor) => T,
  ): T[] {
    this.#checkOpen();
    const { width, height, data } = image;
    const shapes = layers.map((layer) => this.layerShape(layer, image));
    let values: T[] = [];
    this.#tf.tidy(() => {
      const features = this.#passes.forward(this.#tf.tensor4d(data, [1, 3, height, width]), layers);
      values = layers.map((layer, i) => read(layer, shapes[i]!, features.get(layer)!));
    });
    return values;
  }

  #checkOpen(): void {
    if (this.#disposed) throw new EngineError('The engine has already been disposed of');
  }

  async loss(size: Size, inputs: LossInputs): Promise<LossFunction> {
    this.#checkOpen();
    const parts = structuredClone(lossParts(this.#network, size, inputs));
    const shape = [1, 3, size.height, size.width];
    return {
      evaluate: async (x) => {
        this.#checkOpen();
        return this.#evaluate(parts, x, shape);
      },
      async [Symbol.asyncDispose]() {},
    };
  }

  #evaluate(parts: readonly LossPart[], picture: Float32Array, shape: number[]): Evaluation {
    const tf = this.#tf;
    let values: readonly number[] = [];
    let gradient = new Float32Array();
    tf.tidy(() => {
      const total = (x: Tensor) => {
        const losses = this.#losses(parts, x);
        values = losses.map((loss) => numbers(loss)[0]!);
        return tf.addN(losses) as Scalar;
      };
      const [dx] = tf.grads(total)([tf.tensor(picture, shape)]);
      gradient = numbers(dx!) as Float32Array<ArrayBuffer>;
    });
    return { terms: lossTerms(values), gradient };
  }

  /** The terms, scalars, in the order of `lossTermNames`. */
  #losses(parts: readonly LossPart[], x: Tensor): Tensor[] {
    const tf = this.#tf;
    const layers = parts.map(({ layer }) => layer).filter((layer) => layer !== PICTURE);
    const features = this.#passes.forward(x, layers).set(PICTURE, x);
    return lossTermNames.map((name) => {
      const term: LossTerm = terms[name];
      const losses = parts
        .filter((part) => part.term === name)
        .map(({ layer, inputs }) => {
          const tensors = Object.entries(inputs).map(([input, { shape, data }]) => [
            input,
            tf.tensor(data, [...shape]),
          ]);
          const site = {
            tf: this.#operators,
            features: features.get(layer)!,
            metric: this.#network.metrics.get(layer),
          };
          return term.tensorflow(site, Object.fromEntries(tensors)) as Tensor;
        });
      return losses.reduce((a, b) => tf.add(a, tf.reshape(b, [])), tf.scalar(0) as Tensor);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#disposed) this.#passes.dispose();
    this.#disposed = true;
  }
}

function numbers(tensor: Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}

/** The optional peer dependency that brings TensorFlow with CUDA. */
const PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * Starts the engine on TensorFlow, which the user must have installed.
 *
 * @throws EngineError where it is absent or does not load
 */
export async function startTensorflow(network: Network): Promise<Engine> {
  if (!isVgg(network)) {
    throw new EngineError(
      'Expected a VGG network for the device tensorflow, got another, which runs on onnxruntime alone: use another `--device`',
    );
  }
  let tf: Tensorflow;
  try {
    const module = (await import(PACKAGE)) as { default?: Tensorflow } & Tensorflow;
    tf = module.default ?? module;
    await tf.ready();
  } catch (error) {
    throw new EngineError(
      `The device tensorflow needs the optional package ${PACKAGE}, which cannot be loaded: ` +
        `${(error as Error).message.split('\n')[0]}. Install it next to nst-video, or use \`--device auto\``,
      error,
    );
  }
  return new TensorflowEngine(tf, network, {
    kind: 'tensorflow',
    description: `TensorFlow, ${tf.getBackend()} (${PACKAGE} ${tf.version_core ?? ''})`,
  });
}
