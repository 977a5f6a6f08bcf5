import { readStill } from '../decode/still.js';
import type { StylizeOptions } from '../options/resolve.js';
import { createEngine } from '../stylize/engines/create-engine.js';
import type { EngineDevice } from '../stylize/engines/engine.js';
import { modelFor, resolveModel } from '../stylize/models/resolve-model.js';
import { loadNetwork } from '../stylize/network/load-network.js';
import type { StylizerSettings } from '../stylize/settings.js';
import { Stylizer } from '../stylize/stylizer.js';
import { sizeWithMargin } from './margin.js';
import { checkMemory, explainOutOfMemory } from './memory.js';

/** A stylizer with all it stands on. */
export interface Studio extends AsyncDisposable {
  readonly stylizer: Stylizer;
  readonly device: EngineDevice;
  /** For people: `small`, `vgg19` or a file. */
  readonly model: string;
  /** What to tell instead of an error that painting ended with. */
  explain(error: unknown): unknown;
}

/**
 * The style is read twice as large as it is seen, up to this many pixels, so that what is made of it for each scale
 * has lost nothing; larger ones lose next to nothing by a margin of a few pixels.
 */
const spareSide = 2048;

/** The options that the stylizer itself looks at. */
export function stylizerSettings(options: StylizeOptions, kind: 'clip' | 'picture'): StylizerSettings {
  return {
    kind,
    contentLayers: options.contentLayers,
    styleLayers: options.styleLayers,
    styleLoss: options.styleLoss,
    contentWeight: options.contentWeight,
    styleWeight: options.styleWeight,
    temporalWeight: options.temporalWeight,
    tvWeight: options.tvWeight,
    quality: options.quality,
    iterations: options.iterations === 'auto' ? undefined : options.iterations,
    optimizer: options.optimizer,
    initialisation: options.init,
    nextInitialisation: options.initNext,
    seed: options.seed,
  };
}

/**
 * Reads the style, loads the network and starts the engine for pictures of the
 * given size, which are to be handed in with their margin.
 *
 * @throws InputError for the style, ModelError for the network, EngineError for the device,
 *   or where the pictures would need more memory than there is
 */
export async function openStudio(
  stylePath: string,
  size: { readonly width: number; readonly height: number },
  options: StylizeOptions,
  kind: 'clip' | 'picture',
  signal?: AbortSignal,
): Promise<Studio> {
  const longest = Math.max(size.width, size.height);
  const seen = Math.ceil(longest * options.styleScale);
  const style = await readStill(stylePath, Math.max(seen, Math.min(2 * seen, spareSide)));
  const model = modelFor(options, kind);
  const network = await loadNetwork(await resolveModel(model));
  const engine = await createEngine({
    device: options.device,
    network,
    ...(options.threads === 'auto' ? {} : { threads: options.threads }),
    ...(signal ? { signal } : {}),
  });
  const onCpu = engine.device.kind === 'cpu';
  try {
    if (onCpu) checkMemory(network, { ...sizeWithMargin(size), kind });
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
  const settings = stylizerSettings(options, kind);
  const painted = sizeWithMargin(size);
  const stylizer = new Stylizer(
    engine,
    network.metrics,
    settings,
    { picture: style, share: (options.styleScale * longest) / Math.max(painted.width, painted.height) },
    painted,
    options.longTerm.at(-1) ?? 1,
  );
  return {
    stylizer,
    device: engine.device,
    model,
    explain: (error) => (onCpu ? explainOutOfMemory(error, network, { ...size, kind }) : error),
    async [Symbol.asyncDispose]() {
      await stylizer[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}
