import assert from 'node:assert';
import type { Image } from '../image.js';
import { resizeImage } from '../image-resize.js';
import { type LossTerms, lossTermNames, lossTerms } from '../loss-terms.js';
import { CompiledScales, type StylePicture } from './compiled-scales.js';
import { convergenceOf, unconvergedShare } from './convergence.js';
import type { Engine } from './engines/engine.js';
import { EvaluationCounter, type PaintOptions } from './evaluation-counter.js';
import { transferColours } from './initial/colour-transfer.js';
import { initialFromPrior, noiseImage } from './initial/initial-image.js';
import { checkEvaluation, checkNormalisers, DescentCheck } from './loss/checks.js';
import { lossInputs } from './loss/objective.js';
import { type LayerMetrics, measureNormalisers } from './loss/targets.js';
import {
  combineReferences,
  reliableShare,
  type TemporalPrior,
  type TemporalReference,
} from './loss/temporal.js';
import { Adam } from './optimisers/adam.js';
import { Lbfgs } from './optimisers/lbfgs.js';
import type { Minimum, Optimiser } from './optimisers/optimiser.js';
import { clamped, withCorrection } from './residual.js';
import { planSchedules, type Scale, type Schedule, scheduleFor } from './scales.js';
import type { StylizerSettings } from './settings.js';
import type { ScaleNormalisers, ShotState } from './shot-state.js';

/** A painted frame, and what it cost. */
export interface PaintedFrame {
  readonly image: Image;
  /** Loss at the finest scale, weighted. */
  readonly terms: LossTerms;
  /** Over all scales. */
  readonly evaluations: number;
  /** What the next frame of the shot starts from. */
  readonly state: ShotState;
  /** Share of the picture that the past spoke for, in [0,1]; null where it was not asked. */
  readonly reliable: number | null;
}

/** Later frames stop at a scale when the loss fell by no more than this share over this many evaluations. */
const laterStall = { tolerance: 0.01, window: 3 };
/** First frames: they have the time to creep. */
const firstStall = { tolerance: 0.002, window: 12 };

/** How much farther a new pixel may be expected to move than a settled one. */
const extraMobility = 8;

/** One scale of one frame. */
interface Task {
  readonly state: ShotState;
  readonly scale: Scale;
  readonly source: Image;
  readonly start: Image;
  readonly prior: TemporalPrior | undefined;
  readonly stall: { readonly tolerance: number; readonly window: number };
  readonly counter: EvaluationCounter;
  readonly inverseHessianScale?: number | undefined;
  readonly mobility?: Float32Array;
  readonly descent?: DescentCheck;
}

/**
 * Paints frames of one size in one style. The state of a shot is handed in and
 * out; what the stylizer keeps itself (targets of the style, compiled losses)
 * depends on the settings only.
 */
export class Stylizer implements AsyncDisposable {
  readonly schedules: { readonly first: Schedule; readonly later: Schedule };
  readonly #engine: Engine;
  readonly #metrics: LayerMetrics;
  readonly #settings: StylizerSettings;
  readonly #optimiser: Optimiser;
  readonly #compiled: CompiledScales;
  readonly #pastFrames: number;

  /**
   * @param pastFrames how many frames back the temporal loss looks, ≥ 1
   */
  constructor(
    engine: Engine,
    metrics: LayerMetrics,
    settings: StylizerSettings,
    style: StylePicture,
    size: { readonly width: number; readonly height: number },
    pastFrames = 1,
  ) {
    this.#engine = engine;
    this.#metrics = metrics;
    this.#settings = settings;
    this.#compiled = new CompiledScales(engine, settings, style);
    this.#pastFrames = pastFrames;
    this.#optimiser = settings.optimizer === 'adam' ? new Adam() : new Lbfgs();
    this.schedules = planSchedules(size.width, size.height, settings);
  }

  /** The first frame of a shot: its full schedule, from its own content or from noise. */
  async paintFirst(source: Image, shot: number, options: PaintOptions = {}): Promise<PaintedFrame> {
    const normalisers: ScaleNormalisers[] = [];
    for (const { width, height } of this.#allScales()) {
      const targets = await this.#compiled.styleTargets({ width, height });
      const sized = resizeImage(source, width, height);
      const measured = await measureNormalisers(this.#engine, sized, targets, this.#metrics, this.#settings);
      checkNormalisers(measured);
      normalisers.push(measured);
    }
    const terms = lossTerms(lossTermNames.map(() => 0));
    const state: ShotState = { shot, painted: 0, terms, normalisers, past: [], inverseHessianScales: [] };
    return this.paintAlone(state, source, options);
  }

  /** A later frame without regard to the past: a first frame's full schedule, by the shot's normalisers. */
  paintAlone(state: ShotState, source: Image, options: PaintOptions = {}): Promise<PaintedFrame> {
    return this.#paintAfresh(state, source, undefined, options);
  }

  async #paintAfresh(
    state: ShotState,
    source: Image,
    prior: TemporalPrior | undefined,
    options: PaintOptions,
  ): Promise<PaintedFrame> {
    const { width, height } = this.schedules.first[0] as Scale;
    let image =
      this.#settings.initialisation === 'noise'
        ? noiseImage(width, height, this.#settings.seed)
        : transferColours(resizeImage(source, width, height), this.#compiled.colours);
    const counter = new EvaluationCounter(this.schedules.first, options);
    const descent = new DescentCheck();
    let minimum: Minimum | undefined;
    for (const scale of this.schedules.first) {
      const start = clamped(resizeImage(image, scale.width, scale.height));
      minimum = await this.#minimise({
        state,
        scale,
        source,
        start,
        prior,
        stall: firstStall,
        counter,
        descent,
      });
      image = { width: scale.width, height: scale.height, data: minimum.x };
    }
    descent.check();
    const scales = state.inverseHessianScales;
    return this.#painted(state, source, image, minimum as Minimum, counter.evaluations, scales, prior);
  }

