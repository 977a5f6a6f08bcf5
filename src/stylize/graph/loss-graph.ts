import { type LossTermName, lossTermNames } from '../../loss-terms.js';
import { type LossPart, terms } from '../loss/loss.js';
import { type LossTerm, PICTURE, type WrittenTerm } from '../loss/term.js';
import type { Size } from '../network/layers.js';
import type { Network } from '../network/network.js';
import { GraphBuilder } from './graph-builder.js';
import type { Features, Layout } from './layout.js';
import { writeForward } from './network-passes.js';
import { PlanarLayout } from './planar-layout.js';

/** Name of one of a part's inputs in the graph. */
export function lossInput({ term, layer }: LossPart, input: string): string {
  return `${term}.${layer}.${input}`;
}

/**
 * Writes a loss and its gradient as one graph: inputs `x` ([1, 3, H, W]) and those of the parts; outputs `terms` (one
 * number for each of `lossTermNames`) and `gradient` ([1, 3, H, W]).
 *
 * @param parts of whose inputs only the shapes are looked at; at least one
 */
export function writeLossGraph(
  createLayout: (graph: GraphBuilder) => Layout,
  network: Network,
  { width, height }: Size,
  parts: readonly LossPart[],
): Uint8Array {
  const graph = new GraphBuilder();
  const layout = createLayout(graph);
  const planar = new PlanarLayout(graph);
  const x = { value: graph.input('x', [1, 3, height, width]), channels: 3, width, height };
  const layers = parts.map(({ layer }) => layer).filter((layer) => layer !== PICTURE);
  const forward = writeForward(layout, network, layers, x);
  const losses = new Map<LossTermName, string>();
  const injected = new Map<string, WrittenTerm['gradient']>();
  for (const part of parts) {
    const { layer, term: name } = part;
    const inputs = Object.entries(part.inputs).map(([input, { shape }]) => [
      input,
      graph.input(lossInput(part, input), shape),
    ]);
    const site =
      layer === PICTURE
        ? { layout: planar, features: x, metric: undefined }
        : { layout, features: forward.features.get(layer) as Features, metric: network.metrics.get(layer) };
    const term: LossTerm = terms[name];
    const { loss, gradient } = term.write(site, Object.fromEntries(inputs));
    losses.set(name, graph.node('Add', [losses.get(name) ?? graph.floats(0), loss]));
    const before = injected.get(layer);
    injected.set(layer, before === undefined ? gradient : (deeper) => gradient(before(deeper)));
  }
  const values = lossTermNames.map((name) =>
    graph.node('Reshape', [losses.get(name) ?? graph.floats(0), graph.ints([1])]),
  );
  graph.output('terms', graph.node('Concat', values, { axis: 0 }), [values.length]);
  const gradient = forward.writeBackward(injected);
  graph.output('gradient', (injected.get(PICTURE)?.(gradient) ?? gradient)!.value, [1, 3, height, width]);
  return graph.build();
}
