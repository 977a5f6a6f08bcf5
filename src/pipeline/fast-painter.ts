import { availableParallelism } from 'node:os';
import type { Size } from '../decode/size.js';
import { readStill } from '../decode/still.js';
import { EngineError, UsageError } from '../errors.js';
import { isChanged } from '../options/changes.js';
import type { StylizeOptions } from '../options/resolve.js';
import { largestScale, styleScaleOf } from '../options/strokes.js';
import { FastPainter } from '../stylize/fast/fast-painter.js';
import { type FastWeights, fastWeightsPath, loadFastWeights } from '../stylize/fast/fast-weights.js';
import { FusedStylizer } from '../stylize/fast/fused-stylizer.js';
import { MannerMaker } from '../stylize/fast/manner-maker.js';
import type { SeenPainting } from '../stylize/fast/seen-painting.js';
import type { SharedPainting } from '../stylize/fast/tuning/crop-loss.js';
import { loadEmbeddedNetwork } from '../stylize/network/embedded.js';
import { checkLayerScales, usualLayers } from '../stylize/network/layer-choice.js';
import type { VggNetwork } from '../stylize/network/network.js';
import { picturesAtATime } from './fast-memory.js';
import { sizeWithMargin } from './margin.js';
import { usualHold } from './network-painter.js';
import type { Painter, ShotPainter } from './opened-painter.js';
import { regionStyles } from './regions/read-regions.js';

/** A painter that holds each frame to the one before. */
export interface FusedPainter extends Painter {
  readonly fast: FastPainter;
  readonly shots: ShotPainter;
}

/** What painting in one pass stands on, read before anything is started. */
export interface FastInputs {
  /** Of the pictures to be painted. */
  readonly size: Size;
  /** The style with those blended with it, or one after the other where their shares change; then, of each region with a painting of its own, that. */
  readonly paintings: readonly (readonly SharedPainting[])[];
  /** The network that the painting is read with. */
  readonly network: VggNetwork;
  readonly weights: FastWeights;
  /** Pictures painted at a time. */
  readonly parallel: number;
  /** Of the engine that reads the painting and that the painter is fine-tuned with. */
  readonly threads: number;
  /** Of fine-tuning, before the first is painted. */
  readonly steps: number;
}

/** What is mirrored at a quarter of the size needs two pixels there. */
const smallestSide = 8;

/**
 * Reads the painting and the networks, for pictures of the given size.
 *
 * @param steps of fine-tuning
 * @throws UsageError for pictures that are too small, InputError for the style, ModelError for a network that cannot be read, EngineError where the pictures would
 *   need more memory than there is
 */
export async function readFastInputs(
  stylePath: string,
  { width, height }: Size,
  options: StylizeOptions,
  steps: number,
): Promise<FastInputs> {
  if (Math.min(width, height) < smallestSide) {
    throw new UsageError(
      `Expected pictures of at least ${smallestSide} pixels each way to paint in one pass, got ${width}×${height}: try a larger \`--size\``,
    );
  }
  const longer = Math.max(width, height);
  const side = Math.max(16, Math.round(longer * styleScaleOf(options)));
  const read = async (path: string): Promise<SeenPainting> => ({
    picture: await readStill(path, Math.max(side, Math.round(longer * largestScale(options)))),
    side,
    scales: options.layerScales,
  });
  const rest = 1 - options.blend.reduce((sum, { share }) => sum + share, 0);
  const styles: SharedPainting[] = [{ ...(await read(stylePath)), share: rest }];
  for (const { style, share } of options.blend) styles.push({ ...(await read(style)), share });
  // Shares that change are mixed in the picture: what is learnt of a painting, and folded into the painter, stays the same.
  const apart = isChanged('blend', options.at);
  const paintings = apart ? styles.map((one) => [{ ...one, share: 1 }]) : [styles];
  for (const style of regionStyles(options)) paintings.push([{ ...(await read(style)), share: 1 }]);
  const [network, weights] = await Promise.all([
    loadEmbeddedNetwork('small'),
    loadFastWeights(fastWeightsPath()),
  ]);
  checkLayerScales(options.layerScales, usualLayers(network));
  const asked = options.threads === 'auto' ? availableParallelism() : options.threads;
  // Held frames are in hand one after the other, and their flow keeps two threads busy.
  const atATime = options.flowFused ? Math.min(2, Math.ceil(asked / 2)) : asked;
  const parallel = picturesAtATime(
    { width, height, manners: paintings.length, flowFused: options.flowFused, fineTunes: steps > 0 },
    atATime,
  );
  const threads = options.flowFused ? asked : parallel;
  return { size: { width, height }, paintings, network, weights, parallel, threads, steps };
}

/**
 * Reads the painting's manner.
 *
 * @throws EngineError for the device
 */
export async function openFastPainter(
  { paintings, weights, parallel, threads }: FastInputs,
  { device, colors }: StylizeOptions,
  signal?: AbortSignal,
): Promise<FastPainter> {
  if (device === 'tensorflow') {
    throw new EngineError(
      'Expected `--device` to be auto, cpu, webgpu or cuda, got tensorflow: painting in one pass runs on onnxruntime',
    );
  }
  await using maker = new MannerMaker(signal);
  const { modulations, provider } = await maker.read({ paintings, device, threads });
  return new FastPainter({
    manners: modulations.map((modulation) => ({ weights, modulation })),
    ownColours: colors === 'matched',
    provider,
    threads: parallel,
    signal,
  });
}

/**
 * The same, for frames that are handed in with their margin and held to the past along the flow.
 *
 * @throws EngineError for the device
 */
export async function openFusedPainter(
  inputs: FastInputs,
  options: StylizeOptions,
  signal?: AbortSignal,
): Promise<FusedPainter> {
  const fast = await openFastPainter(inputs, options, signal);
  const stylizer = new FusedStylizer(fast, {
    size: sizeWithMargin(inputs.size),
    hold: options.hold === 'auto' ? usualHold : options.hold,
    pastFrames: 1,
  });
  return {
    fast,
    stylizer,
    shots: stylizer,
    device: fast.description,
    explain: (error) => error,
    [Symbol.asyncDispose]: () => fast[Symbol.asyncDispose](),
  };
}