  /**
   * A later frame, from its warped predecessors. The coarse scales, which give
   * form and colour, add what they changed where the paint has not converged:
   * nothing is blurred by going down and up again, and what is finished
   * stays as steady as the flow can hold it. Pixels that have not converged are
   * expected to move farther: new regions get, over a few frames, what a first
   * frame finds in its long schedule.
   *
   * @param references nearest first, at least one
   */
  async paintNext(
    state: ShotState,
    source: Image,
    references: readonly TemporalReference[],
    options: PaintOptions = {},
  ): Promise<PaintedFrame> {
    const prior = combineReferences(references);
    if (this.#settings.nextInitialisation === 'fresh')
      return this.#paintAfresh(state, source, prior, options);
    let image = initialFromPrior(source, prior);
    const schedule = scheduleFor(this.schedules.later, 1 - reliableShare(prior), this.#settings.iterations);
    const counter = new EvaluationCounter(schedule, options);
    const inverseHessianScales: (number | null)[] = [];
    let minimum: Minimum | undefined;
    for (const [index, scale] of schedule.entries()) {
      const start = clamped(resizeImage(image, scale.width, scale.height));
      const unconverged = unconvergedShare(prior, scale);
      minimum = await this.#minimise({
        state,
        scale,
        source,
        start,
        prior,
        stall: laterStall,
        counter,
        inverseHessianScale: state.inverseHessianScales[index] ?? undefined,
        mobility: unconverged.map((share) => 1 + extraMobility * share),
      });
      inverseHessianScales.push(minimum.inverseHessianScale ?? null);
      const painted = { ...start, data: minimum.x };
      image = index === schedule.length - 1 ? painted : withCorrection(image, start, painted, unconverged);
    }
    return this.#painted(
      state,
      source,
      image,
      minimum as Minimum,
      counter.evaluations,
      inverseHessianScales,
      prior,
    );
  }

  /** A frame whose source is the same as its predecessor's: the same picture again, at no evaluation. */
  repeat(state: ShotState): PaintedFrame {
    const newest = state.past[0];
    assert(newest, 'only a painted frame can be repeated');
    const past = [newest, ...state.past].slice(0, this.#pastFrames);
    return {
      image: newest.stylized,
      terms: state.terms,
      evaluations: 0,
      reliable: 1,
      state: { ...state, painted: state.painted + 1, past },
    };
  }

  /** Releases the compiled losses; the engine stays open. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#compiled[Symbol.asyncDispose]();
  }

  #painted(
    state: ShotState,
    source: Image,
    image: Image,
    { terms }: Minimum,
    evaluations: number,
    inverseHessianScales: readonly (number | null)[],
    prior: TemporalPrior | undefined,
  ): PaintedFrame {
    const past = [{ source, stylized: image, convergence: convergenceOf(image, prior) }, ...state.past].slice(
      0,
      this.#pastFrames,
    );
    const next: ShotState = { ...state, painted: state.painted + 1, terms, past, inverseHessianScales };
    return { image, terms, evaluations, state: next, reliable: prior ? reliableShare(prior) : null };
  }

  async #minimise({ state, scale, source, start, prior, stall, counter, ...task }: Task): Promise<Minimum> {
    const { width, height } = scale;
    const loss = await this.#compiled.loss(scale);
    const normalisers = state.normalisers.find((entry) => entry.width === width && entry.height === height);
    assert(normalisers, `no normalisers for ${width}×${height}`);
    const targets = await this.#compiled.styleTargets(scale);
    const context = { engine: this.#engine, settings: this.#settings, scale, targets, normalisers };
    await loss.setInputs(await lossInputs(context, source, prior));
    let first: LossTerms | undefined;
    const minimum = await this.#optimiser.minimise({
      start: start.data,
      evaluate: async (x) => {
        const evaluation = await loss.evaluate(x);
        checkEvaluation(evaluation);
        first ??= evaluation.terms;
        return evaluation;
      },
      maxEvaluations: scale.evaluations,
      stallTolerance: stall.tolerance,
      stallWindow: stall.window,
      inverseHessianScale: task.inverseHessianScale,
      mobility: task.mobility,
      octaves: scale.octaves && { width, height, weights: scale.octaves },
      signal: counter.signal,
      onEvaluation: (evaluation, terms) => counter.count(scale, evaluation, terms),
    });
    const weight = this.#settings.contentWeight + this.#settings.styleWeight;
    task.descent?.add(first as LossTerms, minimum.terms, minimum.evaluations, scale.evaluations, weight);
    return minimum;
  }

  #allScales(): Scale[] {
    const bySize = new Map<string, Scale>();
    for (const scale of [...this.schedules.first, ...this.schedules.later]) {
      bySize.set(`${scale.width}×${scale.height}`, scale);
    }
    return [...bySize.values()];
  }
}
