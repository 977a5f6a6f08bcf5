import { workerData } from 'node:worker_threads';
import type * as onnxruntime from 'onnxruntime-node';
import { answerCalls } from '../../worker-calls.js';
import { type ForwardSpec, writeForwardGraph } from '../graph/forward-graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import type { Feed } from '../graph/loss-feeds.js';
import { type LossVariant, writeLossGraph } from '../graph/loss-graph.js';
import { PlanarLayout } from '../graph/planar-layout.js';
import type { LossSpec } from '../loss/loss.js';
import { type CreateLayout, chooseCpuLayout } from './choose-layout.js';
import { createSession as createSessionOn } from './create-session.js';
import type { OnnxCalls, OnnxWorkerData } from './onnx-protocol.js';
import { env, Tensor } from './onnxruntime.js';
import { SessionCache } from './session-cache.js';

// The thread on which onnxruntime computes: its run() blocks whoever calls it.

const { network, provider, threads } = workerData as OnnxWorkerData;
const MAX_SESSIONS = 12;
const sessions = new SessionCache(MAX_SESSIONS);
let createLayout: CreateLayout = (graph) => new PlanarLayout(graph);

interface Loss {
  readonly spec: LossSpec;
  readonly variant: LossVariant;
  readonly feeds: Readonly<Record<string, onnxruntime.Tensor>>;
}
const losses = new Map<number, Loss>();

const createSession = (model: Uint8Array) => createSessionOn(model, { provider, threads });

function lossSession(spec: LossSpec, variant: LossVariant): Promise<onnxruntime.InferenceSession> {
  return sessions.get(JSON.stringify({ spec, variant }), () =>
    createSession(writeLossGraph(createLayout, new GraphBuilder(), network, spec, variant)),
  );
}

function forwardSession(spec: ForwardSpec): Promise<onnxruntime.InferenceSession> {
  return sessions.get(JSON.stringify(spec), () =>
    createSession(writeForwardGraph(createLayout, new GraphBuilder(), network, spec)),
  );
}

function tensors(feeds: Readonly<Record<string, Feed>>): Record<string, onnxruntime.Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { dims, data }]) => [name, new Tensor('float32', data, dims)]),
  );
}

answerCalls<OnnxCalls>({
  async start() {
    const graph = new GraphBuilder();
    graph.output('y', graph.node('Add', [graph.input('x', [1]), graph.floats([1])]), [1]);
    const session = await createSession(graph.build());
    await session.run({ x: new Tensor('float32', Float32Array.of(1), [1]) });
    await session.release();
    if (provider === 'cpu') createLayout = await chooseCpuLayout(network, createSession);
    return { value: { version: env.versions.node ?? env.versions.common } };
  },

  async setInputs({ handle, spec, variant, feeds }) {
    losses.set(handle, { spec, variant, feeds: tensors(feeds) });
    await lossSession(spec, variant);
    return { value: null };
  },

  async evaluate({ handle, x, gradient }) {
    const loss = losses.get(handle);
    if (loss === undefined) throw new Error('Expected setInputs to be called before evaluate');
    const { spec, variant, feeds } = loss;
    const session = await lossSession(spec, variant);
    const dims = [1, 3, spec.height, spec.width];
    const terms = new Float32Array(4);
    await session.run(
      { ...feeds, x: new Tensor('float32', x, dims) },
      { gradient: new Tensor('float32', gradient, dims), terms: new Tensor('float32', terms, [4]) },
    );
    return { value: { x, gradient, terms }, transfer: [x.buffer, gradient.buffer] };
  },

  async release({ handle }) {
    losses.delete(handle);
    return { value: null };
  },

  async forward({ spec, x }) {
    const session = await forwardSession(spec);
    const picture = new Tensor('float32', x, [1, 3, spec.height, spec.width]);
    const outputs = await session.run({ x: picture });
    const value = Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
    );
    return { value, transfer: Object.values(value).map(({ buffer }) => buffer) };
  },
});
