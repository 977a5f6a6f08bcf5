import { type LossTermName, lossTermNames } from '../../loss-terms.js';
import { type LossInputs, terms } from '../loss/loss.js';
import type { TermInputs } from '../loss/term.js';

/** The same loss with each part's value multiplied by a factor. */
export function scaledInputs(
  inputs: LossInputs,
  factor: (term: LossTermName, layer: string) => number,
): LossInputs {
  const entries = lossTermNames.map((term) => {
    const layers: Readonly<Record<string, TermInputs>> = inputs[term] ?? {};
    const scaled = Object.entries(layers).map(([layer, given]) => [
      layer,
      scaledBy(given, terms[term].rate, factor(term, layer)),
    ]);
    return [term, Object.fromEntries(scaled)];
  });
  return Object.fromEntries(entries);
}

function scaledBy(inputs: TermInputs, rate: string, factor: number): TermInputs {
  const entries = Object.entries(inputs).map(([name, values]) => [
    name,
    name.replace(/\d+$/, '') === rate ? values?.map((value) => value * factor) : values,
  ]);
  return Object.fromEntries(entries);
}
