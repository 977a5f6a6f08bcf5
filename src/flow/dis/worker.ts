// A thread that computes one flow after the other: {id, from, to} in, {id, flow} or {id, error} out.
import { parentPort, workerData } from 'node:worker_threads';
import type { FlowField } from '../../flow-field.js';
import type { Image } from '../../image.js';
import { Dis } from './dis.js';
import type { DisSettings } from './settings.js';

/** A request to the thread. */
export interface DisRequest {
  readonly id: number;
  readonly from: Image;
  readonly to: Image;
  readonly guess?: FlowField | undefined;
}

/** Its answer. */
export type DisAnswer =
  | { readonly id: number; readonly flow: FlowField }
  | { readonly id: number; readonly error: unknown };

const dis = new Dis(workerData as DisSettings);
parentPort?.on('message', ({ id, from, to, guess }: DisRequest) => {
  try {
    const flow = dis.compute(from, to, guess);
    const answer: DisAnswer = { id, flow };
    parentPort?.postMessage(answer, [flow.u.buffer as ArrayBuffer, flow.v.buffer as ArrayBuffer]);
  } catch (error) {
    const answer: DisAnswer = { id, error };
    parentPort?.postMessage(answer);
  }
});
