import { workerData } from 'node:worker_threads';
import type * as onnxruntime from 'onnxruntime-node';
import { answerCalls } from '../../../worker-calls.js';
import { createSession } from '../../engines/create-session.js';
import { Tensor } from '../../engines/onnxruntime.js';
import { STACKED_CHANNELS } from '../layers.js';
import { isKernel, Optimiser } from './optimiser.js';
import { orthogonal, writeOrthogonalGraph } from './orthogonal-graph.js';
import type { Parameter } from './parameters.js';
import { tuningPort, writeTrialGraph, writeTuningGraph } from './tuning-graph.js';
import type { TuningCalls, TuningWorkerData } from './tuning-protocol.js';

// The thread on which the painter is fine-tuned.

const { device, parameters: given, from, rows, columns } = workerData as TuningWorkerData;
const parameters = given.map((parameter, i) => ({
  ...parameter,
  values: from?.values[i] ?? parameter.values,
}));
const kernels = parameters.filter(isKernel);
// Written in place at each step: arrays that are dropped are collected late.
const gradients = parameters.map(emptyLike);
const directions = kernels.map(emptyLike);
// What is quick is given no memory to keep.
const sparing = { ...device, arena: false };
const sessions = Promise.all([
  createSession(writeTrialGraph({ rows, columns }, parameters), sparing),
  createSession(writeTuningGraph({ rows, columns }, parameters), device),
  createSession(writeOrthogonalGraph(kernels), sparing),
]);
sessions.catch(() => {}); // thrown where it is awaited
const optimiser = new Optimiser(
  parameters,
  async (matrices) => {
    const [, , orthogonaliser] = await sessions;
    await orthogonaliser.run(
      Object.fromEntries([...matrices].map(([one, values]) => [one.name, tensorOf(one, values)])),
      Object.fromEntries(kernels.map((one, i) => [orthogonal(one.name), tensorOf(one, directions[i]!)])),
    );
    return new Map(kernels.map((one, i) => [one, directions[i]!]));
  },
  from,
);
let picture: Float32Array = new Float32Array(0);

const stacked = (values: Float32Array) => new Tensor('float32', values, [1, STACKED_CHANNELS, rows, columns]);

const feeds = () => ({
  ...Object.fromEntries(parameters.map((one) => [one.name, tensorOf(one, one.values)])),
  [tuningPort.picture]: stacked(picture),
});

answerCalls<TuningCalls>({
  async paint(argument) {
    picture = argument.picture;
    const [trial] = await sessions;
    const painted = (await trial.run(feeds()))[tuningPort.painted]!.data as Float32Array;
    return { value: { painted }, transfer: [painted.buffer] };
  },

  async learn({ pull, pace }) {
    const [, tuning] = await sessions;
    await tuning.run(
      { ...feeds(), [tuningPort.pull]: stacked(pull) },
      Object.fromEntries(
        parameters.map((one, i) => [tuningPort.gradient(one.name), tensorOf(one, gradients[i]!)]),
      ),
    );
    return { value: { finite: await optimiser.step(gradients, pace) } };
  },

  async state() {
    return { value: optimiser.state() };
  },
});

function emptyLike({ values }: Parameter): Float32Array {
  return new Float32Array(values.length);
}

function tensorOf({ shape }: Parameter, values: Float32Array): onnxruntime.Tensor {
  return new Tensor('float32', values, shape);
}
