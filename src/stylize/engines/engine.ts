import type { Image } from '../../image.js';
import type { Evaluation, LossInputs } from '../loss/loss.js';
import type { LayerFeatures, LayerStatistics, Size } from '../network/layers.js';

/** Where the arithmetic runs, and on what. */
export interface EngineDevice {
  readonly kind: 'cpu' | 'webgpu' | 'cuda' | 'tensorflow';
  /** For people: `CPU, 2 threads (onnxruntime 1.30.0)`. */
  readonly description: string;
}

/** A loss of pictures of one size, with its targets and weights. */
export interface LossFunction extends AsyncDisposable {
  /** Loss and gradient at `x` (CHW, length 3·width·height, not kept). */
  evaluate(x: Float32Array): Promise<Evaluation>;
}

/** A network on a device. Calls are answered in order; one engine belongs to one caller. */
export interface Engine extends AsyncDisposable {
  readonly device: EngineDevice;
  /** Statistics of the given layers. */
  statistics(image: Image, layers: readonly string[]): Promise<LayerStatistics[]>;
  /** Features of the given layers. */
  features(image: Image, layers: readonly string[]): Promise<LayerFeatures[]>;
  /**
   * A loss of pictures of the given size. Its arrays are copied; what was compiled for another one with the same terms
   * and layers at this size is used again.
   */
  loss(size: Size, inputs: LossInputs): Promise<LossFunction>;
}
