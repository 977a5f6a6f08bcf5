import type { Image } from '../image.js';
import type { Engine, LayerStatistics, LossFunction } from './engines/engine.js';
import type { Scale } from './scales.js';
import type { StylizerSettings } from './settings.js';
import { activeLayers, styleLayersAt, styleTargets } from './style-targets.js';

/** What depends on a scale and the settings only: compiled losses and the targets of the style, made when first asked for. */
export class CompiledScales implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #settings: StylizerSettings;
  readonly #style: Image;
  readonly #targets = new Map<string, LayerStatistics[]>();
  readonly #losses = new Map<string, LossFunction>();

  /** @param style the style picture, at the size it was read */
  constructor(engine: Engine, settings: StylizerSettings, style: Image) {
    this.#engine = engine;
    this.#settings = settings;
    this.#style = style;
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
    const targets = await styleTargets(this.#engine, this.#style, width, height, this.#settings);
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
