import { PbfWriter } from 'pbf';
import { poolingsUpTo } from '../../src/stylize/network/layers.js';
import type { VggNetwork } from '../../src/stylize/network/network.js';

/** A tensor of an ONNX file to be written: its type's number, and its data under the field's name in onnx.proto. */
export interface OnnxTensorFixture {
  readonly name: string;
  dims: readonly number[];
  type: number;
  data:
    | { readonly raw: Uint8Array }
    | { readonly floats: Float32Array; readonly packed?: boolean }
    | { readonly ints: readonly number[] }
    | { readonly external: string };
}

/** An operation to be written; attributes by name. */
export interface OnnxNodeFixture {
  op: string;
  name?: string;
  domain?: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<
    string,
    | number
    | string
    | readonly number[]
    | { float: number }
    | { floats: readonly number[] }
    | OnnxTensorFixture
  >;
}

/** An input or output to be written: float32 unless another type's number is given, open sizes as words. */
export interface OnnxPortFixture {
  readonly name: string;
  dims: readonly (number | string)[];
  readonly type?: number;
}

export interface OnnxFixture {
  producer: string;
  nodes: OnnxNodeFixture[];
  tensors: OnnxTensorFixture[];
  inputs?: OnnxPortFixture[];
  outputs?: OnnxPortFixture[];
  /** Version of the operators; 13 where absent. */
  opset?: number;
  /** Version of the format; 7 where absent. */
  irVersion?: number;
  metadata?: Readonly<Record<string, string>>;
}

/** The bytes of an ONNX file. */
export function onnxFile({
  producer,
  nodes,
  tensors,
  inputs = [],
  outputs = [],
  opset = 13,
  irVersion = 7,
  metadata = {},
}: OnnxFixture): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, irVersion);
  pbf.writeStringField(2, producer);
  pbf.writeMessage(
    7,
    (_, graph) => {
      for (const node of nodes) graph.writeMessage(1, writeNode, node);
      graph.writeStringField(2, 'a graph');
      for (const tensor of tensors) graph.writeMessage(5, writeTensor, tensor);
      for (const port of inputs) graph.writeMessage(11, writePort, port);
      for (const port of outputs) graph.writeMessage(12, writePort, port);
    },
    undefined,
  );
  pbf.writeMessage(8, (version, set) => set.writeVarintField(2, version), opset);
  for (const entry of Object.entries(metadata)) pbf.writeMessage(14, writeEntry, entry);
  return new Uint8Array(pbf.finish());
}

function writeEntry([key, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

function writePort({ name, dims, type = 1 }: OnnxPortFixture, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  const writeShape = (_: undefined, shape: PbfWriter) => {
    for (const size of dims) {
      shape.writeMessage(
        1,
        (__, dim) =>
          typeof size === 'number' ? dim.writeVarintField(1, size) : dim.writeStringField(2, size),
        undefined,
      );
    }
  };
  const writeType = (_: undefined, tensor: PbfWriter) => {
    tensor.writeVarintField(1, type);
    tensor.writeMessage(2, writeShape, undefined);
  };
  pbf.writeMessage(2, (_, kind) => kind.writeMessage(1, writeType, undefined), undefined);
}

function writeNode(node: OnnxNodeFixture, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  if (node.name) pbf.writeStringField(3, node.name);
  pbf.writeStringField(4, node.op);
  for (const entry of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, entry);
  if (node.domain) pbf.writeStringField(7, node.domain);
}

function writeAttribute(
  [name, value]: [string, OnnxNodeFixture['attributes'][string]],
  pbf: PbfWriter,
): void {
  pbf.writeStringField(1, name);
  const type = (number: number) => pbf.writeVarintField(20, number);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    type(2);
  } else if (typeof value === 'string') {
    pbf.writeBytesField(4, new TextEncoder().encode(value));
    type(3);
  } else if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    type(1);
  } else if ('floats' in value) {
    for (const item of value.floats) pbf.writeFloatField(7, item);
    type(6);
  } else if ('dims' in value) {
    pbf.writeMessage(5, writeTensor, value);
    type(4);
  } else {
    for (const item of value) pbf.writeVarintField(8, item);
    type(7);
  }
}

function writeTensor({ name, dims, type, data }: OnnxTensorFixture, pbf: PbfWriter): void {
  for (const size of dims) pbf.writeVarintField(1, size);
  pbf.writeVarintField(2, type);
  if ('floats' in data) {
    if (data.packed === false) for (const value of data.floats) pbf.writeFloatField(4, value);
    else pbf.writePackedFloat(4, [...data.floats]);
  } else if ('ints' in data) pbf.writePackedVarint(5, [...data.ints]);
  pbf.writeStringField(8, name);
  if ('raw' in data) pbf.writeBytesField(9, data.raw);
  if ('external' in data) {
    pbf.writeMessage(13, writeLocation, data.external);
    pbf.writeVarintField(14, 1);
  }
}

function writeLocation(file: string, pbf: PbfWriter): void {
  pbf.writeStringField(1, 'location');
  pbf.writeStringField(2, file);
}

/** A float32 tensor as raw bytes. */
export function rawTensor(name: string, dims: readonly number[], values: Float32Array): OnnxTensorFixture {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dims, type: 1, data: { raw } };
}

/**
 * A network as exporters write it: Conv, Relu, and a MaxPool where the block
 * changes and at the end, then a classifier's first step. Weights are named
 * `w0`, `b0`, `w1` …
 */
export function vggFixture(network: VggNetwork, producer = 'test'): OnnxFixture {
  const nodes: OnnxNodeFixture[] = [];
  const tensors: OnnxTensorFixture[] = [];
  let value = 'picture';
  const add = (op: string, inputs: string[], attributes: OnnxNodeFixture['attributes'] = {}) => {
    const output = `v${nodes.length}`;
    nodes.push({ op, inputs: [value, ...inputs], outputs: [output], attributes: { ...attributes } });
    value = output;
  };
  const pool = () => add(network.pooling === 'max' ? 'MaxPool' : 'AveragePool', [], POOL);
  let poolings = 0;
  for (const [i, { name, inChannels, outChannels, weight, bias }] of network.convolutions.entries()) {
    if (poolingsUpTo(name) !== poolings) pool();
    poolings = poolingsUpTo(name) ?? poolings;
    tensors.push(rawTensor(`w${i}`, [outChannels, inChannels, 3, 3], weight));
    tensors.push(rawTensor(`b${i}`, [outChannels], bias));
    add('Conv', [`w${i}`, `b${i}`], CONV);
    add('Relu', []);
  }
  pool();
  add('Flatten', [], { axis: 1 });
  return { producer, nodes, tensors };
}

const CONV = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1], dilations: [1, 1], group: 1 };
const POOL = { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };
