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
  const statistics = await byScale(
    READ_LAYERS.map(({ layer }) => layer),
    painting.scales,
    async (layers, scale) => {
      const deep = layers.filter((layer) => layer >= FIRST_INNER);
      const seen = await engine.look(paintingAt(painting, scale), { features: deep, statistics: layers });
      return seen.statistics.map((whole) => {
        const features = seen.features.find(({ layer }) => layer === whole.layer);
        return features ? withoutBorder(whole, features) : whole;
      });
    },
  );
  return { statistics, colours: colourStatistics(paintingAt(painting)) };
}

/** Moments of a layer without those of its outermost positions, where there are others. */
function withoutBorder(
  { layer, channels, mean, secondMoment }: LayerStatistics,
  { width, height, data }: LayerFeatures,
): LayerStatistics {
  if (width <= 2 || height <= 2) return { layer, channels, mean, secondMoment };
  const pixels = width * height;
  const outer: number[] = [];
  for (let x = 0; x < width; x++) outer.push(x, pixels - width + x);
  for (let y = 1; y < height - 1; y++) outer.push(y * width, y * width + width - 1);
  const border = Array.from({ length: channels }, (_, c) =>
    Float64Array.from(outer, (p) => data[c * pixels + p]!),
  );
  const count = pixels - outer.length;
  const rest = (whole: number, sum: number) => (whole * pixels - sum) / count;
  const inner = new Float32Array(channels * channels);
  for (let a = 0; a < channels; a++) {
    for (let b = 0; b <= a; b++) {
      const [first, second] = [border[a]!, border[b]!];
      let sum = 0;
      for (let i = 0; i < outer.length; i++) sum += first[i]! * second[i]!;
      const at = a * channels + b;
      inner[at] = inner[b * channels + a] = rest(secondMoment[at]!, sum);
    }
  }
  const means = mean.map((value, c) =>
    rest(
      value,
      border[c]!.reduce((sum, one) => sum + one, 0),
    ),
  );
  return { layer, channels, mean: means, secondMoment: inner };
}
