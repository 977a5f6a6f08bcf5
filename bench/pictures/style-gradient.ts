import type { Image } from '../../src/image.js';
import { resizeImage } from '../../src/image-resize.js';
import type { StylizeOptions } from '../../src/options/resolve.js';
import type { Engine } from '../../src/stylize/engines/engine.js';
import { styleInputs } from '../../src/stylize/loss/style.js';
import { styleNormaliser } from '../../src/stylize/loss/style-distances.js';
import { usualLayers } from '../../src/stylize/network/layer-choice.js';
import type { LayerStatistics } from '../../src/stylize/network/layers.js';
import type { VggNetwork } from '../../src/stylize/network/network.js';
import { activeLayers } from '../../src/stylize/settings.js';

/** The options that decide what the style loss is. */
export type StyleOptions = Pick<StylizeOptions, 'styleLayers' | 'styleLoss' | 'styleScale'>;

/**
 * Gradients of the style term alone, as a job has it at its finest scale
 * (without the margin that it paints with): no content, no total variation, every layer divided by what
 * the source was away from the style in this very network.
 */
export class StyleGradients {
  readonly #engine: Engine;
  readonly #network: VggNetwork;
  readonly #options: StyleOptions;

  constructor(engine: Engine, network: VggNetwork, options: StyleOptions) {
    this.#engine = engine;
    this.#network = network;
    this.#options = options;
  }

  /** The gradient at each of `pictures`, all of the source's size. */
  async at(pictures: readonly Image[], source: Image, style: Image): Promise<Image[]> {
    const { styleLayers, styleLoss } = this.#options;
    const active = activeLayers(styleLayers === 'auto' ? usualLayers(this.#network).style : styleLayers);
    const layers = active.map(({ layer }) => layer);
    const targets = await this.#engine.statistics(this.#seen(style, source), layers);
    const starts = await this.#engine.statistics(source, layers);
    const inputs = active.map(({ layer, share }, i) => {
      const [start, target] = [starts[i] as LayerStatistics, targets[i] as LayerStatistics];
      const normaliser = styleNormaliser(styleLoss, start, target, this.#network.metrics.get(layer));
      return [layer, styleInputs(styleLoss, target, share, normaliser)] as const;
    });
    await using loss = await this.#engine.loss(source, { style: Object.fromEntries(inputs) });
    const gradients: Image[] = [];
    for (const picture of pictures) {
      const { gradient } = await loss.evaluate(picture.data);
      gradients.push({ ...picture, data: gradient.slice() });
    }
    return gradients;
  }

  /** The style at the size that a job sees it. */
  #seen(style: Image, source: Image): Image {
    const longest = this.#options.styleScale * Math.max(source.width, source.height);
    const factor = longest / Math.max(style.width, style.height);
    const side = (length: number) => Math.max(16, Math.round(length * factor));
    return resizeImage(style, side(style.width), side(style.height));
  }
}
