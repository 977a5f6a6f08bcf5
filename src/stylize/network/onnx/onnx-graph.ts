import { bytesOf, fieldsOf, integersOf, ProtobufError, textOf } from './protobuf.js';

/**
 * What we read of an ONNX file (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; the numbers below are its
 * field numbers). Tensors stay the bytes of their message until somebody asks
 * for their numbers; everything is a view of the file's bytes.
 */
export interface OnnxGraph {
  /** The program that wrote the file, '' where it does not say. */
  readonly producer: string;
  /** In the file's order, in which each comes after those whose outputs it takes. */
  readonly nodes: readonly OnnxNode[];
  /** TensorProto messages of initializers and Constant nodes, by the name of their value. */
  readonly tensors: ReadonlyMap<string, Uint8Array>;
  /** What the file says about itself, by name. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** An operation; its name carries its domain where that is not ONNX's own. */
export interface OnnxNode {
  readonly op: string;
  /** '' where the file gives it none. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** An attribute's value, of the kinds that we look at. */
export interface OnnxAttribute {
  readonly float?: number;
  readonly int?: number;
  readonly text?: string;
  readonly ints?: readonly number[];
  readonly tensor?: Uint8Array;
}

/** A graph of more nodes or tensors than this is no VGG, and would only fill the memory. */
const MAX_PARTS = 100_000;

/** Nor has one of its nodes more inputs, outputs or attributes than this. */
const MAX_OF_NODE = 1000;

/** Nor is anything that we look for in the metadata longer. */
const MAX_METADATA = 100;

/** No attribute that we look at lists more integers. */
const MAX_INTS = 64;

/** @throws ProtobufError where the bytes are no ONNX model */
export function parseOnnxGraph(bytes: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const tensors = new Map<string, Uint8Array>();
  let producer = '';
  const metadata = new Map<string, string>();
  let graphs = 0;
  for (const field of fieldsOf(bytes)) {
    if (field.id === 2) producer = textOf(field);
    else if (field.id === 14) metadata.set(...readEntry(bytesOf(field)));
    else if (field.id === 7) {
      graphs++;
      readGraphInto(nodes, tensors, bytesOf(field));
    }
  }
  if (graphs === 0) throw new ProtobufError('it has no graph');
  for (const { op, outputs, attributes } of nodes) {
    const tensor = attributes.get('value')?.tensor;
    if (op === 'Constant' && tensor && outputs[0] !== undefined) tensors.set(outputs[0], tensor);
  }
  return { producer, nodes, tensors, metadata };
}

function readEntry(bytes: Uint8Array): [string, string] {
  let [key, value] = ['', ''];
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) key = textOf(field);
    else if (field.id === 2 && bytesOf(field).length <= MAX_METADATA) value = textOf(field);
  }
  return [key, value];
}

function readGraphInto(nodes: OnnxNode[], tensors: Map<string, Uint8Array>, bytes: Uint8Array): void {
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) nodes.push(readNode(bytesOf(field)));
    else if (field.id === 5) tensors.set(tensorName(bytesOf(field)), bytesOf(field));
    if (nodes.length + tensors.size > MAX_PARTS) {
      throw new ProtobufError(`its graph has more than ${MAX_PARTS} nodes and tensors`);
    }
  }
}

function tensorName(bytes: Uint8Array): string {
  let name = '';
  for (const field of fieldsOf(bytes)) if (field.id === 8) name = textOf(field);
  return name;
}

function readNode(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let [op, domain, name] = ['', '', ''];
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) inputs.push(textOf(field));
    else if (field.id === 2) outputs.push(textOf(field));
    else if (field.id === 3) name = textOf(field);
    else if (field.id === 4) op = textOf(field);
    else if (field.id === 5) attributes.set(...readAttribute(bytesOf(field)));
    else if (field.id === 7) domain = textOf(field);
    if (inputs.length + outputs.length + attributes.size > MAX_OF_NODE) {
      throw new ProtobufError(`a node has more than ${MAX_OF_NODE} inputs, outputs and attributes`);
    }
  }
  const standard = domain === '' || domain === 'ai.onnx';
  return { op: printable(standard ? op : `${domain}.${op}`), name, inputs, outputs, attributes };
}

/** An operation's name as it can be put into a message. */
function printable(op: string): string {
  return op.replace(/[^\w.:-]/g, '?').slice(0, 60) || '?';
}

function readAttribute(bytes: Uint8Array): [string, OnnxAttribute] {
  const attribute: { -readonly [K in keyof OnnxAttribute]: OnnxAttribute[K] } = {};
  const ints: number[] = [];
  let name = '';
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) name = textOf(field);
    else if (field.id === 2) attribute.float = readFloat(bytesOf(field));
    else if (field.id === 3) attribute.int = Number(field.value);
    else if (field.id === 4 && bytesOf(field).length < 100) attribute.text = textOf(field);
    else if (field.id === 5) attribute.tensor = bytesOf(field);
    else if (field.id === 8) {
      for (const value of integersOf(field)) if (ints.length < MAX_INTS) ints.push(value);
    }
  }
  if (ints.length > 0) attribute.ints = ints;
  return [name, attribute];
}

function readFloat(bytes: Uint8Array): number {
  if (bytes.length !== 4) throw new ProtobufError(`a number of ${bytes.length} bytes instead of 4`);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}
