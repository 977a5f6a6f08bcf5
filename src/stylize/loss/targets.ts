import type { Image } from '../../image.js';
import { resizePainting } from '../../image-resize.js';
import type { Engine } from '../engines/engine.js';
import type { LayerStatistics, Size } from '../network/layers.js';
import { clamped } from '../residual.js';
import { activeLayers, type StylizerSettings } from '../settings.js';
import { checkStatistics } from './checks.js';
import { type StyleDistances, styleNormaliser } from './style-distances.js';

/** The network's metric M of each layer that has one. */
export type LayerMetrics = ReadonlyMap<string, Float32Array>;

/** The style, and how large it is to be seen. */
export interface StylePicture {
  /** At any size; larger than it is to be seen, nothing of its texture is lost. */
  readonly picture: Image;
  /** Its longer side, as a share of the longer side of the picture that is painted, margins and all. */
  readonly share: number;
}

/** Sizes of a painting that are measured for each doubling, where it is seen at several. */
const stepsPerOctave = 4;

/** Measures one painting: its statistics at each scale, once, and how far pictures are from them. */
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
   * @param enlarged how many times as large as `StylePicture.share` has it: measured at some sizes, and mixed in between
   * @throws ModelError where the network does not answer with numbers
   */
  async style({ width, height }: Size, enlarged = 1): Promise<readonly LayerStatistics[]> {
    const longest = this.#style.share * Math.max(width, height);
    const step = stepsPerOctave * Math.log2(enlarged);
    const below = Math.floor(step + 1e-6);
    const between = Math.max(0, step - below);
    const smaller = await this.#atSize(longest * 2 ** (below / stepsPerOctave));
    if (between < 1e-6) return smaller;
    return mixed(smaller, await this.#atSize(longest * 2 ** ((below + 1) / stepsPerOctave)), between);
  }

  async #atSize(longest: number): Promise<readonly LayerStatistics[]> {
    const known = this.#known.get(longest);
    if (known) return known;
    const { picture } = this.#style;
    const factor = longest / Math.max(picture.width, picture.height);
    const side = (length: number) => Math.max(16, Math.round(length * factor));
    const sized = clamped(resizePainting(picture, side(picture.width), side(picture.height)));
    const layers = activeLayers(this.#settings.styleLayers).map(({ layer }) => layer);
    const statistics = await this.#engine.statistics(sized, layers);
    checkStatistics(statistics);
    this.#known.set(longest, statistics);
    return statistics;
  }

  /**
   * How far a picture is from the painting at a scale, by active style layer.
   *
   * @param statistics of the picture at those layers
   * @throws ModelError as `style`
   */
  async distances(statistics: readonly LayerStatistics[], scale: Size): Promise<StyleDistances[]> {
    const targets = await this.style(scale);
    return targets.map((target, i) =>
      styleNormaliser(this.#settings.styleLoss, statistics[i]!, target, this.#metrics.get(target.layer)),
    );
  }
}

/** The statistics of a picture that shows one for the most part, and the other for the given share of it. */
function mixed(
  one: readonly LayerStatistics[],
  other: readonly LayerStatistics[],
  share: number,
): LayerStatistics[] {
  const between = (a: Float32Array, b: Float32Array) => a.map((value, i) => value + share * (b[i]! - value));
  return one.map((layer, i) => ({
    ...layer,
    mean: between(layer.mean, other[i]!.mean),
    secondMoment: between(layer.secondMoment, other[i]!.secondMoment),
  }));
}
