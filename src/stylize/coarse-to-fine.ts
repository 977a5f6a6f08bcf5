import assert from 'node:assert';
import type { Image } from '../image.js';
import { resizeImage } from '../image-resize.js';
import type { LossTerms } from '../loss-terms.js';
import { unconvergedShare } from './convergence.js';
import type { Engine } from './engines/engine.js';
import type { FinishedFrame } from './explain/finished-frame.js';
import { checkEvaluation, DescentCheck } from './loss/checks.js';
import type { KeyGuide } from './loss/key-guide.js';
import { type LossInputs, lossInputs } from './loss/loss.js';
import { areasBesideGuide, type Paintings, type StyleAreas } from './loss/paintings.js';
import type { TemporalPrior } from './loss/prior.js';
import { Adam } from './optimisers/adam.js';
import { Lbfgs } from './optimisers/lbfgs.js';
import type { Minimisation, Minimum, Optimiser } from './optimisers/optimiser.js';
import { clamped, withCorrection } from './residual.js';
import type { Scale, Schedule } from './scales.js';
import type { Look, StylizerSettings } from './settings.js';
import type { ShotState } from './shot-state.js';

/** One evaluation of the loss, as it happens. */
export interface EvaluationEvent {
  /** Counted from 0, the coarsest. */
  readonly scale: number;
  readonly scales: number;
  /** Counted from 1 within the scale. */
  readonly evaluation: number;
  /** The most that this scale may take. */
  readonly limit: number;
  readonly loss: LossTerms;
}

/** What painting a frame takes besides pictures. */
export interface PaintOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onEvaluation?: ((event: EvaluationEvent) => void) | undefined;
  /** Called with each painting as it is finished, with all that it was painted by; a shot's first frame has two. */
  readonly onFinished?: ((frame: FinishedFrame) => void) | undefined;
  /** Where the frame is painted after which painting; absent: after the style everywhere. */
  readonly areas?: StyleAreas | undefined;
  /** What of the settings is otherwise for this frame. */
  readonly look?: Look | undefined;
  /** What key frames say about it. */
  readonly guide?: KeyGuide | undefined;
}

/** A frame that is to be painted. */
export interface UnpaintedFrame {
  /** That of its shot. */
  readonly state: ShotState;
  readonly source: Image;
  /** What the past says about it; undefined where it is not asked. */
  readonly prior: TemporalPrior | undefined;
  /** Where it starts from, at any size. */
  readonly start: Image;
  readonly schedule: Schedule;
  /**
   * Whether it goes on from its prior. The coarse scales, which give form and colour, then add what they changed where
   * the paint has not converged: nothing is blurred by going down and up again, and what is finished stays as steady
   * as the flow can hold it. Pixels that have not converged are expected to move farther: new regions get, over a few
   * frames, what a first frame finds in its long schedule.
   */
  readonly continues: boolean;
}

/** A frame that was painted, and what it cost. */
export interface Painting {
  readonly image: Image;
  /** Loss at the finest scale, weighted. */
  readonly terms: LossTerms;
  /** Over all scales. */
  readonly evaluations: number;
  /** γ of the inverse Hessian as last measured, by scale. */
  readonly inverseHessianScales: readonly (number | null)[];
}

/** Frames that continue leave a scale when the loss fell by no more than this share over this many evaluations. */
const stallOfContinued = { stallTolerance: 0.01, stallWindow: 3 };
/** Others have the time to creep. */
const stallOfFresh = { stallTolerance: 0.002, stallWindow: 12 };

/** How much farther a new pixel may be expected to move than a settled one: what it has more in the inverse Hessian. */
const extraOfUnconverged = 8;

/** Paints frames by minimising their loss scale by scale, the coarsest first. */
export class CoarseToFine {
  readonly #engine: Engine;
  readonly #settings: StylizerSettings;
  readonly #paintings: Paintings;
  readonly #optimiser: Optimiser;

  constructor(engine: Engine, settings: StylizerSettings, paintings: Paintings) {
    this.#engine = engine;
    this.#settings = settings;
    this.#paintings = paintings;
    this.#optimiser = settings.optimizer === 'adam' ? new Adam() : new Lbfgs();
  }

