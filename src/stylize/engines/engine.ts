import type { Image } from '../../image.js';
import type { Evaluation, LossInputs } from '../loss/loss.js';
import type { LayerFeatures, LayerShape, LayerStatistics, Size } from '../network/layers.js';
import type { EngineDevice } from './device.js';
import type { FeatureReader } from './feature-reader.js';

/** A loss of pictures of one size, with its targets and weights. */
export interface LossFunction extends AsyncDisposable {
  /** Loss and gradient at `x` (CHW, length 3·width·height, not kept). */
  evaluate(x: Float32Array): Promise<Evaluation>;
}

/** Layers by what is wanted of them. */
export interface LookedAt {
  readonly features: readonly string[];
  readonly statistics: readonly string[];
}

/** A network on a device. Calls are answered in order; one engine belongs to one caller. */
export interface Engine extends FeatureReader, AsyncDisposable {
  readonly device: EngineDevice;
  /** The shape of a layer's features for a picture of a size. @throws ModelError, UsageError as `layerShape` of network/network.ts */
  layerShape(layer: string, size: Size): LayerShape;
  /** Features of some layers and statistics of others, in one pass. */
  look(image: Image, layers: LookedAt): Promise<{ features: LayerFeatures[]; statistics: LayerStatistics[] }>;
  /**
   * A loss of pictures of the given size. Its arrays are copied; what was compiled for another one with the same terms
   * and layers at this size is used again.
   */
  loss(size: Size, inputs: LossInputs): Promise<LossFunction>;
}
