import type { Image } from '../../src/image.js';
import { resizeImage } from '../../src/image-resize.js';
import type { StylizeOptions } from '../../src/options/resolve.js';
import type { Engine, LossFunction } from '../../src/stylize/engines/engine.js';
import type { LayerStatistics } from '../../src/stylize/loss/loss.js';
import { styleNormaliser, styleTermWeights } from '../../src/stylize/loss/style.js';
import type { Network } from '../../src/stylize/network/network.js';

/** The options that decide what the style loss is. */
export type StyleOptions = Pick<StylizeOptions, 'styleLayers' | 'styleLoss' | 'styleScale'>;

/**
 * Gradients of the style term alone, as a job has it at its finest scale
 * (without the margin that it paints with): no content, no total variation, every layer divided by what
 * the source was away from the style in this very network.
 */
export class StyleGradients implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #options: StyleOptions;
  #loss: LossFunction | undefined;

  constructor(engine: Engine, network: Network, options: StyleOptions) {
    this.#engine = engine;
    this.#network = network;
    this.#options = options;
  }

  /** The gradient at each of `pictures`, all of the source's size. */
  async at(pictures: readonly Image[], source: Image, style: Image): Promise<Image[]> {
    const { styleLayers, styleLoss } = this.#options;
    const active = Object.entries(styleLayers).filter(([, weight]) => weight > 0);
    const layers = active.map(([layer]) => layer);
    const total = active.reduce((sum, [, weight]) => sum + weight, 0);
    const targets = await this.#engine.statistics(this.#seen(style, source), layers);
    const starts = await this.#engine.statistics(source, layers);
    const loss = await this.#lossFor(source, layers);
    await loss.setInputs({
      contentTargets: [],
      contentWeights: [],
      styleTargets: targets,
      styleWeights: active.map(([layer, weight], i) => {
        const [start, target] = [starts[i] as LayerStatistics, targets[i] as LayerStatistics];
        const normaliser = styleNormaliser(styleLoss, start, target, this.#network.metrics.get(layer));
        return styleTermWeights(styleLoss, weight / total, normaliser);
      }),
      tvWeight: 0,
    });
    const gradients: Image[] = [];
    for (const picture of pictures) {
      const { gradient } = await loss.evaluate(picture.data);
      gradients.push({ ...picture, data: gradient.slice() });
    }
    return gradients;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loss?.[Symbol.asyncDispose]();
  }

  /** The style at the size that a job sees it. */
  #seen(style: Image, source: Image): Image {
    const longest = this.#options.styleScale * Math.max(source.width, source.height);
    const factor = longest / Math.max(style.width, style.height);
    const side = (length: number) => Math.max(16, Math.round(length * factor));
    return resizeImage(style, side(style.width), side(style.height));
  }

  /** One loss is kept: pictures of a size mostly come one after another. */
  async #lossFor({ width, height }: Image, styleLayers: readonly string[]): Promise<LossFunction> {
    if (this.#loss?.spec.width === width && this.#loss.spec.height === height) return this.#loss;
    await this.#loss?.[Symbol.asyncDispose]();
    const { styleLoss } = this.#options;
    this.#loss = await this.#engine.compile({ width, height, contentLayers: [], styleLayers, styleLoss });
    return this.#loss;
  }
}
