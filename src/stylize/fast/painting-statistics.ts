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
  // Here and not in the graph, whose sums depend on the number of threads. Four at a time, which do not wait for each other.
  for (let a = 0; a < channels; a++) {
    for (let b = 0; b <= a; b += 4) {
      const others = [0, 1, 2, 3].map((k) => inner[Math.min(a, b + k)]!) as Four<Float32Array>;
      const sums = productSums(inner[a]!, others);
      for (let k = 0; k < 4 && b + k <= a; k++) {
        secondMoment[a * channels + b + k] = secondMoment[(b + k) * channels + a] = sums[k]! / count;
      }
    }
  }
  return { layer, channels, mean, secondMoment };
}

type Four<Value> = [Value, Value, Value, Value];

/** Sums of the products of one array with each of four others. */
function productSums(one: Float32Array, [p, q, r, s]: Four<Float32Array>): Four<number> {
  let [ofP, ofQ, ofR, ofS] = [0, 0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    const value = one[i]!;
    ofP += value * p[i]!;
    ofQ += value * q[i]!;
    ofR += value * r[i]!;
    ofS += value * s[i]!;
  }
  return [ofP, ofQ, ofR, ofS];
}
