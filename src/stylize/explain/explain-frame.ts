import type { Image } from '../../image.js';
import { type LossTermName, lossTermNames } from '../../loss-terms.js';
import type { LossInputs } from '../loss/loss.js';
import type { StylizerSettings } from '../settings.js';
import { advise } from './advice.js';
import type { FinishedFrame } from './finished-frame.js';
import type { ExplainedPart, FrameExplanation } from './frame-explanation.js';
import { isCoarserOnly, shareOf, weightOf } from './parts.js';
import { scaledInputs } from './scaled-inputs.js';
import { tryWeights } from './try-weights.js';

/**
 * Finds out why a frame looks as it does: each part of the loss is evaluated alone, at the source, at what the frame was
 * started from and at what it became; then some more evaluations are tried from there, with one weight changed at a
 * time. It takes about as many evaluations as three later frames, and changes nothing of the frame.
 *
 * @throws EngineError as painting; rejects with the signal's reason
 */
export async function explainFrame(frame: FinishedFrame, signal?: AbortSignal): Promise<FrameExplanation> {
  const { source, image } = frame;
  const unit = await frame.inputs(unitSettings(frame.settings));
  const parts: ExplainedPart[] = [];
  for (const term of lossTermNames) {
    for (const layer of Object.keys(unit[term] ?? {})) {
      signal?.throwIfAborted();
      parts.push(await explainPart(frame, unit, term, layer));
    }
  }
  const { distances, tries } = await tryWeights(frame, unit, signal);
  return { source, painted: image, parts, distances, tries, advice: advise(parts, distances, tries) };
}

/** The settings with every term in the loss, at weight 1. */
function unitSettings(settings: StylizerSettings): StylizerSettings {
  return { ...settings, contentWeight: 1, styleWeight: 1, temporalWeight: 1, tvWeight: 1, keyframeWeight: 1 };
}

async function explainPart(
  { engine, settings, scale, source, start, image }: FinishedFrame,
  unit: LossInputs,
  term: LossTermName,
  layer: string,
): Promise<ExplainedPart> {
  const alone = scaledInputs(unit, (name, at) => (name === term && at === layer ? 1 : 0));
  await using loss = await engine.loss(scale, alone);
  const valueAt = async ({ data }: Image) => (await loss.evaluate(data)).terms[term];
  const [atSource, atStart] = [await valueAt(source), await valueAt(start)];
  const { terms, gradient } = await loss.evaluate(image.data);
  const coarserOnly = isCoarserOnly({ settings, scale }, term, layer);
  const weight = weightOf(settings, term);
  const share = shareOf(settings, term, layer);
  const pull = coarserOnly ? new Float32Array(gradient.length / 3) : lengths(gradient, weight);
  return {
    term,
    layer,
    distance: { source: atSource / share, start: atStart / share, painted: terms[term] / share },
    loss: coarserOnly ? 0 : weight * terms[term],
    pull,
    strength: Math.sqrt(pull.reduce((sum, value) => sum + value * value, 0) / pull.length),
    coarserOnly,
  };
}

/** By pixel, the length of a vector of three colours, CHW, times a factor. */
function lengths(gradient: Float32Array, factor: number): Float32Array {
  const pixels = gradient.length / 3;
  return Float32Array.from({ length: pixels }, (_, p) => {
    const [r, g, b] = [gradient[p]!, gradient[p + pixels]!, gradient[p + 2 * pixels]!];
    return factor * Math.hypot(r, g, b);
  });
}
