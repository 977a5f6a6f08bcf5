// A thread that enlarges one picture after the other: {id, painted, source} in, {id, bytes} or {id, error} out.
import { parentPort, workerData } from 'node:worker_threads';
import { keepOutside } from './keep-outside.js';
import { upsample } from './upsample.js';
import type { UpsampleAnswer, UpsampleRequest, UpsamplerSettings } from './upsampler.js';

const { small, large, picture } = workerData as UpsamplerSettings;
parentPort?.on('message', ({ id, painted, source }: UpsampleRequest) => {
  try {
    const bytes = upsample(painted, small, source, large);
    keepOutside(bytes, source, large, picture);
    const answer: UpsampleAnswer = { id, bytes };
    parentPort?.postMessage(answer, [bytes.buffer as ArrayBuffer]);
  } catch (error) {
    const answer: UpsampleAnswer = { id, error };
    parentPort?.postMessage(answer);
  }
});
