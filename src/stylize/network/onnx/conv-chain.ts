import { NotVggError } from './not-vgg.js';
import type { OnnxGraph, OnnxNode } from './onnx-graph.js';

/** Operations that VGG is made of up to its last pooling. */
const LAYERS: ReadonlySet<string> = new Set(['Conv', 'BatchNormalization', 'Relu', 'MaxPool', 'AveragePool']);

/** Operations that hand their input on as it is, at least when nothing is trained. */
const PASSING: ReadonlySet<string> = new Set(['Identity', 'Dropout', 'Cast']);

/** VGG's layers as they follow each other, and what follows the last of them. */
export interface ConvChain {
  readonly layers: readonly OnnxNode[];
  /** Operation that takes the last layer's output, undefined at the graph's end. */
  readonly next: string | undefined;
  /** The graph's convolutions that the chain does not reach. */
  readonly beyond: number;
}

/**
 * Follows the data from the graph's first convolution on, as long as there is
 * one way to go and what is there could be a layer of VGG. What lies before
 * the first convolution (preparation of the picture) is not looked at.
 *
 * @param source the file's name, for messages
 * @throws NotVggError where the graph has no convolution, or the way forks
 */
export function followConvolutions(graph: OnnxGraph, source: string): ConvChain {
  const takers = new Map<string, OnnxNode[]>();
  for (const node of graph.nodes) {
    const input = node.inputs[0];
    if (input === undefined) continue;
    const others = takers.get(input);
    if (others) others.push(node);
    else takers.set(input, [node]);
  }
  const convolutions = graph.nodes.filter(({ op }) => op === 'Conv');
  const first = convolutions[0];
  if (first === undefined) {
    throw new NotVggError(`Expected ${source} to have VGG's convolutions (Conv), got ${operations(graph)}`);
  }
  const layers: OnnxNode[] = [first];
  const seen = new Set<OnnxNode>(layers);
  let output = first.outputs[0] ?? '';
  for (;;) {
    const all = takers.get(output) ?? [];
    const ways = all.filter(({ op }) => LAYERS.has(op) || PASSING.has(op));
    if (ways.length > 1) {
      const ops = ways.map(({ op }) => op).join(' and ');
      throw new NotVggError(
        `Expected the layers of ${source} to form a single chain as in VGG, got ${ops} side by side`,
      );
    }
    const node = ways[0];
    if (node === undefined || seen.has(node)) {
      const reached = layers.filter(({ op }) => op === 'Conv').length;
      return { layers, next: all[0]?.op, beyond: convolutions.length - reached };
    }
    seen.add(node);
    if (LAYERS.has(node.op)) layers.push(node);
    output = node.outputs[0] ?? '';
  }
}

/** The graph's operations with their numbers, the most frequent first. */
function operations({ nodes }: OnnxGraph): string {
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
  return most.map(([op, count]) => `${count} ${op}`).join(', ') || 'no operations';
}
