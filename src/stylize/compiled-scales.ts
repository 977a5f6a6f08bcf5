import type { Image } from '../image.js';
import type { Engine, LossFunction } from './engines/engine.js';
import { type ColourStatistics, colourStatistics } from './initial/colour-transfer.js';
import { checkStatistics } from './loss/checks.js';
import type { LayerStatistics } from './loss/loss.js';
import { activeLayers, styleLayersAt, styleTargets } from './loss/targets.js';
import type { Scale } from './scales.js';
import type { StylizerSettings } from './settings.js';

/** The style, and how large it is to be seen. */
export interface StylePicture {
  /** At any size; larger than it is to be seen, nothing of its texture is lost. */
  readonly picture: Image;
  /** Its longer side, as a share of the longer side of the picture that is painted, margins and all. */
  readonly share: number;
}

/** What depends on a scale and the settings only: compiled losses and the targets of the style, made when first asked for. */
export class CompiledScales implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #settings: StylizerSettings;
  readonly #style: StylePicture;
  readonly #targets = new Map<string, LayerStatistics[]>();
  /** Of the style. */
  readonly colours: ColourStatistics;
  readonly #losses = new Map<string, LossFunction>();

  constructor(engine: Engine, settings: StylizerSettings, style: StylePicture) {
    this.#engine = engine;
    this.#settings = settings;
    this.#style = style;
    this.colours = colourStatistics(style.picture);
  }

  /** The compiled loss of a scale; kept, since every frame needs it again. */
  async loss(scale: Scale): Promise<LossFunction> {
    const { width, height } = scale;
    const styleLayers = styleLayersAt(this.#settings, scale).map(({ layer }) => layer);
    const key = `${width}×${height} ${styleLayers}`;
    const known = this.#losses.get(key);
    if (known) return known;
    const loss = await this.#engine.compile({
      width,
      height,
      contentLayers: activeLayers(this.#settings.contentLayers).map(({ layer }) => layer),
      styleLayers,
      styleLoss: this.#settings.styleLoss,
    });
    this.#losses.set(key, loss);
    return loss;
  }

  /** The style's statistics at a scale, by active style layer. */
  async styleTargets({ width, height }: Pick<Scale, 'width' | 'height'>): Promise<LayerStatistics[]> {
    const key = `${width}×${height}`;
    const known = this.#targets.get(key);
    if (known) return known;
    const { picture, share } = this.#style;
    const targets = await styleTargets(
      this.#engine,
      picture,
      share * Math.max(width, height),
      this.#settings,
    );
    checkStatistics(targets);
    this.#targets.set(key, targets);
    return targets;
  }

  /** Releases the compiled losses; the engine stays open. */
  async [Symbol.asyncDispose](): Promise<void> {
    const losses = [...this.#losses.values()];
    this.#losses.clear();
    for (const loss of losses) await loss[Symbol.asyncDispose]();
  }
}
