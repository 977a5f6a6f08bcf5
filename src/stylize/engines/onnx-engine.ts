import type { Image } from '../../image.js';
import type { WorkerClient } from '../../worker-client.js';
import { type ForwardSpec, forwardPort } from '../graph/forward-graph.js';
import { lossFeeds } from '../graph/loss-feeds.js';
import type { LayerStatistics, LossSpec } from '../loss/loss.js';
import { layerSize } from '../network/layers.js';
import { layerChannels, type Network } from '../network/network.js';
import type { Engine, EngineDevice, LayerFeatures, LossFunction } from './engine.js';
import { OnnxLoss } from './onnx-loss.js';
import type { OnnxCalls } from './onnx-protocol.js';

/** The engine on onnxruntime, in a worker thread. Made by `createEngine`. */
export class OnnxEngine implements Engine {
  readonly device: EngineDevice;
  readonly #client: WorkerClient<OnnxCalls>;
  readonly #network: Network;
  #handles = 0;

  constructor(device: EngineDevice, client: WorkerClient<OnnxCalls>, network: Network) {
    this.device = device;
    this.#client = client;
    this.#network = network;
  }

  async statistics(image: Image, layers: readonly string[]): Promise<LayerStatistics[]> {
    const { width, height } = image;
    const channels = layerChannels(this.#network, layers);
    for (const layer of layers) layerSize(layer, width, height);
    const outputs = await this.#forward(image, { width, height, features: [], statistics: layers });
    return layers.map((layer, i) => ({
      layer,
      channels: channels[i]!,
      mean: outputs[forwardPort.mean(layer)] as Float32Array,
      secondMoment: outputs[forwardPort.second(layer)] as Float32Array,
    }));
  }

  async features(image: Image, layers: readonly string[]): Promise<LayerFeatures[]> {
    const { width, height } = image;
    const channels = layerChannels(this.#network, layers);
    const sizes = layers.map((layer) => layerSize(layer, width, height));
    const outputs = await this.#forward(image, { width, height, features: layers, statistics: [] });
    return layers.map((layer, i) => ({
      layer,
      channels: channels[i]!,
      ...(sizes[i] as { width: number; height: number }),
      data: outputs[forwardPort.features(layer)] as Float32Array,
    }));
  }

  async compile(spec: LossSpec): Promise<LossFunction> {
    const layers = [...spec.contentLayers, ...spec.styleLayers];
    layerChannels(this.#network, layers);
    for (const layer of layers) layerSize(layer, spec.width, spec.height);
    return new OnnxLoss(this.#client, this.#handles++, spec, (inputs) =>
      lossFeeds(this.#network, spec, inputs),
    );
  }

  async #forward(image: Image, spec: ForwardSpec): Promise<OnnxCalls['forward']['value']> {
    if (spec.features.length + spec.statistics.length === 0) return {};
    return await this.#client.call('forward', { spec, x: image.data });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }
}
