import { type DistanceNetwork, distanceNetwork } from '../../src/metrics/measures/distance-network.js';
import type { StylizeOptions } from '../../src/options/resolve.js';
import { createEngine } from '../../src/stylize/engines/create-engine.js';
import { loadVgg } from '../../src/stylize/network/load-network.js';
import type { Pooling } from '../../src/stylize/network/network.js';
import { StyleGradients } from './style-gradient.js';

/** One network, to measure distances with and to ask for gradients. */
export interface Instrument extends AsyncDisposable {
  readonly distanceNetwork: DistanceNetwork;
  readonly gradients: StyleGradients;
}

/**
 * Opens a network on the device that the options name.
 *
 * @param pooling overrides the file's own
 */
export async function openInstrument(
  file: string,
  options: StylizeOptions,
  pooling?: Pooling,
): Promise<Instrument> {
  const network = await loadVgg(file, pooling ? { pooling } : {});
  const { device, threads } = options;
  const engine = await createEngine({ network, device, threads: threads === 'auto' ? undefined : threads });
  const gradients = new StyleGradients(engine, network, options);
  return {
    distanceNetwork: distanceNetwork(network, engine),
    gradients,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
