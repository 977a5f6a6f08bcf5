import { UsageError } from '../../errors.js';
import type { Image } from '../../image.js';
import { resizePainting } from '../../image-resize.js';
import { matrixNormSquared, vectorNormSquared } from '../../stylize/loss/norms.js';
import type { LayerStatistics } from '../../stylize/network/layers.js';
import type { DistanceNetwork } from './distance-network.js';
import type { FrameContext, FrameMeasures } from './frame-context.js';

/** The layers that the style distance is the mean of, besides the last of block 3. */
const UPPER_LAYERS = ['relu1_1', 'relu2_1', 'relu3_1'] as const;

/** A style distance and what it is the mean of. */
export interface StyleMetrics {
  /** Mean over the layers. 1 is unstylized, 0 is reached. */
  readonly value: number;
  readonly layers: readonly { readonly layer: string; readonly value: number }[];
}

/** A distance, and what it was measured with. */
export interface Distance extends StyleMetrics {
  /** Network, pooling and padding. */
  readonly network: string;
}

/** Of each render; null on frames that are not sampled. */
export async function contentDistances(context: FrameContext): Promise<(number | null)[]> {
  return ofSampled(context, async ({ network }, output) => {
    const { value } = await contentDistance(network, { output, content: context.source });
    return value;
  });
}

/** Of each render; null on frames that are not sampled, or where no style was given. */
export async function styleDistances(context: FrameContext): Promise<(StyleMetrics | null)[]> {
  return ofSampled(context, async ({ network, style }, output) => {
    if (style === undefined) return null;
    const { value, layers } = await styleDistance(network, { output, content: context.source, style });
    return { value, layers };
  });
}

async function ofSampled<Value>(
  { renders, frame, settings: { distances, signal } }: FrameContext,
  measure: (settings: NonNullable<FrameMeasures['distances']>, output: Image) => Promise<Value>,
): Promise<(Value | null)[]> {
  const values: (Value | null)[] = [];
  for (const output of renders) {
    signal?.throwIfAborted();
    values.push(distances?.sampled.has(frame.index) ? await measure(distances, output) : null);
  }
  return values;
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
  network: DistanceNetwork,
  { output, content, style }: StylizedPicture,
  layers: readonly string[] = [...UPPER_LAYERS, network.endOfBlock3],
): Promise<Distance> {
  const target = await network.engine.statistics(fitLongerSide(style, output), layers);
  const start = await network.engine.statistics(content, layers);
  const reached = await network.engine.statistics(output, layers);
  const values = target.map((wanted, i) => {
    const from = gramDistance(start[i] as LayerStatistics, wanted, network);
    if (from === 0) {
      throw new UsageError(
        `Expected content that differs from the style, but their statistics are the same at ${wanted.layer}`,
      );
    }
    return {
      layer: wanted.layer,
      value: gramDistance(reached[i] as LayerStatistics, wanted, network) / from,
    };
  });
  const value = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  return { value, layers: values, network: network.description };
}

/**
 * How far a picture has left its content: ‖F(output) − F(content)‖ / ‖F(content)‖
 * over the features F of one layer.
 */
export async function contentDistance(
  network: DistanceNetwork,
  { output, content }: { readonly output: Image; readonly content: Image },
  layer: string = network.endOfBlock3,
): Promise<Distance> {
  const [wanted] = await network.engine.features(content, [layer]);
  const [reached] = await network.engine.features(output, [layer]);
  if (wanted === undefined || reached?.data.length !== wanted.data.length) {
    throw new UsageError('Expected output and content of the same size');
  }
  const metric = network.metrics.get(layer);
  const difference = wanted.data.map((value, i) => value - (reached.data[i] as number));
  const value = Math.sqrt(
    featureNormSquared(difference, wanted.channels, metric) /
      featureNormSquared(wanted.data, wanted.channels, metric),
  );
  return { value, layers: [{ layer, value }], network: network.description };
}

/** A picture resized so that its longer side is `like`'s; never to less than a pixel. */
export function fitLongerSide(image: Image, like: Image): Image {
  const factor = Math.max(like.width, like.height) / Math.max(image.width, image.height);
  const side = (length: number) => Math.max(1, Math.round(length * factor));
  return resizePainting(image, side(image.width), side(image.height));
}

function gramDistance(a: LayerStatistics, b: LayerStatistics, { metrics }: DistanceNetwork): number {
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
