import { createEngine } from '../../stylize/engines/create-engine.js';
import type { DeviceChoice } from '../../stylize/engines/device.js';
import type { FeatureReader } from '../../stylize/engines/feature-reader.js';
import { loadEmbeddedNetwork } from '../../stylize/network/embedded.js';
import { loadVgg } from '../../stylize/network/load-network.js';
import type { VggNetwork } from '../../stylize/network/network.js';

/** The network that distances between pictures are measured with. */
export interface DistanceNetwork {
  readonly engine: FeatureReader;
  /** C×C matrices M by layer: ‖D‖² is tr(M D M D) where there is one, the plain norm elsewhere. */
  readonly metrics: ReadonlyMap<string, Float32Array>;
  /** The last rectified layer of block 3: relu3_4 of VGG-19's shape, relu3_3 of VGG-16's. */
  readonly endOfBlock3: string;
  /** Which network, and how it pools; to be printed beside every value. */
  readonly description: string;
}

/** Which network to measure distances with, and where it runs. */
export interface DistanceNetworkOptions {
  /**
   * A safetensors or ONNX file of VGG-19 or VGG-16, max pooling as it was trained. Without it,
   * the network that ships with the package, measured in its teachers' space:
   * near to VGG-19's values, but no substitute for them.
   */
  readonly model?: string;
  readonly device?: DeviceChoice;
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The last rectified layer of a network's third block. */
export function endOfBlock3({ convolutions }: Pick<VggNetwork, 'convolutions'>): string {
  const last = convolutions.findLast(({ name }) => name.startsWith('conv3_'))?.name;
  return (last ?? 'conv3_4').replace('conv', 'relu');
}

/**
 * Opens the network to measure with.
 *
 * @throws ModelError where the file is no such network, EngineError where the device does not start
 */
export async function openDistanceNetwork(
  options: DistanceNetworkOptions = {},
): Promise<DistanceNetwork & AsyncDisposable> {
  const { model, ...rest } = options;
  const network =
    model === undefined ? await loadEmbeddedNetwork('small') : await loadVgg(model, { pooling: 'max' });
  const engine = await createEngine({ network, ...rest });
  return { ...distanceNetwork(network, engine), [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

/** A network to measure with, run by an engine that is open already. */
export function distanceNetwork(network: VggNetwork, engine: FeatureReader): DistanceNetwork {
  return {
    engine,
    metrics: network.metrics,
    endOfBlock3: endOfBlock3(network),
    description: `${network.name}, ${network.pooling} pooling, zero padding`,
  };
}
