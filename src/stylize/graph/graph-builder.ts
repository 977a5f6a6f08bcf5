import {
  type Attributes,
  encodeModel,
  type NodeValue,
  type PortValue,
  type TensorValue,
} from './onnx-proto.js';

/** Operators outside ONNX's own set that onnxruntime brings. */
export const MICROSOFT = 'com.microsoft';
/** onnxruntime's operators on its blocked layout, NCHWc. */
export const MICROSOFT_NCHWC = 'com.microsoft.nchwc';

const OPSETS = { '': 17, [MICROSOFT]: 1, [MICROSOFT_NCHWC]: 1 };

/** Collects the nodes of an ONNX graph. Values are referred to by name; names are made here. */
export class GraphBuilder {
  readonly #nodes: NodeValue[] = [];
  readonly #initializers: TensorValue[] = [];
  readonly #inputs: PortValue[] = [];
  readonly #outputs: PortValue[] = [];
  readonly #constants = new Map<string, string>();
  #count = 0;

  /** Adds an operator with one output, and returns the output's name. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    return this.nodes(op, inputs, 1, attributes, domain)[0] as string;
  }

  /** Adds an operator with several outputs, and returns their names. */
  nodes(
    op: string,
    inputs: readonly string[],
    count: number,
    attributes: Attributes = {},
    domain = '',
  ): string[] {
    const outputs = Array.from({ length: count }, () => `${op.toLowerCase()}_${this.#count++}`);
    this.#nodes.push({ op, domain, inputs, outputs, attributes });
    return outputs;
  }

  /** 1 where a value is above 0, else 0. */
  isPositive(value: string): string {
    return this.node('HardSigmoid', [value], { alpha: { float: 1e38 }, beta: { float: 0 } });
  }

  /** Rows and columns continued by so many values on every side: mirrored about the outermost, or repeating it. */
  pad(value: string, by: number, mode: 'reflect' | 'edge'): string {
    return this.node('Pad', [value, this.ints([0, 0, by, by, 0, 0, by, by])], { mode });
  }

  /** Each pixel four times: `[pictures, channels, 2 rows, 2 columns]`. */
  enlarge(value: string): string {
    return this.node('Resize', [value, '', this.floats([1, 1, 2, 2])], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
  }

  /** A float32 input of the graph. */
  input(name: string, dims: readonly (number | string)[]): string {
    this.#inputs.push({ name, dims });
    return name;
  }

  /** Makes `value` an output of the graph, under the given name. */
  output(name: string, value: string, dims: readonly (number | string)[]): void {
    this.#nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
    this.#outputs.push({ name, dims });
  }

  /** A constant tensor of float32. */
  tensor(data: Float32Array, dims: readonly number[]): string {
    const name = `tensor_${this.#count++}`;
    this.#initializers.push({ name, dims, data });
    return name;
  }

  /** A constant vector of floats, or a scalar. Equal ones are shared. */
  floats(value: number | readonly number[]): string {
    const dims = typeof value === 'number' ? [] : [value.length];
    return this.#shared(`f ${JSON.stringify(value)}`, dims, Float32Array.from([value].flat()));
  }

  /** A constant vector of int64 (shapes, axes, pads). Equal ones are shared. */
  ints(values: readonly number[]): string {
    return this.#shared(`i ${values}`, [values.length], BigInt64Array.from(values, BigInt));
  }

  #shared(key: string, dims: readonly number[], data: TensorValue['data']): string {
    let name = this.#constants.get(key);
    if (name === undefined) {
      name = `constant_${this.#constants.size}`;
      this.#constants.set(key, name);
      this.#initializers.push({ name, dims, data });
    }
    return name;
  }

  /**
   * The graph as an ONNX model's bytes.
   *
   * @param metadata texts that the file is to carry, by name
   */
  build(metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    return encodeModel({
      metadata,
      opsets: OPSETS,
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }
}
