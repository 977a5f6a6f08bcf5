import type { Image } from '../../image.js';
import type { TemporalPrior } from '../loss/prior.js';
import { type FrameManner, type Holding, OnePassStylizer } from '../one-pass-stylizer.js';
import type { FastPainter } from './fast-painter.js';
import type { ShotStatistics } from './fold.js';
import { sharedAreas } from './shared-areas.js';

/** Paints frames with the fast painter, each held to the one before along the flow. */
export class FusedStylizer extends OnePassStylizer {
  readonly #painter: FastPainter;
  readonly #holding: Holding;

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

  protected paint(
    source: Image,
    _prior: TemporalPrior | undefined,
    { areas, look }: FrameManner,
  ): Promise<Image> {
    return this.#painter.paint(source, sharedAreas(areas, look?.blend, source));
  }
}
