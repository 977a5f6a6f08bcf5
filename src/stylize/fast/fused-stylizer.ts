import type { Image } from '../../image.js';
import type { FrameManner } from '../frame-stylizer.js';
import type { TemporalPrior } from '../loss/prior.js';
import { type Holding, OnePassStylizer } from '../one-pass-stylizer.js';
import type { FastPainter } from './fast-painter.js';
import type { ShotStatistics } from './fold.js';
import { sharedAreas } from './shared-areas.js';

/** Paints frames with the fast painter, each held to the one before along the flow. */
export class FusedStylizer extends OnePassStylizer {
  readonly #painter: FastPainter;
  readonly #holding: Holding;
  /** What was begun, until it is asked for. */
  readonly #begun = new WeakMap<Image, Promise<Image>>();

  constructor(painter: FastPainter, holding: Holding) {
    super(holding);
    this.#painter = painter;
    this.#holding = holding;
  }

  measureShot(pictures: readonly Image[]): Promise<ShotStatistics[]> {
    return this.#painter.measureShot(pictures);
  }

  openShot(statistics: readonly ShotStatistics[]): Promise<void> {
    return this.#painter.openShot(statistics, this.#holding.size);
  }

  begin(source: Image, manner: FrameManner): void {
    const painting = this.#paint(source, manner);
    painting.catch(() => {}); // thrown where it is awaited
    this.#begun.set(source, painting);
  }

  protected paint(source: Image, _prior: TemporalPrior | undefined, manner: FrameManner): Promise<Image> {
    const begun = this.#begun.get(source);
    this.#begun.delete(source);
    return begun ?? this.#paint(source, manner);
  }

  #paint(source: Image, { areas, look }: FrameManner): Promise<Image> {
    return this.#painter.paint(source, sharedAreas(areas, look?.blend, source));
  }
}
