import type { Image } from '../../image.js';
import { type LossTermName, lossTermNames } from '../../loss-terms.js';
import { checkEvaluation } from '../loss/checks.js';
import type { LossInputs } from '../loss/loss.js';
import type { StylizerSettings } from '../settings.js';
import type { FinishedFrame } from './finished-frame.js';
import type { FrameExplanation, TermDistances, WeightTry } from './frame-explanation.js';
import { isCoarserOnly, weightOf } from './parts.js';
import { scaledInputs } from './scaled-inputs.js';

/** Evaluations of each try: enough to see where a weight leads. */
const evaluations = 8;

/** What a weight of 0 is tried with, where its term is to have a say: a tenth of the loss, or its usual value. */
const usual = { content: 1, style: 30, temporal: 2000, keyframe: 20_000 } as const;
const sayOfSmoothing = 0.1;

/**
 * Goes on from the painted picture, with the weights as they are and with each of them doubled.
 *
 * @param unit the loss with every weight 1
 */
export async function tryWeights(
  frame: FinishedFrame,
  unit: LossInputs,
  signal: AbortSignal | undefined,
): Promise<Pick<FrameExplanation, 'distances' | 'tries'>> {
  const { engine, settings, scale, image } = frame;
  const present = lossTermNames.filter((term) => Object.keys(unit[term] ?? {}).length > 0);
  const atFinest = (weights: Weights) =>
    scaledInputs(unit, (term, layer) => (isCoarserOnly(frame, term, layer) ? 0 : weights[term]));
  // At all layers, those of the coarser scales too: what they tell of the picture does not hang on the scale.
  await using all = await engine.loss(scale, unit);
  const measured = async (x: Float32Array): Promise<TermDistances> => {
    const { terms } = await all.evaluate(x);
    return Object.fromEntries(
      lossTermNames.map((term) => [term, present.includes(term) ? terms[term] : undefined]),
    ) as TermDistances;
  };
  const own = weightsOf(settings);
  const distances = await measured(image.data);
  const tries: WeightTry[] = [];
  for (const changed of [undefined, ...present]) {
    signal?.throwIfAborted();
    const before = changed ? own[changed] : 0;
    const after = changed ? raised(changed, own, distances) : 0;
    if (!Number.isFinite(after)) continue;
    await using loss = await engine.loss(scale, atFinest(changed ? { ...own, [changed]: after } : own));
    const { x } = await frame.optimiser.minimise({
      start: image.data,
      evaluate: async (at) => {
        const evaluation = await loss.evaluate(at);
        checkEvaluation(evaluation);
        return evaluation;
      },
      maxEvaluations: evaluations,
      stallTolerance: 0,
      stallWindow: 1,
      signal,
    });
    const tried: Image = { ...image, data: x };
    tries.push({
      option: changed && `${changed}Weight`,
      before,
      after,
      image: tried,
      distances: await measured(x),
      change: apart(image, tried),
    });
  }
  return { distances, tries };
}

type Weights = Record<LossTermName, number>;

function weightsOf(settings: StylizerSettings): Weights {
  return Object.fromEntries(lossTermNames.map((term) => [term, weightOf(settings, term)])) as Weights;
}

/** Twice a weight, or something where that is nothing. */
function raised(term: LossTermName, own: Weights, distances: TermDistances): number {
  if (own[term] > 0) return 2 * own[term];
  if (term !== 'tv') return usual[term];
  const others = (['content', 'style', 'temporal', 'keyframe'] as const).map(
    (name) => own[name] * (distances[name] ?? 0),
  );
  const total = others.reduce((sum, value) => sum + value, 0);
  return Number(((sayOfSmoothing * total) / (distances.tv || Number.NaN)).toPrecision(1));
}

/** The root mean square of the difference of two pictures. */
function apart(a: Image, b: Image): number {
  const sum = a.data.reduce((total, value, i) => total + (value - b.data[i]!) ** 2, 0);
  return Math.sqrt(sum / a.data.length);
}
