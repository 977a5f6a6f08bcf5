import type { ReliabilityMask } from '../../flow-field.js';
import type { Image } from '../../image.js';
import type { KeyGuide } from './key-guide.js';

/** A past stylized frame, moved onto the grid of the frame to be painted. */
export interface TemporalReference {
  /** How many frames back, ≥ 1. */
  readonly distance: number;
  /** The past stylized frame warped along the backward flow. */
  readonly warped: Image;
  /** The convergence of that frame, warped likewise; `width·height`; absent where all of it is finished. */
  readonly convergence?: Float32Array | undefined;
  /** Where that flow can be trusted. */
  readonly reliability: ReliabilityMask;
  /**
   * For luminance compensation: how much brighter the source is now than
   * the warped source was then, `width·height`.
   */
  readonly brightening?: Float32Array | undefined;
}

/** What the past says about the frame to be painted. */
export interface TemporalPrior {
  /** The weighted mean of the references. */
  readonly target: Image;
  /** Σ_j c_j: the weight of the target at each pixel, 0 where nothing is known. */
  readonly weight: Float32Array;
  /** The part of the weight that has been worked on for long: weighted by convergence, in [0,1]. */
  readonly convergence: Float32Array;
}

/**
 * The long-term consistency of Ruder et al. 2016, eq. 8–9, as one target, with
 * c the reliability to the power of ¼: reference j counts where no nearer one does,
 * c_long^j = max(c^j − Σ_{k<j} c^k, 0), and Σ_j c_j (x − ω_j)² equals
 * C (x − Σ_j c_j ω_j / C)² up to a constant, with C = Σ_j c_j.
 *
 * @param references nearest first, at least one
 */
export function combineReferences(references: readonly TemporalReference[]): TemporalPrior {
  const [nearest, ...further] = references;
  if (nearest === undefined) throw new RangeError('Expected at least one temporal reference, got none');
  const { width, height } = nearest.warped;
  const pixels = width * height;
  const target = compensated(nearest);
  const weight = trustOf(nearest);
  const convergence = worked(weight, nearest);
  if (further.length === 0) return { target, weight, convergence };
  const mean = { target: target.data.slice(), weight: weight.slice(), convergence: convergence.slice() };
  for (const reference of further) {
    const moved = compensated(reference).data;
    const trust = trustOf(reference);
    for (let p = 0; p < pixels; p++) {
      const known = mean.weight[p]!;
      const added = Math.max(trust[p]! - known, 0);
      if (added === 0) continue;
      const share = added / (known + added);
      for (let i = p; i < 3 * pixels; i += pixels) {
        mean.target[i] = mean.target[i]! + share * (moved[i]! - mean.target[i]!);
      }
      mean.weight[p] = known + added;
      mean.convergence[p] = mean.convergence[p]! + added * (reference.convergence?.[p] ?? 1);
    }
  }
  return { ...mean, target: { width, height, data: mean.target } };
}

/**
 * Reliabilities count by their fourth root. They are products of exponentials that fall steeply with noise and motion
 * blur, where the warped painting is still right enough to start from; taken as they are, such places are
 * painted anew in every frame, and neither steady nor finished.
 */
function trustOf({ reliability: { data } }: TemporalReference): Float32Array {
  const trust = new Float32Array(data.length);
  for (let p = 0; p < trust.length; p++) trust[p] = Math.sqrt(Math.sqrt(data[p]!));
  return trust;
}

/** The part of a trust that is finished. */
function worked(trust: Float32Array, { convergence }: TemporalReference): Float32Array {
  return convergence ? trust.map((c, p) => c * convergence[p]!) : trust;
}

/** ω + Y(I_t − W I_{t−1}) in every channel (ReCoNet, Gao et al. 2018, eq. 6): the light of the source is followed. */
function compensated({ warped, brightening }: TemporalReference): Image {
  if (brightening === undefined) return warped;
  const pixels = brightening.length;
  return { ...warped, data: warped.data.map((value, i) => value + brightening[i % pixels]!) };
}

/** A reference for a frame that follows one just like itself, as `image` shows it: trusted and mature everywhere. */
export function selfReference(image: Image): TemporalReference {
  const { width, height } = image;
  return {
    distance: 1,
    warped: image,
    reliability: { width, height, data: new Float32Array(width * height).fill(1) },
  };
}

/** BT.709 luma of now − luma of before, per pixel. */
export function brightening(now: Image, before: Image): Float32Array {
  const pixels = now.width * now.height;
  const luma = ({ data }: Image, p: number) =>
    0.2126 * data[p]! + 0.7152 * data[pixels + p]! + 0.0722 * data[2 * pixels + p]!;
  return Float32Array.from({ length: pixels }, (_, p) => luma(now, p) - luma(before, p));
}

/** Mean of the weights: the share of the picture that the past speaks for. */
export function reliableShare(prior: TemporalPrior): number {
  const { weight } = prior;
  let total = 0;
  for (let p = 0; p < weight.length; p++) total += weight[p]!;
  return total / weight.length;
}

/** The past beside key frames: it says nothing where they do. What they show is as steady as the past, and may differ from it. */
export function besideGuide(prior: TemporalPrior, guide: KeyGuide | undefined): TemporalPrior {
  if (guide === undefined) return prior;
  const left = (plane: Float32Array) => plane.map((value, p) => (1 - guide.weight[p]!) * value);
  return { ...prior, weight: left(prior.weight), convergence: left(prior.convergence) };
}
