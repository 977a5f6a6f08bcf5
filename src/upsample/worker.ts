// A thread that enlarges one picture after the other.
import { workerData } from 'node:worker_threads';
import type { Size } from '../image.js';
import { withSourceColours } from '../source-colours.js';
import { answerCalls } from '../worker-calls.js';
import { keepOutside, type Part } from './keep-outside.js';
import { upsample } from './upsample.js';

/** What an `Upsampler` does to every picture. */
export interface UpsamplerSettings {
  readonly small: Size;
  readonly large: Size;
  /** The part of the large picture that was painted; outside it the source stays. */
  readonly picture: Part;
  /** Whether its colours are the source's, at the large size too. */
  readonly sourceColours: boolean;
}

/** What it is asked: interleaved 8-bit RGB, small and large. */
export interface UpsampleCalls {
  upsample: {
    argument: { readonly painted: Uint8Array; readonly source: Uint8Array };
    value: Uint8Array;
  };
}

const { small, large, picture, sourceColours } = workerData as UpsamplerSettings;
answerCalls<UpsampleCalls>({
  upsample({ painted, source }) {
    const enlarged = upsample(painted, small, source, large);
    const bytes = sourceColours ? withSourceColours(enlarged, source, large.width, picture) : enlarged;
    keepOutside(bytes, source, large, picture);
    return { value: bytes, transfer: [bytes.buffer] };
  },
});
