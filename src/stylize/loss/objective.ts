import assert from 'node:assert';
import type { Image } from '../../image.js';
import { resizeImage, resizePlane } from '../../image-resize.js';
import type { Engine } from '../engines/engine.js';
import type { Scale } from '../scales.js';
import type { StylizerSettings } from '../settings.js';
import type { ScaleNormalisers } from '../shot-state.js';
import type { LayerStatistics, LossInputs } from './loss.js';
import { styleTermWeights } from './style.js';
import { activeLayers, styleLayersAt } from './targets.js';
import type { TemporalPrior } from './temporal.js';

/** A frame at one scale, and what it is measured against there. */
export interface ObjectiveContext {
  readonly engine: Engine;
  readonly settings: StylizerSettings;
  readonly scale: Scale;
  /** The style's statistics at this scale, by active style layer. */
  readonly targets: readonly LayerStatistics[];
  /** The shot's, at this scale. */
  readonly normalisers: ScaleNormalisers;
}

/**
 * The loss of a frame at one scale. Every term is a mean, relative to what the
 * shot's first source frame had, so that the weights mean the same at every
 * size, for every layer and picture:
 *
 *   content  contentWeight · Σ_l w_l ‖F_l − P_l‖² / ‖P_l of the shot's first frame‖²
 *   style    styleWeight · Σ_l w_l (‖μ_l − μ*_l‖² / n_l + ‖Σ_l − Σ*_l‖² / m_l) / 2
 *   temporal temporalWeight · mean of c (0.1 + 0.9 k) (x − ω)², k the convergence of ω
 *
 * with the layer weights w summing to 1 within each term.
 */
export async function lossInputs(
  { engine, settings, scale, targets, normalisers }: ObjectiveContext,
  source: Image,
  prior: TemporalPrior | undefined,
): Promise<LossInputs> {
  const { width, height } = scale;
  const contentLayers = activeLayers(settings.contentLayers);
  const styleLayers = styleLayersAt(settings, scale);
  const sized = resizeImage(source, width, height);
  const features = await engine.features(
    sized,
    contentLayers.map(({ layer }) => layer),
  );
  const contentTotal = contentLayers.reduce((sum, { weight }) => sum + weight, 0);
  return {
    contentTargets: features.map(({ data }) => data),
    contentWeights: contentLayers.map(
      ({ weight }, i) => (settings.contentWeight * weight) / (contentTotal * normalisers.content[i]!),
    ),
    styleTargets: styleLayers.map(({ index }) => at(targets, index)),
    styleWeights: styleLayers.map(({ index, share }) =>
      styleTermWeights(settings.styleLoss, settings.styleWeight * share, at(normalisers.style, index)),
    ),
    ...temporalInputs(prior, settings, width, height),
    tvWeight: settings.tvWeight,
  };
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  assert(value !== undefined, `nothing at ${index} of ${values.length}`);
  return value;
}

/** Share of the temporal weight that holds paint which has not converged at all. */
const weightOfNew = 0.1;

/**
 * The past as a loss. A pixel is held to it by its trust and, all but a tenth, by its convergence: what was uncovered
 * a frame ago is still to be painted, what is finished is to stay. The style statistics stay unweighted: giving untrusted pixels more weight in them was
 * tried (four and ten times their area) and left both them and the rest farther from the style.
 */
function temporalInputs(
  prior: TemporalPrior | undefined,
  { temporalWeight }: StylizerSettings,
  width: number,
  height: number,
): Pick<LossInputs, 'temporalTarget' | 'temporalWeight'> {
  if (prior === undefined || temporalWeight === 0) return {};
  const { width: fullWidth, height: fullHeight } = prior.target;
  const factor = temporalWeight / (3 * width * height);
  const held = prior.weight.map((trust, p) => {
    return factor * (weightOfNew * trust + (1 - weightOfNew) * prior.convergence[p]!);
  });
  return {
    temporalTarget: resizeImage(prior.target, width, height).data,
    temporalWeight: resizePlane(held, fullWidth, fullHeight, width, height),
  };
}
