import { UsageError } from '../errors.js';
import type { Image } from '../image.js';
import { resizePainting } from '../image-resize.js';
import type { LayerStatistics } from '../stylize/loss/loss.js';
import { matrixNormSquared, vectorNormSquared } from '../stylize/loss/norms.js';
import type { Ruler } from './ruler.js';

/** The layers that the style distance is the mean of, besides the last of block 3. */
const UPPER_LAYERS = ['relu1_1', 'relu2_1', 'relu3_1'] as const;
/** How the layers are named to people; content is compared at the last one. */
export const STYLE_DISTANCE_LAYERS = `${UPPER_LAYERS.join(', ')}, relu3_4`;
export const CONTENT_DISTANCE_LAYER = "relu3_4 (relu3_3 of VGG-16's shape)";

/** A distance, and what it was measured with. */
export interface Distance {
  readonly value: number;
  readonly layers: readonly { readonly layer: string; readonly value: number }[];
  /** Network, pooling and padding. */
  readonly network: string;
}

/** What a style distance is taken of. Output and content have one size, the style any. */
export interface StylizedPicture {
  readonly output: Image;
  readonly content: Image;
  readonly style: Image;
}

/**
 * How far a picture still is from a style: mean over layers of
 * ‖G(output) − G(style)‖_F / ‖G(content) − G(style)‖_F, with the Gram matrix
 * G = FFᵀ/(HW) of Gatys et al. 2015. 1 is unstylized, 0 is reached. The style is
 * resized so that its longer side equals the output's, as the values depend on it.
 *
 * @throws UsageError where the content has the style's statistics already, so that nothing can be said
 */
export async function styleDistance(
  ruler: Ruler,
  { output, content, style }: StylizedPicture,
  layers: readonly string[] = [...UPPER_LAYERS, ruler.endOfBlock3],
): Promise<Distance> {
  const target = await ruler.engine.statistics(fitLongerSide(style, output), layers);
  const start = await ruler.engine.statistics(content, layers);
  const reached = await ruler.engine.statistics(output, layers);
  const values = target.map((wanted, i) => {
    const from = gramDistance(start[i] as LayerStatistics, wanted, ruler);
    if (from === 0) {
      throw new UsageError(
        `Expected content that differs from the style, but their statistics are the same at ${wanted.layer}`,
      );
    }
    return { layer: wanted.layer, value: gramDistance(reached[i] as LayerStatistics, wanted, ruler) / from };
  });
  const value = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  return { value, layers: values, network: ruler.description };
}

/**
 * How far a picture has left its content: ‖F(output) − F(content)‖ / ‖F(content)‖
 * over the features F of one layer.
 */
export async function contentDistance(
  ruler: Ruler,
  { output, content }: { readonly output: Image; readonly content: Image },
  layer: string = ruler.endOfBlock3,
): Promise<Distance> {
  const [wanted] = await ruler.engine.features(content, [layer]);
  const [reached] = await ruler.engine.features(output, [layer]);
  if (wanted === undefined || reached?.data.length !== wanted.data.length) {
    throw new UsageError('Expected output and content of the same size');
  }
  const metric = ruler.metrics.get(layer);
  const difference = wanted.data.map((value, i) => value - (reached.data[i] as number));
  const value = Math.sqrt(
    featureNormSquared(difference, wanted.channels, metric) /
      featureNormSquared(wanted.data, wanted.channels, metric),
  );
  return { value, layers: [{ layer, value }], network: ruler.description };
}

/** A picture resized so that its longer side is `like`'s; never to less than a pixel. */
export function fitLongerSide(image: Image, like: Image): Image {
  const factor = Math.max(like.width, like.height) / Math.max(image.width, image.height);
  const side = (length: number) => Math.max(1, Math.round(length * factor));
  return resizePainting(image, side(image.width), side(image.height));
}

function gramDistance(a: LayerStatistics, b: LayerStatistics, { metrics }: Ruler): number {
  const difference = a.secondMoment.map((value, i) => value - (b.secondMoment[i] as number));
  return Math.sqrt(matrixNormSquared(difference, a.channels, metrics.get(a.layer)));
}

/** Sum over positions of ‖f‖²_M for CHW features f. */
function featureNormSquared(data: Float32Array, channels: number, metric: Float32Array | undefined): number {
  if (metric === undefined) return vectorNormSquared(data);
  const positions = data.length / channels;
  const feature = new Float32Array(channels);
  let total = 0;
  for (let p = 0; p < positions; p++) {
    for (let c = 0; c < channels; c++) feature[c] = data[c * positions + p] as number;
    total += vectorNormSquared(feature, metric);
  }
  return total;
}
