import type { LossSpec } from '../loss/loss.js';
import { layerChannels, type Network } from '../network/network.js';
import { writeSquaredDifference, writeTotalVariation } from './difference-terms.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Features, Layout } from './layout.js';
import { writeBackward, writeForward } from './network-passes.js';
import { type StyleInputs, writeStyleTerm } from './style-term.js';

/** Which optional terms a graph has: others cost time on every evaluation. */
export interface LossVariant {
  readonly temporal: boolean;
  readonly tv: boolean;
}

/** Names of the graph's inputs. `loss-feeds.ts` fills them. */
export const lossInput = {
  contentTarget: (layer: string) => `content.${layer}.target`,
  contentRate: (layer: string) => `content.${layer}.rate`,
  styleMean: (layer: string) => `style.${layer}.mean`,
  styleSecond: (layer: string) => `style.${layer}.second`,
  styleWeights: (layer: string) => `style.${layer}.weights`,
  temporalTarget: 'temporal.target',
  temporalWeight: 'temporal.weight',
  tvRate: 'tv.rate',
} as const;

/**
 * Writes the loss of `LossInputs` and its gradient as one graph: input `x`
 * ([1, 3, H, W]) and those of `lossInput`; outputs `terms` ([4]: content,
 * style, temporal, tv) and `gradient` ([1, 3, H, W]).
 */
export function writeLossGraph(
  createLayout: (graph: GraphBuilder) => Layout,
  graph: GraphBuilder,
  network: Network,
  spec: LossSpec,
  variant: LossVariant,
): Uint8Array {
  const { width, height, contentLayers, styleLayers } = spec;
  const layout = createLayout(graph);
  const x = graph.input('x', [1, 3, height, width]);
  const zero = graph.floats(0);
  const terms = { content: [zero], style: [zero], temporal: [zero], tv: [zero] };
  const gradients: string[] = [];

  const layers = [...contentLayers, ...styleLayers];
  if (layers.length > 0) {
    const forward = writeForward(layout, network, layers, x, width, height);
    const injected = new Map<string, (deeper: Features | undefined) => Features>();
    const inject = (layer: string, gradient: (sum: Features | undefined) => Features) => {
      const other = injected.get(layer);
      injected.set(layer, other === undefined ? gradient : (deeper) => gradient(other(deeper)));
    };
    for (const layer of contentLayers) {
      const features = forward.features.get(layer) as Features;
      const { channels, width: w, height: h } = features;
      const target = graph.input(lossInput.contentTarget(layer), [1, channels, h, w]);
      const rate = graph.input(lossInput.contentRate(layer), [1]);
      const term = writeSquaredDifference(graph, layout.toPlanar(features), target, rate);
      terms.content.push(term.loss);
      inject(layer, (sum) => {
        const gradient = layout.fromPlanar(term.gradient, channels, w, h);
        return sum === undefined ? gradient : layout.add(gradient, sum);
      });
    }
    for (const layer of styleLayers) {
      const inputs = styleInputs(graph, network, spec, layer);
      const features = forward.features.get(layer) as Features;
      const term = writeStyleTerm(layout, features, spec.styleLoss, inputs);
      terms.style.push(term.loss);
      inject(layer, term.gradient);
    }
    gradients.push(writeBackward(layout, network, forward, injected));
  }
  if (variant.temporal) {
    const target = graph.input(lossInput.temporalTarget, [1, 3, height, width]);
    const weight = graph.input(lossInput.temporalWeight, [1, 1, height, width]);
    const term = writeSquaredDifference(graph, x, target, weight);
    terms.temporal.push(term.loss);
    gradients.push(term.gradient);
  }
  if (variant.tv) {
    const term = writeTotalVariation(graph, x, graph.input(lossInput.tvRate, [1]));
    terms.tv.push(term.loss);
    gradients.push(term.gradient);
  }
  const values = Object.values(terms).map((losses) => {
    const total = losses.reduce((a, b) => graph.node('Add', [a, b]));
    return graph.node('Reshape', [total, graph.ints([1])]);
  });
  graph.output('terms', graph.node('Concat', values, { axis: 0 }), [4]);
  const gradient = gradients.reduce((a, b) => graph.node('Add', [a, b]));
  graph.output('gradient', gradient, [1, 3, height, width]);
  return graph.build();
}

function styleInputs(graph: GraphBuilder, network: Network, spec: LossSpec, layer: string): StyleInputs {
  const [channels] = layerChannels(network, [layer]) as [number];
  const metric = network.metrics.get(layer);
  return {
    mean: spec.styleLoss === 'meancov' ? graph.input(lossInput.styleMean(layer), [channels]) : '',
    second: graph.input(lossInput.styleSecond(layer), [channels, channels]),
    weights: graph.input(lossInput.styleWeights(layer), [2]),
    metric: metric && graph.tensor(metric, [channels, channels]),
  };
}
