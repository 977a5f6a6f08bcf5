import type { Size } from '../decode/size.js';
import { readStill } from '../decode/still.js';
import type { Image } from '../image.js';
import type { StylizeOptions } from '../options/resolve.js';
import { largestScale, styleScaleOf } from '../options/strokes.js';
import { createEngine } from '../stylize/engines/create-engine.js';
import { hasGraphicsHardware } from '../stylize/engines/graphics-hardware.js';
import { meanColours } from '../stylize/fast/shot-colours.js';
import type { ColourStatistics } from '../stylize/initial/colour-transfer.js';
import type { LayerChoice } from '../stylize/network/layer-choice.js';
import type { Network } from '../stylize/network/network.js';
import type { StylizerSettings } from '../stylize/settings.js';
import { Stylizer } from '../stylize/stylizer.js';
import { sizeWithMargin } from './margin.js';
import { checkMemory, explainOutOfMemory } from './memory.js';
import type { Painter, ShotPainter, WorkKind } from './opened-painter.js';
import { readNetwork } from './read-network.js';
import { regionStyles } from './regions/read-regions.js';

/** What optimising stands on, read before any engine is started. */
export interface OptimisingInputs {
  readonly way: 'optimising';
  readonly kind: WorkKind;
  /** Of the pictures to be painted, without their margin. */
  readonly size: Size;
  /** The style, those blended with it, then those of regions. */
  readonly styles: readonly Image[];
  /** How many of them are those of regions. */
  readonly regions: number;
  readonly network: Network;
  readonly layers: LayerChoice;
  /** Sentences worth telling. */
  readonly notices: readonly string[];
}

/**
 * The style is read twice as large as it is seen, up to this many pixels, so that what is made of it for each scale
 * has lost nothing; larger ones lose next to nothing by a margin of a few pixels.
 */
const spareSide = 2048;

/** The options that the stylizer itself looks at. */
export function stylizerSettings(
  options: StylizeOptions,
  kind: WorkKind,
  layers: LayerChoice,
): StylizerSettings {
  return {
    kind,
    contentLayers: layers.content,
    styleLayers: layers.style,
    deepestStyleLayers: layers.deepest,
    layerScales: options.layerScales,
    styleLoss: options.styleLoss,
    contentWeight: options.contentWeight,
    styleWeight: options.styleWeight,
    blend: options.blend.map(({ share }) => share),
    temporalWeight: options.temporalWeight,
    tvWeight: options.tvWeight,
    keyframeWeight: options.keyframeWeight,
    quality: options.quality,
    iterations: options.iterations === 'auto' ? undefined : options.iterations,
    optimizer: options.optimizer,
    initialisation: options.init,
    nextInitialisation: options.initNext,
    seed: options.seed,
    matchColours: options.colors === 'matched',
  };
}

/**
 * Reads the style and the network, for pictures of the given size.
 *
 * @throws InputError for the style, ModelError for the network, EngineError where the pictures would need more memory
 *   than there is
 */
export async function readOptimisingInputs(
  stylePath: string,
  { width, height }: Size,
  options: StylizeOptions,
  kind: WorkKind,
): Promise<OptimisingInputs> {
  const largest = options.at.map(({ values: { styleScale = 0 } }) => styleScale);
  const scale = Math.max(styleScaleOf(options), ...largest) / styleScaleOf(options);
  const seen = Math.ceil(Math.max(width, height) * scale * largestScale(options));
  const paths = [stylePath, ...options.blend.map(({ style }) => style), ...regionStyles(options)];
  const side = Math.max(seen, Math.min(2 * seen, spareSide));
  const styles = await Promise.all(paths.map((path) => readStill(path, side)));
  const { network, layers, notices } = await readNetwork(options, kind);
  const inputs: OptimisingInputs = {
    way: 'optimising',
    kind,
    size: { width, height },
    styles,
    regions: regionStyles(options).length,
    network,
    layers,
    notices,
  };
  // On a graphics processor it would be another memory, of which nothing is known from here.
  if (options.device === 'cpu' || (options.device === 'auto' && !(await hasGraphicsHardware())))
    check(inputs);
  return inputs;
}

function check(inputs: OptimisingInputs): void {
  checkMemory(inputs.network, { ...whatIsPainted(inputs), ...sizeWithMargin(inputs.size) });
}

/** All that the memory for painting depends on, besides the network. */
function whatIsPainted({ kind, size, styles, layers, regions }: OptimisingInputs) {
  const bytes = styles.slice(1).reduce((sum, { data }) => sum + data.byteLength, 0);
  return { ...size, kind, layers, further: { bytes, areas: regions } };
}

/**
 * Starts the engine. Pictures are to be handed in with their margin.
 *
 * @throws EngineError for the device, or where the pictures would need more memory than there is
 */
export async function openOptimisingPainter(
  inputs: OptimisingInputs,
  options: StylizeOptions,
  signal?: AbortSignal,
): Promise<Painter> {
  const { kind, size, styles, network, layers } = inputs;
  const engine = await createEngine({
    device: options.device,
    network,
    threads: options.threads === 'auto' ? undefined : options.threads,
    signal,
  });
  const onCpu = engine.device.kind === 'cpu';
  try {
    if (onCpu) check(inputs);
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
  const painted = sizeWithMargin(size);
  const share =
    (styleScaleOf(options) * Math.max(size.width, size.height)) / Math.max(painted.width, painted.height);
  const stylizer = new Stylizer(
    engine,
    network.metrics,
    stylizerSettings(options, kind, layers),
    styles.map((picture) => ({ picture, share })),
    painted,
    options.longTerm.at(-1) ?? 1,
  );
  return {
    stylizer,
    device: engine.device.description,
    shots: options.colors === 'matched' && kind === 'clip' ? measuresColours(stylizer) : undefined,
    explain: (error) =>
      onCpu && !signal?.aborted ? explainOutOfMemory(error, network, whatIsPainted(inputs)) : error,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/** A shot's colours are taken of frames from all over it: its first one may be the black of a fade. */
function measuresColours(stylizer: Stylizer): ShotPainter {
  return {
    pictures: 16,
    measureShot: async (pictures) => meanColours(pictures),
    openShot: async (colours) => stylizer.openShot(colours as ColourStatistics),
  };
}
