import type { Image } from '../../image.js';
import type { LayerFeatures, LayerStatistics } from '../network/layers.js';

/** What a network sees of pictures. */
export interface FeatureReader {
  /** Statistics of the given layers. */
  statistics(image: Image, layers: readonly string[]): Promise<LayerStatistics[]>;
  /** Features of the given layers. */
  features(image: Image, layers: readonly string[]): Promise<LayerFeatures[]>;
}
