import type { ForwardSpec } from '../graph/forward-graph.js';
import type { Feed } from '../graph/loss-feeds.js';
import type { LossVariant } from '../graph/loss-graph.js';
import type { LossSpec } from '../loss/loss.js';
import type { Network } from '../network/network.js';

/** What the engine's worker is started with. */
export interface OnnxWorkerData {
  readonly network: Network;
  readonly provider: 'cpu' | 'webgpu' | 'cuda';
  readonly threads: number;
}

/** Argument and answer of each of the worker's methods. Arrays are moved both ways. */
export interface OnnxCalls {
  /** Proves that the provider starts and computes; answers onnxruntime's version. */
  start: { argument: null; value: { version: string } };
  setInputs: {
    argument: {
      handle: number;
      spec: LossSpec;
      variant: LossVariant;
      feeds: Readonly<Record<string, Feed>>;
    };
    value: null;
  };
  evaluate: {
    argument: { handle: number; x: Float32Array; gradient: Float32Array };
    value: { x: Float32Array; gradient: Float32Array; terms: Float32Array };
  };
  release: { argument: { handle: number }; value: null };
  forward: {
    argument: { spec: ForwardSpec; x: Float32Array };
    value: Readonly<Record<string, Float32Array>>;
  };
}
