import type { Image } from '../../image.js';
import { resizePainting } from '../../image-resize.js';
import type { Engine } from '../engines/engine.js';
import {
  type ColourStatistics,
  colourStatistics,
  raised,
  transferColours,
} from '../initial/colour-transfer.js';
import { byScale } from '../layer-scales.js';
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

/** How a painting is seen where it is not as it is. */
export interface SeenStyle {
  /** Colours that it is seen in; absent: its own. */
  readonly colours?: ColourStatistics | undefined;
  /** How many times as large as `StylePicture.share` has it: measured at some sizes, and mixed in between. Default 1. */
  readonly enlarged?: number | undefined;
}

/** Sizes of a painting that are measured for each doubling, where it is seen at several. */
const stepsPerOctave = 4;

/** Measures one painting: its statistics at each scale, once, and how far pictures are from them. */
export class Targets {
  readonly #engine: Engine;
  readonly #metrics: LayerMetrics;
  readonly #settings: StylizerSettings;
  readonly #style: StylePicture;
  /** By the colours that it is seen in, and its longer side. */
  readonly #known = new WeakMap<object, Map<number, LayerStatistics[]>>();
  #ownColours: ColourStatistics | undefined;

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
  async style(
    { width, height }: Size,
    { colours, enlarged = 1 }: SeenStyle = {},
  ): Promise<readonly LayerStatistics[]> {
    const longest = this.#style.share * Math.max(width, height);
    const step = stepsPerOctave * Math.log2(enlarged);
    const below = Math.floor(step + 1e-6);
    const between = Math.max(0, step - below);
    const smaller = await this.#atSide(longest * 2 ** (below / stepsPerOctave), colours);
    if (between < 1e-6) return smaller;
    const larger = await this.#atSide(longest * 2 ** ((below + 1) / stepsPerOctave), colours);
    return mixed(smaller, larger, between);
  }

  async #atSide(longest: number, colours: ColourStatistics | undefined): Promise<readonly LayerStatistics[]> {
    const seen = colours ?? this.#style.picture;
    const bySide = this.#known.get(seen) ?? new Map<number, LayerStatistics[]>();
    this.#known.set(seen, bySide);
    const known = bySide.get(longest);
    if (known) return known;
    const { styleLayers, layerScales } = this.#settings;
    const active = activeLayers(styleLayers).map(({ layer }) => layer);
    const statistics = await byScale(active, layerScales, (layers, scale) =>
      this.#statistics(layers, scale * longest, colours),
    );
    checkStatistics(statistics);
    bySide.set(longest, statistics);
    return statistics;
  }

  /** Of the painting with a longer side of so many pixels. */
  #statistics(layers: readonly string[], longest: number, colours: ColourStatistics | undefined) {
    const { picture } = this.#style;
    const factor = longest / Math.max(picture.width, picture.height);
    const side = (length: number) => Math.max(16, Math.round(length * factor));
    const sized = clamped(resizePainting(picture, side(picture.width), side(picture.height)));
    return this.#engine.statistics(colours ? this.#inColours(sized, colours) : sized, layers);
  }

  /** By the whole painting's own colours, so that every size of it is changed alike. */
  #inColours(painting: Image, colours: ColourStatistics): Image {
    this.#ownColours ??= colourStatistics(this.#style.picture);
    const to = { ...colours, covariance: raised(colours.covariance) };
    return transferColours(painting, to, this.#ownColours);
  }

  /**
   * How far a picture is from the painting at a scale, by active style layer.
   *
   * @param statistics of the picture at those layers
   * @param colours as of `style`
   * @throws ModelError as `style`
   */
  async distances(
    statistics: readonly LayerStatistics[],
    scale: Size,
    colours?: ColourStatistics,
  ): Promise<StyleDistances[]> {
    const targets = await this.style(scale, { colours });
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
