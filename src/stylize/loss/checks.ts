import { EngineError, ModelError } from '../../errors.js';
import { type LossTerms, lossTermNames } from '../../loss-terms.js';
import type { LayerStatistics } from '../network/layers.js';
import type { ScaleNormalisers } from '../shot-state.js';
import type { Evaluation } from './loss.js';

/** Evaluations of one scale from which on a loss that has not fallen is no chance. */
const fairTrial = 20;
/** A loss below this share of the weights leaves nothing to gain: the picture has the painting's look already. */
const nothingToGain = 1e-3;

/**
 * That a network answers to the painting, and with numbers.
 *
 * @throws ModelError where its weights are damaged, all 0 or far too large
 */
export function checkStatistics(statistics: readonly LayerStatistics[]): void {
  for (const { layer, mean, secondMoment } of statistics) {
    if (allFinite(mean) && allFinite(secondMoment)) continue;
    throw new ModelError(
      `The network's response to the style is not finite at ${layer}: its weights are damaged or far too large`,
    );
  }
  const silent = statistics.every(({ secondMoment }) => secondMoment.every((value) => value === 0));
  if (statistics.length > 0 && silent) {
    throw new ModelError(
      "The network's response to the style is all zeros: its weights are damaged or all 0",
    );
  }
}

/**
 * That what a shot is measured against are numbers.
 *
 * @throws ModelError where they are not
 */
export function checkNormalisers({ styles, content }: ScaleNormalisers): void {
  const values = [...content, ...styles.flat().flatMap(({ mean, second }) => [mean, second])];
  if (values.every(Number.isFinite)) return;
  throw new ModelError(
    "The network's response to the picture is not finite: its weights are damaged or far too large",
  );
}

/**
 * That a loss and its gradient are numbers.
 *
 * @throws EngineError where they are not
 */
export function checkEvaluation({ terms, gradient }: Evaluation): void {
  if (Number.isFinite(terms.total) && allFinite(gradient)) return;
  const parts = lossTermNames.map((name) => `${name} ${terms[name]}`);
  const what = Number.isFinite(terms.total) ? 'gradient of the loss' : 'loss';
  throw new EngineError(
    `The ${what} is not finite (${parts.join(', ')}): the weights in the network or in the options are too large`,
  );
}

/** What became of the loss at the scales of one picture. */
export class DescentCheck {
  #fell = false;
  #tried = false;

  /** Takes in one scale: the loss where it began, the lowest that was met, and after how many evaluations. */
  add(first: LossTerms, best: LossTerms, evaluations: number, allowed: number, weight: number): void {
    if (best.total < first.total) this.#fell = true;
    // Fewer than were allowed: there was nowhere to go.
    const fair = evaluations >= fairTrial || evaluations < allowed;
    if (fair && first.total > nothingToGain * weight) this.#tried = true;
  }

  /**
   * @throws EngineError where it was tried and the loss fell at none of them: the picture is what it began as
   */
  check(): void {
    if (this.#fell || !this.#tried) return;
    throw new EngineError(
      'The loss did not fall at any scale, so nothing was painted: the weight options are out of proportion to each other, or the network is not suitable',
    );
  }
}

function allFinite(values: Float32Array): boolean {
  // A sum is finite only if all of it is, float64 having room enough.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return Number.isFinite(sum);
}
