import { ModelError } from '../../../errors.js';
import { type Operator, type OperatorNetwork, SOURCE } from '../operator-network.js';
import { constantsOf, type OnnxConstants } from './onnx-constants.js';
import type { OnnxGraph, OnnxNode } from './onnx-graph.js';
import { readOperation } from './read-operation.js';

/** What a graph computes of the picture. */
export interface GraphOperators extends Pick<OperatorNetwork, 'operators' | 'outOfReach'> {
  /** Name of the first convolution's weight, which may tell who published the network. */
  readonly firstWeight: string;
}

/**
 * Reads what a graph computes of its picture, as far as we can compute and differentiate it. What lies behind anything
 * else, as classifiers end in, is left out, and it is written down what stands in the way. Batch normalisations and
 * constants are folded into the convolution before them, where nothing else reads that.
 *
 * @param source the file's name, for messages
 * @throws ModelError where there is not one picture, or no convolution within reach
 */
export function operatorsOfGraph(graph: OnnxGraph, source: string): GraphOperators {
  const reader = new GraphReader(graph, source);
  for (const node of graph.nodes) reader.add(node);
  return reader.finish();
}

class GraphReader {
  readonly #source: string;
  readonly #constants: OnnxConstants;
  readonly #operators: Operator[] = [];
  readonly #byName = new Map<string, Operator>();
  /** By value: the layer that it is. */
  readonly #layers = new Map<string, string>();
  /** By value: why it is beyond us. */
  readonly #beyond = new Map<string, string>();
  readonly #outOfReach = new Map<string, string>();
  /** By value: how many inputs of nodes it is. */
  readonly #takers = new Map<string, number>();
  #firstWeight: string | undefined;

  constructor(graph: OnnxGraph, source: string) {
    this.#source = source;
    this.#constants = constantsOf(graph, source);
    for (const input of graph.nodes.flatMap(({ inputs }) => inputs)) {
      this.#takers.set(input, (this.#takers.get(input) ?? 0) + 1);
    }
    this.#layers.set(pictureOf(graph, source), SOURCE);
  }

  add(node: OnnxNode): void {
    const output = node.outputs[0] ?? '';
    const obstacle = node.inputs.map((input) => this.#beyond.get(input)).find((reason) => reason);
    const inputs = node.inputs.map((input) => this.#layers.get(input));
    if (obstacle === undefined && inputs.every((layer) => layer === undefined)) return; // of constants
    const name = this.#nameFor(node);
    try {
      if (obstacle !== undefined) throw new ModelError(obstacle);
      this.#read(node, name, inputs);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      const reason = obstacle ?? `${node.op} (${name}): ${error.message}`;
      for (const value of node.outputs) this.#beyond.set(value, reason);
      this.#outOfReach.set(name, reason);
    }
    if (node.op === 'Conv' && this.#layers.has(output)) this.#firstWeight ??= node.inputs[1] ?? '';
  }

  #read(node: OnnxNode, name: string, inputs: readonly (string | undefined)[]): void {
    const channels = inputs.map((layer) => (layer === undefined ? undefined : this.#channels(layer)));
    const read = readOperation({ node, constants: this.#constants, channels });
    const output = node.outputs[0] ?? '';
    const layers = inputs.filter((layer) => layer !== undefined);
    if (read === 'as it is') {
      this.#layers.set(output, layers[0] as string);
      return;
    }
    const operator: Operator = { name, inputs: layers, ...read };
    this.#keep(this.#folded(operator, node) ?? operator);
    this.#layers.set(output, name);
  }

  #channels(layer: string): number {
    return layer === SOURCE ? 3 : (this.#byName.get(layer) as Operator).channels;
  }

  #keep(operator: Operator): void {
    this.#operators.push(operator);
    this.#byName.set(operator.name, operator);
  }

  /** A convolution with the factors and offsets that alone follow it; it loses its own name. */
  #folded(operator: Operator, node: OnnxNode): Operator | undefined {
    const before = this.#operators.at(-1);
    const { operation } = operator;
    if (operation.kind !== 'affine' || before?.operation.kind !== 'convolution') return undefined;
    const value = node.inputs.find((input) => this.#layers.get(input) === before.name);
    if (value === undefined || this.#takers.get(value) !== 1) return undefined;
    const { weight, bias } = before.operation;
    const { scale, offset } = operation;
    const taps = weight.length / operator.channels;
    this.#operators.pop();
    this.#byName.delete(before.name);
    return {
      ...operator,
      inputs: before.inputs,
      operation: {
        ...before.operation,
        weight: weight.map((w, i) => w * scale[Math.floor(i / taps)]!),
        bias: bias.map((b, c) => b * scale[c]! + offset[c]!),
      },
    };
  }

  /** The node's name, or its output's; as it can be typed in a list of layers. */
  #nameFor({ name, outputs }: OnnxNode): string {
    const taken = (text: string) => text === '' || this.#byName.has(text) || this.#outOfReach.has(text);
    const names = [name, outputs[0] ?? ''].map((text) => text.replace(/[^!-~]|[,:]/g, '_').slice(0, 200));
    const free = names.find((text) => !taken(text));
    if (free !== undefined) return free;
    let number = 2;
    while (taken(`${names[0]}~${number}`)) number++;
    return `${names[0]}~${number}`;
  }

  finish(): GraphOperators {
    if (this.#firstWeight !== undefined) {
      return {
        operators: this.#operators,
        outOfReach: this.#outOfReach,
        firstWeight: this.#firstWeight,
      };
    }
    const [reason = 'nothing reads it'] = this.#outOfReach.values();
    throw new ModelError(
      `Expected ${this.#source} to have a convolution that its picture goes into, got ${reason}`,
    );
  }
}

/** The one value that nodes read and that neither a node nor the file gives. */
function pictureOf({ nodes, tensors }: OnnxGraph, source: string): string {
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const free = [...read].filter((value) => value !== '' && !made.has(value) && !tensors.has(value));
  if (free.length === 1) return free[0] as string;
  const got = free.length === 0 ? 'none' : free.slice(0, 3).join(', ');
  throw new ModelError(`Expected ${source} to have one input, the picture, got ${got}`);
}
