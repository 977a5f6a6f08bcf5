import type { Rgb24Image } from '../../image.js';
import type { DeviceChoice } from '../engines/device.js';
import type { FastWorkerData } from './fast-protocol.js';
import type { Modulation } from './style-reader.js';
import type { CropLossInputs, SharedPainting } from './tuning/crop-loss.js';
import type { TuningStep } from './tuning/fine-tune.js';
import type { Manner } from './tuning/parameters.js';

/** What a painter is fine-tuned with. */
export interface Lesson {
  /** That it starts from, and the paintings that it learns to paint after. */
  readonly manner: Manner;
  readonly styles: readonly SharedPainting[];
  readonly settings: CropLossInputs['settings'];
  readonly steps: number;
  readonly provider: FastWorkerData['provider'];
  readonly threads: number;
}

/** Argument and answer of each method of the process in which manners are made. */
export interface MannerCalls {
  /** Reads how the paintings of each manner are painted, and finds out on which device. */
  read: {
    argument: {
      readonly paintings: readonly (readonly SharedPainting[])[];
      readonly device: Exclude<DeviceChoice, 'tensorflow'>;
      readonly threads: number;
    };
    value: { readonly modulations: readonly Modulation[]; readonly provider: FastWorkerData['provider'] };
  };
  /** Takes a picture to learn from. */
  see: { argument: Rgb24Image; value: null };
  /** Fine-tunes a manner on the pictures seen so far; answers its parameters (`packManners`). */
  learn: { argument: Lesson; value: Uint8Array; progress: TuningStep };
}
