import { workerData } from 'node:worker_threads';
import type * as onnxruntime from 'onnxruntime-node';
import { lossTermNames } from '../../loss-terms.js';
import { answerCalls } from '../../worker-calls.js';
import { writeForwardGraph } from '../graph/forward-graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { lossInput, writeLossGraph } from '../graph/loss-graph.js';
import { PlanarLayout } from '../graph/planar-layout.js';
import { type CreateLayout, chooseCpuLayout } from './choose-layout.js';
import { createSession as createSessionOn } from './create-session.js';
import type { OnnxCalls, OnnxWorkerData } from './onnx-protocol.js';
import { env, Tensor } from './onnxruntime.js';

// The thread on which onnxruntime computes: its run() blocks whoever calls it.

const { network, ...device } = workerData as OnnxWorkerData;
type Sessions = Map<string, onnxruntime.InferenceSession>;

/** The sessions of losses used last, by what they compute; the oldest first. */
const lossSessions: Sessions = new Map();
const MOST_LOSSES = 12;
/** That of the last forward pass: each keeps the memory that its largest run took, and a painting is looked at once. */
const forwardSessions: Sessions = new Map();
let createLayout: CreateLayout = (graph) => new PlanarLayout(graph);

interface Loss {
  readonly session: () => Promise<onnxruntime.InferenceSession>;
  readonly feeds: Readonly<Record<string, onnxruntime.Tensor>>;
  /** Of its pictures. */
  readonly dims: readonly number[];
}
const losses = new Map<number, Loss>();

const createSession = (model: Uint8Array) => createSessionOn(model, device);

/**
 * The session of that key, for the graph that `write` gives where it is not there yet; of those in `sessions`, the `most` used
 * last are kept.
 */
async function sessionOf(
  sessions: Sessions,
  most: number,
  key: string,
  write: () => Uint8Array,
): Promise<onnxruntime.InferenceSession> {
  const known = sessions.get(key);
  sessions.delete(key);
  for (const [oldest, old] of [...sessions].slice(0, Math.max(0, sessions.size + 1 - most))) {
    sessions.delete(oldest);
    await old.release();
  }
  const session = known ?? (await createSession(write()));
  sessions.set(key, session);
  return session;
}

answerCalls<OnnxCalls>({
  async start() {
    const graph = new GraphBuilder();
    graph.output('y', graph.node('Add', [graph.input('x', [1]), graph.floats([1])]), [1]);
    const session = await createSession(graph.build());
    await session.run({ x: new Tensor('float32', Float32Array.of(1), [1]) });
    await session.release();
    if (device.provider === 'cpu') createLayout = await chooseCpuLayout(network, createSession);
    return { value: { version: env.versions.node ?? env.versions.common } };
  },

  async prepareLoss({ loss, size, parts }) {
    const shapes = JSON.stringify({ size, parts }, (_, value) =>
      value instanceof Float32Array ? undefined : value,
    );
    const write = () => writeLossGraph(createLayout, network, size, parts);
    const session = () => sessionOf(lossSessions, MOST_LOSSES, shapes, write);
    const feeds = parts.flatMap((part) =>
      Object.entries(part.inputs).map(([name, { shape, data }]) => [
        lossInput(part, name),
        new Tensor('float32', data, shape),
      ]),
    );
    losses.set(loss, { session, feeds: Object.fromEntries(feeds), dims: [1, 3, size.height, size.width] });
    await session();
    return { value: null };
  },

  async evaluate({ loss, x, gradient }) {
    const { session, feeds, dims } = losses.get(loss) as Loss;
    const terms = new Float32Array(lossTermNames.length);
    await (await session()).run(
      { ...feeds, x: new Tensor('float32', x, dims) },
      {
        gradient: new Tensor('float32', gradient, dims),
        terms: new Tensor('float32', terms, [terms.length]),
      },
    );
    return { value: { x, gradient, terms }, transfer: [x.buffer, gradient.buffer] };
  },

  async releaseLoss({ loss }) {
    losses.delete(loss);
    return { value: null };
  },

  async forward({ spec, x }) {
    const write = () => writeForwardGraph(createLayout, network, spec);
    const session = await sessionOf(forwardSessions, 1, JSON.stringify(spec), write);
    const picture = new Tensor('float32', x, [1, 3, spec.height, spec.width]);
    const outputs = await session.run({ x: picture });
    const value = Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
    );
    return { value, transfer: Object.values(value).map(({ buffer }) => buffer) };
  },
});
