import type { Image } from '../../image.js';
import type { Engine } from '../engines/engine.js';
import type { ColourStatistics } from '../initial/colour-transfer.js';
import type { Size } from '../network/layers.js';
import { activeLayers, type Look, type StylizerSettings } from '../settings.js';
import type { ScaleNormalisers } from '../shot-state.js';
import { checkNormalisers } from './checks.js';
import { contentNormaliser } from './content.js';
import type { KeyGuide } from './key-guide.js';
import { mixStyles, type StyleTarget } from './style-mix.js';
import type { Targets } from './targets.js';

/**
 * Where a frame is painted after which painting: the first plane is that of the job's style and what is blended with it,
 * one more follows for each region with a painting of its own. `width·height` of the frame, in [0,1]; at each pixel they
 * sum to 1 at most, and what is missing is left to the content.
 */
export type StyleAreas = readonly Float32Array[];

/**
 * The areas of a frame without what key frames show of it. A frame's statistics are those of the whole: were that measured
 * too, the rest would be painted against it, in colours that the painting does not have, until the mean of both is right.
 */
export function areasBesideGuide(
  areas: StyleAreas | undefined,
  guide: KeyGuide | undefined,
): StyleAreas | undefined {
  if (guide === undefined) return areas;
  const free = guide.weight.map((share) => 1 - share);
  return areas?.map((area) => area.map((share, p) => share * free[p]!)) ?? [free];
}

/** All paintings of a job: its style, those blended with it, and those of regions. */
export class Paintings {
  readonly #engine: Engine;
  readonly #paintings: readonly Targets[];

  /** @param paintings the style, one for each share of `StylizerSettings.blend`, then one for each region */
  constructor(engine: Engine, paintings: readonly Targets[]) {
    this.#engine = engine;
    this.#paintings = paintings;
  }

  /**
   * What a shot is measured against at one scale.
   *
   * @param source the shot's first source frame, at the scale's size
   * @param colours that the paintings are seen in; absent: their own
   * @throws ModelError where the network does not answer with numbers
   */
  async normalisers(
    source: Image,
    { styleLayers, contentLayers }: StylizerSettings,
    colours?: ColourStatistics,
  ): Promise<ScaleNormalisers> {
    const { width, height } = source;
    const names = (weights: typeof styleLayers) => activeLayers(weights).map(({ layer }) => layer);
    const statistics = await this.#engine.statistics(source, names(styleLayers));
    const features = await this.#engine.features(source, names(contentLayers));
    const styles: ScaleNormalisers['styles'][number][] = [];
    for (const painting of this.#paintings)
      styles.push(await painting.distances(statistics, source, colours));
    const content = features.map(({ data }) => contentNormaliser(data));
    const normalisers = { width, height, styles, content };
    checkNormalisers(normalisers);
    return normalisers;
  }

  /**
   * What a frame is pulled towards at a scale, by area: the blend of the style with others, and the paintings of regions.
   *
   * @throws ModelError where the network does not answer with numbers
   */
  async targets(
    scale: Size,
    { styleLoss, blend, enlarged }: Pick<StylizerSettings & Look, 'styleLoss' | 'blend' | 'enlarged'>,
    {
      normalisers: { styles: distances },
      areas,
      colours,
    }: {
      readonly normalisers: ScaleNormalisers;
      /** Absent: the first holds everywhere. */
      readonly areas: StyleAreas | undefined;
      /** Those that the paintings are seen in; absent: their own. */
      readonly colours: ColourStatistics | undefined;
    },
  ): Promise<StyleTarget[]> {
    const seen = { colours, enlarged };
    const statistics = await Promise.all(this.#paintings.map((painting) => painting.style(scale, seen)));
    const at = (index: number) => ({ statistics: statistics[index]!, distances: distances[index]! });
    const rest = 1 - blend.reduce((sum, share) => sum + share, 0);
    const shares = [rest, ...blend].map((share, index) => ({ share, ...at(index) }));
    const mixed = mixStyles(styleLoss, shares);
    if (areas === undefined) return [mixed];
    return areas.map((area, index) => ({ ...(index === 0 ? mixed : at(blend.length + index)), area }));
  }
}
