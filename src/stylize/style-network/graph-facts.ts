import { bytesOf, fieldsOf, integersOf, ProtobufError, textOf } from '../network/onnx/protobuf.js';

/** An input or output of a graph. */
interface PortFacts {
  readonly name: string;
  /** ONNX's number of its element type; 0 where it is no tensor. */
  readonly elementType: number;
  /** A size that is left open is undefined; empty where nothing is said. */
  readonly dims: readonly (number | undefined)[];
}

/** An operation, as far as it is looked at. */
export interface NodeFacts {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
}

/** What is looked at of a graph before it is run. */
export interface GraphFacts {
  readonly nodes: readonly NodeFacts[];
  /** Without those that have a value in the file. */
  readonly inputs: readonly PortFacts[];
  readonly outputs: readonly PortFacts[];
  /** TensorProto messages of the graph and of its constants. */
  readonly tensors: readonly Uint8Array[];
  /** Names of the values that the tensors of the graph have, in the order of `tensors`, and of its constants. */
  readonly tensorNames: readonly string[];
}

/** A graph of more nodes or tensors than this paints nothing. */
const MAX_PARTS = 20_000;

/** @param bytes a GraphProto; its field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
export function readGraphFacts(bytes: Uint8Array): GraphFacts {
  const nodes: NodeFacts[] = [];
  const inputs: PortFacts[] = [];
  const outputs: PortFacts[] = [];
  const tensors: Uint8Array[] = [];
  const tensorNames: string[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) {
      const { node, constant } = readNode(bytesOf(field));
      nodes.push(node);
      if (constant) {
        tensors.push(constant);
        tensorNames.push(node.output);
      }
    } else if (field.id === 5) {
      tensors.push(bytesOf(field));
      tensorNames.push(tensorName(bytesOf(field)));
    } else if (field.id === 11) inputs.push(readPort(bytesOf(field)));
    else if (field.id === 12) outputs.push(readPort(bytesOf(field)));
    if (nodes.length + tensors.length > MAX_PARTS) {
      throw new ProtobufError(`its graph has more than ${MAX_PARTS} nodes and tensors`);
    }
  }
  const known = new Set(tensorNames);
  return { nodes, inputs: inputs.filter(({ name }) => !known.has(name)), outputs, tensors, tensorNames };
}

/** Whether a NodeProto is of that operation. */
export function isOperation(bytes: Uint8Array, op: string): boolean {
  const { node } = readNode(bytes);
  return node.op === op;
}

function readNode(bytes: Uint8Array): { node: NodeFacts; constant: Uint8Array | undefined } {
  const inputs: string[] = [];
  let [op, domain, output] = ['', '', ''];
  let constant: Uint8Array | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) inputs.push(textOf(field));
    else if (field.id === 2) output ||= textOf(field);
    else if (field.id === 4) op = textOf(field);
    else if (field.id === 5) constant = tensorOf(bytesOf(field)) ?? constant;
    else if (field.id === 7) domain = textOf(field);
  }
  const own = domain === '' || domain === 'ai.onnx';
  return {
    node: { op: own ? op : `${domain}.${op}`, inputs, output },
    constant: own && op === 'Constant' ? constant : undefined,
  };
}

/** The tensor of an AttributeProto. */
function tensorOf(bytes: Uint8Array): Uint8Array | undefined {
  for (const field of fieldsOf(bytes)) if (field.id === 5) return bytesOf(field);
  return undefined;
}

function tensorName(bytes: Uint8Array): string {
  for (const field of fieldsOf(bytes)) if (field.id === 8) return textOf(field);
  return '';
}

/** A ValueInfoProto. */
function readPort(bytes: Uint8Array): PortFacts {
  let name = '';
  let elementType = 0;
  const dims: (number | undefined)[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) name = textOf(field);
    else if (field.id === 2) {
      for (const kind of fieldsOf(bytesOf(field))) {
        if (kind.id !== 1) continue;
        for (const part of fieldsOf(bytesOf(kind))) {
          if (part.id === 1) elementType = Number(part.value);
          else if (part.id === 2) for (const dim of fieldsOf(bytesOf(part))) dims.push(readDim(bytesOf(dim)));
        }
      }
    }
  }
  return { name, elementType, dims };
}

/** A size that is a positive number; undefined for a symbol. */
function readDim(bytes: Uint8Array): number | undefined {
  for (const field of fieldsOf(bytes)) {
    if (field.id !== 1) continue;
    for (const size of integersOf(field)) return size > 0 ? size : undefined;
  }
  return undefined;
}
