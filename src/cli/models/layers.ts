import { resolveModel } from '../../stylize/models/resolve-model.js';
import { type LayerChoice, usualLayers } from '../../stylize/network/layer-choice.js';
import { type LayerFacts, layerFacts } from '../../stylize/network/layer-facts.js';
import { loadNetwork } from '../../stylize/network/load-network.js';
import { isVgg, type Network } from '../../stylize/network/network.js';
import { textTable } from '../terminal/text-table.js';

/**
 * The layers of a network as lines: name, operation, channels, stride and what one position sees, in pixels, and those
 * that are looked at where nothing else is said.
 *
 * @throws ModelError where it cannot be read
 */
export async function layerLines(model: string): Promise<string[]> {
  // What a network expects of its input does not change its layers.
  const network = await loadNetwork(await resolveModel(model), { input: 'unit' });
  const usual = suited(network);
  const rows = layerFacts(network).map((facts) => rowOf(facts, usual));
  const head = ['layer', 'operation', 'channels', 'stride', 'sees', 'default for'];
  const lines = textTable([head, ...rows], (column) => column > 1 && column < 5);
  if (!usual) lines.push('No layers suit by themselves: give --style-layers and --content-layers.');
  const [obstacle] = isVgg(network) ? [] : network.outOfReach.values();
  if (obstacle !== undefined) lines.push(`What follows is out of reach: ${obstacle}.`);
  return lines;
}

function suited(network: Network): LayerChoice | undefined {
  try {
    return usualLayers(network);
  } catch {
    return undefined;
  }
}

function rowOf(
  { layer, what, channels, stride, sees }: LayerFacts,
  usual: LayerChoice | undefined,
): string[] {
  const weight = usual?.style[layer];
  const uses = [
    weight === undefined ? '' : `style ${weight}`,
    usual?.content[layer] === undefined ? '' : 'content',
  ];
  return [
    layer,
    what,
    String(channels),
    stride === undefined ? '–' : String(stride),
    String(sees),
    uses.filter(Boolean).join(', '),
  ];
}
