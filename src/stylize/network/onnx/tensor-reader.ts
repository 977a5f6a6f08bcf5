import { ModelError } from '../../../errors.js';
import type { OnnxGraph } from './onnx-graph.js';
import { readOnnxTensor } from './onnx-tensor.js';

/** Reads a value that must be stored as numbers: its name, shape (−1: any size) and name in messages. */
export type ReadTensor = (
  value: string | undefined,
  shape: readonly number[],
  what: string,
) => ReturnType<typeof readOnnxTensor>;

/** The bytes of a value's tensor, also behind Identity nodes; undefined where it is computed. */
export function tensorFinder({ nodes, tensors }: OnnxGraph): (value: string) => Uint8Array | undefined {
  const makers = new Map(nodes.map((node) => [node.outputs[0] ?? '', node]));
  return (value) => {
    let name = value;
    for (let hops = 0; !tensors.has(name) && hops < 16; hops++) {
      const maker = makers.get(name);
      if (maker?.op !== 'Identity') break;
      name = maker.inputs[0] ?? '';
    }
    return tensors.get(name);
  };
}

/**
 * Finds a value's tensor and reads it.
 *
 * @param source the file's name, for messages
 */
export function tensorReader(graph: OnnxGraph, source: string): ReadTensor {
  const find = tensorFinder(graph);
  return (value = '', shape, what) => {
    const tensor = find(value);
    if (tensor !== undefined) return readOnnxTensor(tensor, shape, `${what} in ${source}`);
    const got = graph.nodes.find(({ outputs }) => outputs[0] === value)?.op;
    throw new ModelError(
      `Expected ${what} in ${source} to be stored as numbers, got ${got ? `the output of ${got}` : 'none'}`,
    );
  };
}
