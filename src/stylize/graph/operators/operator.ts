import type { LayerShape } from '../../network/layers.js';
import type { Operation } from '../../network/operator-network.js';
import type { GraphBuilder } from '../graph-builder.js';
import type { Features } from '../layout.js';

/** Where an operator of a network is written: what it reads, planar, and the shape of what it puts out. */
export interface OperatorSite {
  readonly graph: GraphBuilder;
  readonly inputs: readonly Features[];
  readonly output: LayerShape;
}

/** An operator in a graph. */
export interface WrittenOperator {
  /** Name of its output, [1, C, H, W]. */
  readonly value: string;
  /** Writes the gradients by its inputs, in their order, from that by its output. */
  readonly backward: (gradient: string) => readonly string[];
}

/** Writes operators of some kinds. */
export type WriteOperator<Kind extends Operation['kind']> = (
  operation: Extract<Operation, { readonly kind: Kind }>,
  site: OperatorSite,
) => WrittenOperator;

/** The first of an operator's inputs. */
export function firstInput({ inputs }: OperatorSite): Features {
  return inputs[0] as Features;
}

/** Numbers by channel, to be broadcast over positions: [1, C, 1, 1]. */
export function byChannel(graph: GraphBuilder, values: Float32Array): string {
  return graph.tensor(values, [1, values.length, 1, 1]);
}
