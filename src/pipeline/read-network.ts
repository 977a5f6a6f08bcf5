import { UsageError } from '../errors.js';
import type { StylizeOptions } from '../options/resolve.js';
import { modelFor, resolveModel } from '../stylize/models/resolve-model.js';
import { checkLayerScales, chooseLayers, type LayerChoice } from '../stylize/network/layer-choice.js';
import { loadNetwork } from '../stylize/network/load-network.js';
import { isVgg, type Network } from '../stylize/network/network.js';
import { operatorsFor } from '../stylize/network/operator-network.js';
import type { WorkKind } from './opened-painter.js';

/** The network that a job is optimised by, of others than VGG only what its layers need. */
export interface ReadNetwork {
  readonly network: Network;
  readonly layers: LayerChoice;
  /** Sentences worth telling. */
  readonly notices: readonly string[];
}

/**
 * Reads the network, and chooses its layers.
 *
 * @throws ModelError where it cannot be read, UsageError for a layer that it does not have, or a device that cannot run it
 */
export async function readNetwork(options: StylizeOptions, kind: WorkKind): Promise<ReadNetwork> {
  const path = await resolveModel(modelFor(options, kind));
  const input = options.modelInput === 'auto' ? undefined : options.modelInput;
  const network = await loadNetwork(path, { input });
  const layers = chooseLayers(network, { style: options.styleLayers, content: options.contentLayers });
  checkLayerScales(options.layerScales, layers);
  if (isVgg(network)) return { network, layers, notices: [] };
  if (options.device === 'tensorflow') {
    throw new UsageError(
      `Expected a VGG network for \`--device tensorflow\`, got ${network.name}, which runs on onnxruntime alone: use another device`,
    );
  }
  const looked = [...Object.keys(layers.style), ...Object.keys(layers.content)];
  return {
    network: { ...network, operators: operatorsFor(network, looked) },
    layers,
    notices:
      options.styleLayers === 'auto' || options.contentLayers === 'auto'
        ? [
            `the network ${network.name} is not VGG: style is compared at ${inWords(layers.style)}, content at ${inWords(layers.content)}; ` +
              '`--style-layers` and `--content-layers` choose others',
          ]
        : [],
  };
}

function inWords(layers: LayerChoice['style']): string {
  return Object.entries(layers)
    .map(([layer, weight]) => `${layer} (${weight})`)
    .join(', ');
}
