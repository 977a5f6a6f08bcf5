import { PbfWriter } from 'pbf';

/**
 * The few messages of ONNX's protobuf schema that our graphs need
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; the numbers below
 * are its field numbers), as plain values and their encoding.
 */
type Attribute = number | string | readonly number[] | { readonly float: number };

/** Of a node. Plain numbers are written as integers; floats are wrapped: `{ float: 0.5 }`. */
export type Attributes = Readonly<Record<string, Attribute>>;

export interface NodeValue {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface TensorValue {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** An input or output of the graph: float32, sizes as numbers or symbols. */
export interface PortValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

interface ModelValue {
  readonly metadata: Readonly<Record<string, string>>;
  /** Versions of the sets of operators, by domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly nodes: readonly NodeValue[];
  readonly initializers: readonly TensorValue[];
  readonly inputs: readonly PortValue[];
  readonly outputs: readonly PortValue[];
}

const IR_VERSION = 8;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** A model as the bytes of an `.onnx` file. */
export function encodeModel(model: ModelValue): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'nst-video');
  pbf.writeMessage(7, writeGraph, model);
  for (const opset of Object.entries(model.opsets)) pbf.writeMessage(8, writeOpset, opset);
  for (const entry of Object.entries(model.metadata)) pbf.writeMessage(14, writeMetadata, entry);
  return pbf.finish();
}

function writeOpset([domain, version]: [string, number], pbf: PbfWriter): void {
  pbf.writeStringField(1, domain);
  pbf.writeVarintField(2, version);
}

function writeMetadata([key, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

function writeGraph(model: ModelValue, pbf: PbfWriter): void {
  for (const node of model.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, 'nst');
  for (const tensor of model.initializers) pbf.writeMessage(5, writeTensor, tensor);
  for (const port of model.inputs) pbf.writeMessage(11, writePort, port);
  for (const port of model.outputs) pbf.writeMessage(12, writePort, port);
}

export function writeNode(node: NodeValue, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, `${node.op}:${node.outputs[0]}`);
  pbf.writeStringField(4, node.op);
  for (const entry of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, entry);
  pbf.writeStringField(7, node.domain);
}

function writeAttribute([name, value]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.int);
  } else if (typeof value === 'string') {
    pbf.writeBytesField(4, new TextEncoder().encode(value));
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.string);
  } else if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.float);
  } else {
    for (const item of value) pbf.writeVarintField(8, item);
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.ints);
  }
}

export function writeTensor(tensor: TensorValue, pbf: PbfWriter): void {
  for (const size of tensor.dims) pbf.writeVarintField(1, size);
  pbf.writeVarintField(2, tensor.data instanceof Float32Array ? FLOAT : INT64);
  pbf.writeStringField(8, tensor.name);
  const { buffer, byteOffset, byteLength } = tensor.data;
  pbf.writeBytesField(9, new Uint8Array(buffer, byteOffset, byteLength));
}

export function writePort(port: PortValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, port.name);
  pbf.writeMessage(2, (dims, type) => type.writeMessage(1, writeTensorType, dims), port.dims);
}

function writeTensorType(dims: PortValue['dims'], pbf: PbfWriter): void {
  pbf.writeVarintField(1, FLOAT);
  pbf.writeMessage(2, writeShape, dims);
}

function writeShape(dims: PortValue['dims'], pbf: PbfWriter): void {
  for (const size of dims) pbf.writeMessage(1, writeDimension, size);
}

function writeDimension(size: number | string, pbf: PbfWriter): void {
  if (typeof size === 'number') pbf.writeVarintField(1, size);
  else pbf.writeStringField(2, size);
}
