import type { Engine } from '../engines/engine.js';
import { colourStatistics } from '../initial/colour-transfer.js';
import { byScale } from '../layer-scales.js';
import type { LayerFeatures, LayerStatistics } from '../network/layers.js';
import { READ_LAYERS } from './layers.js';
import { paintingAt, type SeenPainting } from './seen-painting.js';
import type { ReadPainting } from './style-reader.js';

/** From this layer on, the outermost positions are left out: there the network's zero padding shows. */
const FIRST_INNER = 'relu3';

/**
 * What the reader is given of a painting, at the size at which it is seen.
 *
 * @param engine of the small network that ships with the package, which the reader was trained with
 */
export async function paintingStatistics(engine: Engine, painting: SeenPainting): Promise<ReadPainting> {
  const features = await byScale(
    READ_LAYERS.map(({ layer }) => layer),
    painting.scales,
    (layers, scale) => engine.features(paintingAt(painting, scale), layers),
  );
  return { statistics: features.map(innerStatistics), colours: colourStatistics(paintingAt(painting)) };
}

/** Moments of a layer's features, of the deeper layers without the outermost positions. */
function innerStatistics({ layer, channels, width, height, data }: LayerFeatures): LayerStatistics {
  const border = layer >= FIRST_INNER && width > 2 && height > 2 ? 1 : 0;
  const [columns, rows] = [width - 2 * border, height - 2 * border];
  const count = columns * rows;
  const inner = Array.from({ length: channels }, (_, c) => {
    const plane = new Float32Array(count);
    for (let row = 0; row < rows; row++) {
      const from = (c * height + row + border) * width + border;
      plane.set(data.subarray(from, from + columns), row * columns);
    }
    return plane;
  });
  const mean = Float32Array.from(inner, (plane) => plane.reduce((sum, value) => sum + value, 0) / count);
  const secondMoment = new Float32Array(channels * channels);
  for (let a = 0; a < channels; a++) {
    for (let b = 0; b <= a; b++) {
      const [first, second] = [inner[a]!, inner[b]!];
      let sum = 0;
      for (let i = 0; i < count; i++) sum += first[i]! * second[i]!;
      secondMoment[a * channels + b] = secondMoment[b * channels + a] = sum / count;
    }
  }
  return { layer, channels, mean, secondMoment };
}
