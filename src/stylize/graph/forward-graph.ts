import type { Size } from '../network/layers.js';
import type { Network } from '../network/network.js';
import { GraphBuilder } from './graph-builder.js';
import type { Features, Layout } from './layout.js';
import { writeForward } from './network-passes.js';

/** A graph that only looks: features and statistics of a picture. */
export interface ForwardSpec extends Size {
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
  network: Network,
  spec: ForwardSpec,
): Uint8Array {
  const graph = new GraphBuilder();
  const layout = createLayout(graph);
  const { width, height } = spec;
  const x = { value: graph.input('x', [1, 3, height, width]), channels: 3, width, height };
  const forward = writeForward(layout, network, [...spec.features, ...spec.statistics], x);
  for (const layer of spec.features) {
    const features = forward.features.get(layer) as Features;
    const dims = [1, features.channels, features.height, features.width];
    graph.output(forwardPort.features(layer), layout.toPlanar(features), dims);
  }
  for (const layer of spec.statistics) {
    const features = forward.features.get(layer) as Features;
    const { mean, second } = layout.moments(features);
    graph.output(forwardPort.mean(layer), mean, [features.channels]);
    graph.output(forwardPort.second(layer), second, [features.channels, features.channels]);
  }
  return graph.build();
}
