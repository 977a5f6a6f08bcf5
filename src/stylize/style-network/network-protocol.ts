/** What the worker of a style network is started with. */
export interface NetworkWorkerData {
  readonly provider: 'cpu' | 'webgpu' | 'cuda';
  readonly threads: number;
}

/** What a network makes of its input. */
export interface NetworkOutput {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Argument and answer of each of the worker's methods. Inputs and outputs are moved, not copied. */
export interface NetworkCalls {
  /** Proves that the provider starts; answers onnxruntime's version. */
  start: { argument: null; value: { version: string } };
  /** Takes a model, to paint with from now on. */
  open: { argument: { model: Uint8Array }; value: null };
  /** Puts an input of the given shape through the model opened last. */
  run: { argument: { data: Float32Array; dims: readonly number[] }; value: NetworkOutput };
  /** Puts inputs of one shape through a measuring model, one after the other; answers the named outputs of each. */
  measure: {
    argument: {
      model: Uint8Array;
      inputs: readonly Float32Array[];
      dims: readonly number[];
      outputs: readonly string[];
    };
    value: readonly Readonly<Record<string, Float32Array>>[];
  };
}
