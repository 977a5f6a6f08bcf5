// A thread that computes one flow after the other.
import { workerData } from 'node:worker_threads';
import type { FlowField } from '../../flow-field.js';
import { answerCalls } from '../../worker-calls.js';
import { Dis } from './dis.js';
import type { GreyImage } from './grey.js';
import type { DisSettings } from './settings.js';

/** What it is asked: the flow on `from`'s grid, beginning with a `guess` if there is one. */
export interface DisCalls {
  compute: {
    argument: { readonly from: GreyImage; readonly to: GreyImage; readonly guess?: FlowField };
    value: FlowField;
  };
}

const dis = new Dis(workerData as DisSettings);
answerCalls<DisCalls>({
  compute({ from, to, guess }) {
    const flow = dis.compute(from, to, guess);
    return { value: flow, transfer: [flow.u.buffer, flow.v.buffer] };
  },
});
