import type { Image } from '../../image.js';
import type { Engine } from '../engines/engine.js';
import type { LossInputs } from '../loss/loss.js';
import type { Optimiser } from '../optimisers/optimiser.js';
import type { Scale } from '../scales.js';
import type { StylizerSettings } from '../settings.js';

/** A frame just painted, with all that it was painted by. Pictures have the painted size, margin and all. */
export interface FinishedFrame {
  readonly engine: Engine;
  readonly optimiser: Optimiser;
  readonly settings: StylizerSettings;
  /** The finest. */
  readonly scale: Scale;
  readonly source: Image;
  /** What the frame was started from. */
  readonly start: Image;
  /** What it became. */
  readonly image: Image;
  /** The loss at the finest scale by other weights, at all layers, those too that the scale leaves to coarser ones. */
  readonly inputs: (settings: StylizerSettings) => Promise<LossInputs>;
}
