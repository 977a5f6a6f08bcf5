import type { Image } from '../../image.js';
import { type Holding, OnePassStylizer } from '../one-pass-stylizer.js';
import type { FastPainter } from './fast-painter.js';
import type { ShotStatistics } from './fold.js';

/** Paints frames with the fast painter, each held to the one before along the flow. */
export class FusedStylizer extends OnePassStylizer {
  readonly #painter: FastPainter;
  readonly #holding: Holding;

  constructor(painter: FastPainter, holding: Holding) {
    super(holding);
    this.#painter = painter;
    this.#holding = holding;
  }

  measureShot(pictures: readonly Image[]): Promise<ShotStatistics> {
    return this.#painter.measureShot(pictures);
  }

  openShot(statistics: ShotStatistics): Promise<void> {
    return this.#painter.openShot(statistics, this.#holding.size);
  }

  protected paint(source: Image): Promise<Image> {
    return this.#painter.paint(source);
  }
}
