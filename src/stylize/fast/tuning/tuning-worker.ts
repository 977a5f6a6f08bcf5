import { workerData } from 'node:worker_threads';
import { answerCalls } from '../../../worker-calls.js';
import { createSession } from '../../engines/create-session.js';
import { Tensor } from '../../engines/onnxruntime.js';
import { STACKED_CHANNELS } from '../layers.js';
import { tuningPort, writeTrialGraph, writeTuningGraph } from './tuning-graph.js';
import type { TuningCalls, TuningWorkerData } from './tuning-protocol.js';

// The thread on which the painter is fine-tuned.

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

const { device, parameters: given, from, rows, columns } = workerData as TuningWorkerData;
const parameters = given.map((parameter, i) => ({
  ...parameter,
  values: from?.values[i] ?? parameter.values,
}));
const sessions = Promise.all(
  [writeTrialGraph, writeTuningGraph].map((write) =>
    createSession(write({ rows, columns }, parameters), device),
  ),
);
sessions.catch(() => {}); // thrown where it is awaited
const moments = parameters.map(({ values }, i) => ({
  first: from?.first[i] ?? new Float32Array(values.length),
  second: from?.second[i] ?? new Float32Array(values.length),
}));
let steps = from?.step ?? 0;
/** The median length of a gradient, about. */
let usual = from?.usual ?? 0;
let pictures = new Float32Array(0);

const stacked = (values: Float32Array) => {
  const picture = STACKED_CHANNELS * rows * columns;
  return new Tensor('float32', values, [values.length / picture, STACKED_CHANNELS, rows, columns]);
};

const feeds = () => ({
  ...Object.fromEntries(
    parameters.map(({ name, shape: own, values }) => [name, new Tensor('float32', values, own)]),
  ),
  [tuningPort.pictures]: stacked(pictures),
});

answerCalls<TuningCalls>({
  async paint(argument) {
    pictures = new Float32Array(argument.pictures);
    const [trial] = await sessions;
    const painted = (await trial!.run(feeds()))[tuningPort.painted]!.data as Float32Array;
    return { value: { painted }, transfer: [painted.buffer] };
  },

  async learn({ pull, rate }) {
    const [, tuning] = await sessions;
    const outputs = await tuning!.run({
      ...feeds(),
      [tuningPort.pull]: stacked(pull),
    });
    const gradients = parameters.map(({ name }) => outputs[tuningPort.gradient(name)]!.data as Float32Array);
    const length = lengthOf(gradients);
    steps++;
    if (!Number.isFinite(length)) return { value: { finite: false } };
    // One pair that is far off must not drown the others.
    const factor = usual === 0 ? 1 : Math.min(1, (2 * usual) / length);
    usual = usual === 0 ? length : usual * (length > usual ? 1.04 : 1 / 1.04);
    for (const [i, { values }] of parameters.entries()) {
      adamStep(
        values,
        gradients[i]!.map((value) => factor * value),
        moments[i]!,
        rate,
      );
    }
    return { value: { finite: true } };
  },

  async state() {
    const values = parameters.map((parameter) => parameter.values);
    const [first, second] = [moments.map((moment) => moment.first), moments.map((moment) => moment.second)];
    return { value: { step: steps, usual, values, first, second } };
  },
});

function lengthOf(gradients: readonly Float32Array[]): number {
  const squares = gradients.map((gradient) => gradient.reduce((sum, value) => sum + value * value, 0));
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
}

/** Adam (Kingma & Ba 2015), in place. */
function adamStep(
  values: Float32Array,
  gradient: Float32Array,
  { first, second }: { readonly first: Float32Array; readonly second: Float32Array },
  rate: number,
): void {
  const step = rate / (1 - beta1 ** steps);
  const correction = 1 / (1 - beta2 ** steps);
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i]!;
    const m = beta1 * first[i]! + (1 - beta1) * g;
    const v = beta2 * second[i]! + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    values[i] = values[i]! - (step * m) / (Math.sqrt(v * correction) + epsilon);
  }
}