  /** @throws EngineError where the loss is not a number, or falls at no scale of a frame that does not continue */
  async paint(frame: UnpaintedFrame, options: PaintOptions): Promise<Painting> {
    const { state, schedule, continues, prior } = frame;
    const { signal, onEvaluation, guide } = options;
    const past = continues ? prior : undefined;
    const settings = { ...this.#settings, ...options.look };
    const weight = settings.contentWeight + settings.styleWeight;
    const descent = new DescentCheck();
    const inverseHessianScales: (number | null)[] = [];
    let image = frame.start;
    let evaluations = 0;
    let terms: LossTerms | undefined;
    for (const [index, scale] of schedule.entries()) {
      const start = clamped(resizeImage(image, scale.width, scale.height));
      const unconverged = past && unconvergedShare(past, scale, guide);
      const limit = scale.evaluations;
      let first: LossTerms | undefined;
      const minimum = await this.#minimise(frame, scale, settings, options, {
        ...(past ? stallOfContinued : stallOfFresh),
        start: start.data,
        inverseHessianScale: past && (state.inverseHessianScales[index] ?? undefined),
        inverseHessianDiagonal: unconverged?.map((share) => 1 + extraOfUnconverged * share),
        signal,
        onEvaluation: (evaluation, loss) => {
          first ??= loss;
          evaluations++;
          onEvaluation?.({ scale: index, scales: schedule.length, evaluation, limit, loss });
        },
      });
      terms = minimum.terms;
      inverseHessianScales.push(minimum.inverseHessianScale ?? null);
      descent.add(first ?? terms, terms, minimum.evaluations, limit, weight);
      const painted = { ...start, data: minimum.x };
      const finest = index === schedule.length - 1;
      image = unconverged && !finest ? withCorrection(image, start, painted, unconverged) : painted;
    }
    assert(terms, 'a schedule has a scale');
    if (!past) descent.check();
    options.onFinished?.(this.#finished(frame, clamped(image), settings, options));
    return { image, terms, evaluations, inverseHessianScales };
  }

  async #minimise(
    frame: UnpaintedFrame,
    scale: Scale,
    settings: StylizerSettings & Look,
    options: PaintOptions,
    problem: Omit<Minimisation, 'evaluate' | 'maxEvaluations' | 'octaves'>,
  ): Promise<Minimum> {
    const { width, height } = scale;
    const inputs = await this.#inputs(frame, scale, settings, options);
    await using loss = await this.#engine.loss(scale, inputs);
    return await this.#optimiser.minimise({
      ...problem,
      evaluate: async (x) => {
        const evaluation = await loss.evaluate(x);
        checkEvaluation(evaluation);
        return evaluation;
      },
      maxEvaluations: scale.evaluations,
      octaves: scale.octaves && { width, height, weights: scale.octaves },
    });
  }

  async #inputs(
    { state, source, prior }: UnpaintedFrame,
    scale: Scale,
    settings: StylizerSettings & Look,
    { areas, guide }: PaintOptions,
  ): Promise<LossInputs> {
    const { width, height } = scale;
    const normalisers = state.normalisers.find((entry) => entry.width === width && entry.height === height);
    assert(normalisers, `no normalisers for ${width}×${height}`);
    return lossInputs({
      settings,
      scale,
      source,
      prior,
      guide,
      styles: await this.#paintings.targets(scale, settings, {
        normalisers,
        areas: areasBesideGuide(areas, guide),
        colours: state.colours,
      }),
      normalisers,
      layerShape: (layer) => this.#engine.layerShape(layer, scale),
      features: (image, layers) => this.#engine.features(image, layers),
    });
  }

  #finished(
    frame: UnpaintedFrame,
    image: Image,
    settings: StylizerSettings & Look,
    options: PaintOptions,
  ): FinishedFrame {
    const { source, start, schedule } = frame;
    const scale = schedule.at(-1) as Scale;
    return {
      engine: this.#engine,
      optimiser: this.#optimiser,
      settings,
      scale,
      source,
      start: clamped(resizeImage(start, scale.width, scale.height)),
      image,
      inputs: (other) => this.#inputs(frame, { ...scale, shallow: false }, other, options),
    };
  }
}
