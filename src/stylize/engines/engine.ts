import type { Image } from '../../image.js';
import type { Evaluation, LayerStatistics, LossInputs, LossSpec } from '../loss/loss.js';

/** Where the arithmetic runs, and on what. */
export interface EngineDevice {
  readonly kind: 'cpu' | 'webgpu' | 'cuda' | 'tensorflow';
  /** For people: `CPU, 2 threads (onnxruntime 1.30.0)`. */
  readonly description: string;
}

/** Features of one layer, CHW. */
export interface LayerFeatures {
  readonly layer: string;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A loss compiled for one picture size. Targets are set once and kept until set anew. */
export interface LossFunction extends AsyncDisposable {
  readonly spec: LossSpec;
  /** Replaces all targets and weights; the arrays are copied. */
  setInputs(inputs: LossInputs): Promise<void>;
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
  /** Compiles (or takes from a small cache) the loss and its gradient. */
  compile(spec: LossSpec): Promise<LossFunction>;
}
