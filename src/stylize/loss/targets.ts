import type { Image } from '../../image.js';
import { resizePainting } from '../../image-resize.js';
import type { Engine } from '../engines/engine.js';
import type { LayerStatistics, Size } from '../network/layers.js';
import { clamped } from '../residual.js';
import { activeLayers, type StylizerSettings } from '../settings.js';
import type { ScaleNormalisers } from '../shot-state.js';
import { checkNormalisers, checkStatistics } from './checks.js';
import { contentNormaliser } from './content.js';
import { styleNormaliser } from './style-distances.js';

/** The network's metric M of each layer that has one. */
export type LayerMetrics = ReadonlyMap<string, Float32Array>;

/** The style, and how large it is to be seen. */
export interface StylePicture {
  /** At any size; larger than it is to be seen, nothing of its texture is lost. */
  readonly picture: Image;
  /** Its longer side, as a share of the longer side of the picture that is painted, margins and all. */
  readonly share: number;
}

/** Measures what the loss is relative to: the style at each scale, once, and the first frame of each shot. */
export class Targets {
  readonly #engine: Engine;
  readonly #metrics: LayerMetrics;
  readonly #settings: StylizerSettings;
  readonly #style: StylePicture;
  readonly #known = new Map<number, LayerStatistics[]>();

  constructor(engine: Engine, metrics: LayerMetrics, settings: StylizerSettings, style: StylePicture) {
    this.#engine = engine;
    this.#metrics = metrics;
    this.#settings = settings;
    this.#style = style;
  }

  /**
   * The style's statistics as it is seen at a scale, by active style layer.
   *
   * @throws ModelError where the network does not answer with numbers
   */
  async style({ width, height }: Size): Promise<readonly LayerStatistics[]> {
    const longest = this.#style.share * Math.max(width, height);
    const known = this.#known.get(longest);
    if (known) return known;
    const { picture } = this.#style;
    const factor = longest / Math.max(picture.width, picture.height);
    const side = (length: number) => Math.max(16, Math.round(length * factor));
    const sized = clamped(resizePainting(picture, side(picture.width), side(picture.height)));
    const statistics = await this.#engine.statistics(sized, layersOf(this.#settings.styleLayers));
    checkStatistics(statistics);
    this.#known.set(longest, statistics);
    return statistics;
  }

  /**
   * What a shot is measured against at one scale.
   *
   * @param source the shot's first source frame, at the scale's size
   * @throws ModelError where the network does not answer with numbers
   */
  async normalisers(source: Image): Promise<ScaleNormalisers> {
    const { styleLoss, styleLayers, contentLayers } = this.#settings;
    const { width, height } = source;
    const targets = await this.style(source);
    const statistics = await this.#engine.statistics(source, layersOf(styleLayers));
    const features = await this.#engine.features(source, layersOf(contentLayers));
    const normalisers = {
      width,
      height,
      style: targets.map((target, i) =>
        styleNormaliser(styleLoss, statistics[i]!, target, this.#metrics.get(target.layer)),
      ),
      content: features.map(({ data }) => contentNormaliser(data)),
    };
    checkNormalisers(normalisers);
    return normalisers;
  }
}

function layersOf(weights: StylizerSettings['styleLayers']): string[] {
  return activeLayers(weights).map(({ layer }) => layer);
}
