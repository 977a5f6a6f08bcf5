/** What is done to a finished picture. */
export interface FinishLook {
  /** How much of the finest light and shade is added once more, ≥ 0. */
  readonly sharpen: number;
  /** 1: as it is. */
  readonly contrast: number;
  readonly saturation: number;
  /** Strength of the grain, in [0,1]. */
  readonly grain: number;
  /** Each frame has other grain. */
  readonly grainMoves: boolean;
  /** Of the grain. */
  readonly seed: number;
}

/** Whether a picture stays as it is. */
export function isPlain({ sharpen, contrast, saturation, grain }: FinishLook): boolean {
  return sharpen === 0 && contrast === 1 && saturation === 1 && grain === 0;
}
