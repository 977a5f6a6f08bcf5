import { workerData } from 'node:worker_threads';
import type * as onnxruntime from 'onnxruntime-node';
import { answerCalls } from '../../worker-calls.js';
import { createSession } from '../engines/create-session.js';
import { env, Tensor } from '../engines/onnxruntime.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import type { NetworkCalls, NetworkWorkerData } from './network-protocol.js';

// The thread on which a style network computes.

const device = workerData as NetworkWorkerData;
let opened: onnxruntime.InferenceSession | undefined;

answerCalls<NetworkCalls>({
  async start() {
    const graph = new GraphBuilder();
    graph.output('y', graph.node('Add', [graph.input('x', [1]), graph.floats([1])]), [1]);
    const session = await createSession(graph.build(), device);
    await session.run({ x: new Tensor('float32', Float32Array.of(1), [1]) });
    await session.release();
    return { value: { version: env.versions.node ?? env.versions.common } };
  },

  async open({ model }) {
    await opened?.release();
    opened = undefined;
    opened = await createSession(model, device);
    return { value: null };
  },

  async run({ data, dims }) {
    if (opened === undefined) throw new Error('Expected open to be called before run');
    const [input, output] = [opened.inputNames[0]!, opened.outputNames[0]!];
    const outputs = await opened.run({ [input]: new Tensor('float32', data, dims) });
    const tensor = outputs[output]!;
    const painted = tensor.data as Float32Array;
    return { value: { dims: tensor.dims, data: painted }, transfer: [painted.buffer] };
  },

  async measure({ model, inputs, dims, outputs }) {
    const session = await createSession(model, device);
    try {
      const value: Record<string, Float32Array>[] = [];
      for (const data of inputs) {
        const found = await session.run(
          { [session.inputNames[0]!]: new Tensor('float32', data, dims) },
          outputs,
        );
        value.push(
          Object.fromEntries(outputs.map((name) => [name, (found[name]!.data as Float32Array).slice()])),
        );
      }
      return { value };
    } finally {
      await session.release();
    }
  },
});
