// A thread that gives one picture after the other its look.
import { workerData } from 'node:worker_threads';
import type { Size } from '../image.js';
import { answerCalls } from '../worker-calls.js';
import { Finish } from './finish.js';
import type { FinishLook } from './look.js';

/** What a `Finisher` does to every picture. */
export interface FinisherSettings {
  readonly look: FinishLook;
  readonly size: Size;
}

/** What it is asked: an interleaved 8-bit RGB picture, and its number from 0. */
export interface FinishCalls {
  finish: {
    argument: { readonly rgb24: Uint8Array; readonly frame: number };
    value: Uint8Array;
  };
}

const { look, size } = workerData as FinisherSettings;
const finish = new Finish(look, size);
answerCalls<FinishCalls>({
  finish({ rgb24, frame }) {
    const bytes = finish.of(rgb24, frame);
    return { value: bytes, transfer: [bytes.buffer] };
  },
});
