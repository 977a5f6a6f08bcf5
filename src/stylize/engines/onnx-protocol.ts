import type { ForwardSpec } from '../graph/forward-graph.js';
import type { LossPart } from '../loss/loss.js';
import type { Size } from '../network/layers.js';
import type { Network } from '../network/network.js';
import type { SessionDevice } from './create-session.js';

/** What the engine's worker is started with. */
export interface OnnxWorkerData extends SessionDevice {
  readonly network: Network;
}

/** Argument and answer of each of the worker's methods. Pictures and gradients are moved both ways. */
export interface OnnxCalls {
  /** Proves that the provider starts and computes; answers onnxruntime's version. */
  start: { argument: null; value: { version: string } };
  /** Makes a loss known by a number of the caller's choice. */
  prepareLoss: {
    argument: { loss: number; size: Size; parts: readonly LossPart[] };
    value: null;
  };
  evaluate: {
    argument: { loss: number; x: Float32Array; gradient: Float32Array };
    value: { x: Float32Array; gradient: Float32Array; terms: Float32Array };
  };
  releaseLoss: { argument: { loss: number }; value: null };
  forward: {
    argument: { spec: ForwardSpec; x: Float32Array };
    value: Readonly<Record<string, Float32Array>>;
  };
}
