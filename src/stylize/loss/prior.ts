import type { ReliabilityMask } from '../../flow-field.js';
import type { Image } from '../../image.js';
import type { KeyGuide } from './key-guide.js';

/** A past stylized frame, moved onto the grid of the frame to be painted. */
export interface TemporalReference {
  /** How many frames back, ≥ 1. */
  readonly distance: number;
  /** The past stylized frame warped along the backward flow. */
  readonly warped: Image;
  /** The convergence of that frame, warped likewise; `width·height`. */
  readonly convergence: Float32Array;
  /** Where that flow can be trusted. */
  readonly reliability: ReliabilityMask;
  /**
   * For luminance compensation: how much brighter the source is now than
   * the warped source was then, `width·height`.
   */
  readonly brightening?: Float32Array | undefined;
}

/**
 * Reliabilities count by their fourth root. They are products of exponentials that fall steeply with noise and motion
 * blur, where the warped painting is still right enough to start from; taken as they are, such places are
 * painted anew in every frame, and neither steady nor finished.
 */
const trusted = (c: number): number => Math.sqrt(Math.sqrt(c));

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
  const weight = trustOf(nearest);
  const convergence = weight.map((c, p) => c * nearest.convergence[p]!);
  const data = compensated(nearest);
  for (const reference of further) {
    const moved = compensated(reference);
    const trust = trustOf(reference);
    for (let p = 0; p < pixels; p++) {
      const known = weight[p]!;
      const added = Math.max(trust[p]! - known, 0);
      if (added === 0) continue;
      const share = added / (known + added);
      for (let i = p; i < 3 * pixels; i += pixels) {
        data[i] = data[i]! + share * (moved[i]! - data[i]!);
      }
      weight[p] = known + added;
      convergence[p] = convergence[p]! + added * reference.convergence[p]!;
    }
  }
  return { target: { width, height, data }, weight, convergence };
}

function trustOf({ reliability }: TemporalReference): Float32Array {
  return reliability.data.map(trusted);
}

/** ω + Y(I_t − W I_{t−1}) in every channel (ReCoNet, Gao et al. 2018, eq. 6): the light of the source is followed. */
function compensated({ warped, brightening }: TemporalReference): Float32Array {
  if (brightening === undefined) return warped.data.slice();
  const pixels = brightening.length;
  const data = warped.data.slice();
  for (let i = 0; i < data.length; i++) data[i] = data[i]! + brightening[i % pixels]!;
  return data;
}

/** A reference for a frame that follows one just like itself, as `image` shows it: trusted and mature everywhere. */
export function selfReference(image: Image): TemporalReference {
  const { width, height } = image;
  const everywhere = new Float32Array(width * height).fill(1);
  return {
    distance: 1,
    warped: image,
    convergence: everywhere,
    reliability: { width, height, data: everywhere },
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
  let total = 0;
  for (const value of prior.weight) total += value;
  return total / prior.weight.length;
}

/** The past beside key frames: it says nothing where they do. What they show is as steady as the past, and may differ from it. */
export function besideGuide(prior: TemporalPrior, guide: KeyGuide | undefined): TemporalPrior {
  if (guide === undefined) return prior;
  const left = (plane: Float32Array) => plane.map((value, p) => (1 - guide.weight[p]!) * value);
  return { ...prior, weight: left(prior.weight), convergence: left(prior.convergence) };
}
