import type { Image } from '../../image.js';
import { lossTerms } from '../../loss-terms.js';
import type { WorkerClient } from '../../worker-client.js';
import { forwardPort } from '../graph/forward-graph.js';
import { type LossInputs, lossParts } from '../loss/loss.js';
import type { LayerFeatures, LayerShape, LayerStatistics, Size } from '../network/layers.js';
import { layerShape, type Network } from '../network/network.js';
import type { EngineDevice } from './device.js';
import type { Engine, LookedAt, LossFunction } from './engine.js';
import type { OnnxCalls } from './onnx-protocol.js';

/** The engine on onnxruntime, in a worker thread. Made by `createEngine`. */
export class OnnxEngine implements Engine {
  readonly device: EngineDevice;
  readonly #client: WorkerClient<OnnxCalls>;
  readonly #network: Network;
  #losses = 0;

  constructor(device: EngineDevice, client: WorkerClient<OnnxCalls>, network: Network) {
    this.device = device;
    this.#client = client;
    this.#network = network;
  }

  layerShape(layer: string, { width, height }: Size): LayerShape {
    return layerShape(this.#network, layer, width, height);
  }

  async statistics(image: Image, layers: readonly string[]): Promise<LayerStatistics[]> {
    return (await this.look(image, { features: [], statistics: layers })).statistics;
  }

  async features(image: Image, layers: readonly string[]): Promise<LayerFeatures[]> {
    return (await this.look(image, { features: layers, statistics: [] })).features;
  }

  async look(
    image: Image,
    layers: LookedAt,
  ): Promise<{ features: LayerFeatures[]; statistics: LayerStatistics[] }> {
    const shape = (layer: string) => this.layerShape(layer, image);
    const shapes = { features: layers.features.map(shape), statistics: layers.statistics.map(shape) };
    const outputs = await this.#forward(image, layers);
    return {
      features: layers.features.map((layer, i) => ({
        layer,
        ...shapes.features[i]!,
        data: outputs[forwardPort.features(layer)]!,
      })),
      statistics: layers.statistics.map((layer, i) => ({
        layer,
        channels: shapes.statistics[i]!.channels,
        mean: outputs[forwardPort.mean(layer)]!,
        secondMoment: outputs[forwardPort.second(layer)]!,
      })),
    };
  }

  async loss({ width, height }: Size, inputs: LossInputs): Promise<LossFunction> {
    const size = { width, height };
    const parts = lossParts(this.#network, size, inputs);
    const client = this.#client;
    const loss = this.#losses++;
    const length = 3 * width * height;
    await client.call('prepareLoss', { loss, size, parts });
    // Both are moved to the worker and back; so the gradient handed out is emptied by the next evaluation.
    let picture: Float32Array = new Float32Array(length);
    let gradient: Float32Array = new Float32Array(length);
    return {
      async evaluate(x) {
        if (x.length !== length) {
          throw new RangeError(`Expected a picture of ${length} values, got ${x.length}`);
        }
        // Those lost to a failed or overlapping call are replaced.
        if (picture.length === 0) picture = new Float32Array(length);
        if (gradient.length === 0) gradient = new Float32Array(length);
        picture.set(x);
        const argument = { loss, x: picture, gradient };
        const transfer = [picture.buffer, gradient.buffer];
        const reply = await client.call('evaluate', argument, { transfer });
        ({ x: picture, gradient } = reply);
        return { terms: lossTerms(reply.terms), gradient };
      },
      async [Symbol.asyncDispose]() {
        await client.call('releaseLoss', { loss }).catch(() => {});
      },
    };
  }

  async #forward({ width, height, data }: Image, layers: LookedAt): Promise<OnnxCalls['forward']['value']> {
    if (layers.features.length + layers.statistics.length === 0) return {};
    return await this.#client.call('forward', { spec: { width, height, ...layers }, x: data });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }
}
