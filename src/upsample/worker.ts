// A thread that enlarges one picture after the other.
import { workerData } from 'node:worker_threads';
import { answerCalls } from '../worker-calls.js';
import { keepOutside } from './keep-outside.js';
import { upsample } from './upsample.js';
import type { UpsamplerSettings } from './upsampler.js';

/** What it is asked: interleaved 8-bit RGB, small and large. */
export interface UpsampleCalls {
  upsample: {
    argument: { readonly painted: Uint8Array; readonly source: Uint8Array };
    value: Uint8Array;
  };
}

const { small, large, picture } = workerData as UpsamplerSettings;
answerCalls<UpsampleCalls>({
  upsample({ painted, source }) {
    const bytes = upsample(painted, small, source, large);
    keepOutside(bytes, source, large, picture);
    return { value: bytes, transfer: [bytes.buffer] };
  },
});
