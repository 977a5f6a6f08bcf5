import { ModelError } from '../../../errors.js';
import type { OnnxGraph } from './onnx-graph.js';
import { readOnnxTensor, readSizes, tensorShape } from './onnx-tensor.js';
import { type ReadTensor, tensorFinder, tensorReader } from './tensor-reader.js';

/** The numbers that a graph's nodes are given, by the names of their values. */
export interface OnnxConstants {
  readonly read: ReadTensor;
  /** One number for each channel, or one for all. @throws ModelError where it is neither */
  readonly byChannel: (value: string | undefined, channels: number, what: string) => Float32Array;
  /** A single number; undefined where there is none. */
  readonly number: (value: string | undefined) => number | undefined;
  /** Integers; undefined where there are none. */
  readonly sizes: (value: string | undefined) => readonly number[] | undefined;
}

/** @param source the file's name, for messages */
export function constantsOf(graph: OnnxGraph, source: string): OnnxConstants {
  const find = tensorFinder(graph);
  const read = tensorReader(graph, source);
  return {
    read,
    byChannel(value = '', channels, what) {
      const tensor = find(value);
      if (tensor === undefined) return read(value, [channels], what).data;
      const shape = tensorShape(tensor);
      const { data } = readOnnxTensor(tensor, shape, `${what} in ${source}`);
      if (data.length === 1) return new Float32Array(channels).fill(data[0]!);
      if (data.length === channels && shape.length >= 3 && shape.at(-3) === channels) return data;
      throw new ModelError(`${what} is [${shape.join(', ')}] instead of a number for each channel`);
    },
    number(value = '') {
      const tensor = find(value);
      return tensor && readOnnxTensor(tensor, tensorShape(tensor), `a bound in ${source}`).data[0];
    },
    sizes(value = '') {
      const tensor = find(value);
      return tensor && readSizes(tensor);
    },
  };
}
