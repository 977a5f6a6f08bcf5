import { layerChannels, type Network } from '../network/network.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Features, Layout } from './layout.js';
import { writeForward } from './network-passes.js';

/** A graph that only looks: features and statistics of a picture. */
export interface ForwardSpec {
  readonly width: number;
  readonly height: number;
  /** Layers of which the features are wanted. */
  readonly features: readonly string[];
  /** Layers of which the statistics are wanted. */
  readonly statistics: readonly string[];
}

/** Names of the graph's outputs. */
export const forwardPort = {
  features: (layer: string) => `${layer}.features`,
  mean: (layer: string) => `${layer}.mean`,
  second: (layer: string) => `${layer}.second`,
} as const;

/** Writes the graph: input `x` ([1, 3, H, W]), outputs as in `forwardPort`. */
export function writeForwardGraph(
  createLayout: (graph: GraphBuilder) => Layout,
  graph: GraphBuilder,
  network: Network,
  spec: ForwardSpec,
): Uint8Array {
  const layout = createLayout(graph);
  const x = graph.input('x', [1, 3, spec.height, spec.width]);
  const layers = [...spec.features, ...spec.statistics];
  const forward = writeForward(layout, network, layers, x, spec.width, spec.height);
  for (const layer of spec.features) {
    const features = forward.features.get(layer) as Features;
    const { channels, width, height } = features;
    graph.output(forwardPort.features(layer), layout.toPlanar(features), [1, channels, height, width]);
  }
  for (const layer of spec.statistics) {
    const [channels] = layerChannels(network, [layer]) as [number];
    const { mean, second } = layout.moments(forward.features.get(layer) as Features);
    graph.output(forwardPort.mean(layer), mean, [channels]);
    graph.output(forwardPort.second(layer), second, [channels, channels]);
  }
  return graph.build();
}
