// A thread that enlarges one picture after the other.
import { workerData } from 'node:worker_threads';
import type { Size } from '../image.js';
import { answerCalls } from '../worker-calls.js';
import { keepOutside, type Part } from './keep-outside.js';
import { upsample } from './upsample.js';

/** What an `Upsampler` does to every picture. */
export interface UpsamplerSettings {
  readonly small: Size;
  readonly large: Size;
  /** The part of the large picture that was painted; outside it the source stays. */
  readonly picture: Part;
}

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
