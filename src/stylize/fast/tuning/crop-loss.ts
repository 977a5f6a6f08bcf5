import type { Image } from '../../../image.js';
import type { Engine } from '../../engines/engine.js';
import { byScale } from '../../layer-scales.js';
import { checkEvaluation, checkStatistics } from '../../loss/checks.js';
import { contentInputs, contentNormaliser } from '../../loss/content.js';
import { styleInputs } from '../../loss/style.js';
import { styleNormaliser } from '../../loss/style-distances.js';
import { mixStyles } from '../../loss/style-mix.js';
import type { LayerMetrics } from '../../loss/targets.js';
import { PICTURE } from '../../loss/term.js';
import type { LayerStatistics } from '../../network/layers.js';
import { activeLayers, type StylizerSettings } from '../../settings.js';
import { paintingAt, type SeenPainting } from '../seen-painting.js';

/** What the loss of a painted crop is made with. */
export interface CropLossInputs {
  /** Of the loss network. */
  readonly engine: Engine;
  readonly metrics: LayerMetrics;
  readonly settings: Pick<
    StylizerSettings,
    'styleLayers' | 'contentLayers' | 'styleLoss' | 'styleWeight' | 'contentWeight'
  >;
  /** The paintings with their shares. */
  readonly styles: readonly SharedPainting[];
}

/** A painting and its share of the whole. */
export interface SharedPainting extends SeenPainting {
  readonly share: number;
}

/**
 * Weights of the terms beside the style's, whose own is that of the options. A network cannot keep content as a picture that is
 * optimised can: to be recognised as well it takes more of it.
 */
const weights = { content: 2, variation: 0.5 };

/**
 * Factors of the style layers' weights. A network comes closer to the deep layers of a painting than a picture that is optimised
 * does, and less close to the shallow ones, which hold the grain.
 */
const layerFactors: Readonly<Record<string, number>> = { relu1_1: 2, relu2_1: 2, relu3_1: 2, relu5_1: 0.5 };

/** What is asked of the painting of a crop. */
export interface CropGoal {
  /** Features of the crop, by content layer. */
  readonly content: readonly Float32Array[];
  /** Of the crop, by style layer: what the distance from the style is measured in. */
  readonly statistics: readonly LayerStatistics[];
}

/** Style, content and total variation of painted crops: the loss of the optimiser, each crop its own shot. */
export class CropLoss {
  readonly #inputs: CropLossInputs;
  /** Of each painting. */
  readonly #targets: readonly (readonly LayerStatistics[])[];
  readonly #style: ReturnType<typeof activeLayers>;
  readonly #content: ReturnType<typeof activeLayers>;

  private constructor(inputs: CropLossInputs, targets: readonly (readonly LayerStatistics[])[]) {
    this.#inputs = inputs;
    this.#targets = targets;
    this.#style = styleOf(inputs);
    this.#content = activeLayers(inputs.settings.contentLayers);
  }

  static async of(inputs: CropLossInputs): Promise<CropLoss> {
    const layers = styleOf(inputs).map(({ layer }) => layer);
    const targets: LayerStatistics[][] = [];
    for (const painting of inputs.styles) {
      const at = (alike: readonly string[], scale: number) =>
        inputs.engine.statistics(paintingAt(painting, scale), alike);
      targets.push(await byScale(layers, painting.scales, at));
    }
    targets.forEach(checkStatistics);
    return new CropLoss(inputs, targets);
  }

  async goal(crop: Image): Promise<CropGoal> {
    const names = (layers: ReturnType<typeof activeLayers>) => layers.map(({ layer }) => layer);
    const layers = { features: names(this.#content), statistics: names(this.#style) };
    const { features, statistics } = await this.#inputs.engine.look(crop, layers);
    return { statistics, content: features.map(({ data }) => data) };
  }

  /**
   * The terms, unweighted, of a painted crop; their gradient is added to `out`.
   *
   * @throws EngineError where they are not numbers
   */
  async addInto(
    out: Float32Array,
    { width, height, data }: Image,
    goal: CropGoal,
  ): Promise<{ style: number; content: number }> {
    const { settings, metrics, engine } = this.#inputs;
    const { styleWeight, styleLoss } = settings;
    const contentWeight = weights.content * settings.contentWeight;
    const mixed = mixStyles(
      styleLoss,
      this.#targets.map((statistics, painting) => ({
        share: this.#inputs.styles[painting]!.share,
        statistics,
        distances: statistics.map((target, i) =>
          styleNormaliser(styleLoss, goal.statistics[i]!, target, metrics.get(target.layer)),
        ),
      })),
    );
    const style = this.#style.map(({ layer, share }, i) => {
      const weight = styleWeight * share;
      return [layer, styleInputs(styleLoss, mixed.statistics[i]!, weight, mixed.distances[i]!)] as const;
    });
    const content = this.#content.map(({ layer, share }, i) => {
      const target = goal.content[i]!;
      const weight = (contentWeight * share) / contentNormaliser(target);
      return [layer, contentInputs(target, weight)] as const;
    });
    const rate = Float32Array.of(weights.variation / data.length);
    await using loss = await engine.loss(
      { width, height },
      { style: Object.fromEntries(style), content: Object.fromEntries(content), tv: { [PICTURE]: { rate } } },
    );
    const evaluation = await loss.evaluate(data);
    checkEvaluation(evaluation);
    const { terms, gradient } = evaluation;
    for (let i = 0; i < out.length; i++) out[i] = out[i]! + gradient[i]!;
    return {
      style: terms.style / styleWeight,
      content: contentWeight === 0 ? 0 : terms.content / contentWeight,
    };
  }
}

/** The style layers, with their shares of the whole. */
function styleOf({ settings }: CropLossInputs): ReturnType<typeof activeLayers> {
  const weighed = Object.entries(settings.styleLayers).map(
    ([layer, weight]) => [layer, weight * (layerFactors[layer] ?? 1)] as const,
  );
  return activeLayers(Object.fromEntries(weighed));
}
