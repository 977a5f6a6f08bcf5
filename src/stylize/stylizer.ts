import type { Image } from '../image.js';
import { resizeImage } from '../image-resize.js';
import { lossTermNames, lossTerms } from '../loss-terms.js';
import { CoarseToFine, type Painting, type PaintOptions, type UnpaintedFrame } from './coarse-to-fine.js';
import { convergenceOf } from './convergence.js';
import type { Engine } from './engines/engine.js';
import { type FrameStylizer, givenFrame, type PaintedFrame, repeatedFrame } from './frame-stylizer.js';
import { type ColourStatistics, colourStatistics } from './initial/colour-transfer.js';
import { withGuide } from './initial/from-guide.js';
import { initialFromPrior, noiseImage } from './initial/initial-image.js';
import { inPaintingColours, mixColours } from './initial/painting-colours.js';
import { lagOf, reopened, settledAfter } from './lag.js';
import { Paintings } from './loss/paintings.js';
import {
  besideGuide,
  combineReferences,
  reliableShare,
  type TemporalPrior,
  type TemporalReference,
} from './loss/prior.js';
import { type LayerMetrics, type StylePicture, Targets } from './loss/targets.js';
import type { Size } from './network/layers.js';
import { planSchedules, type Scale, type Schedule, scheduleFor } from './scales.js';
import type { StylizerSettings } from './settings.js';
import type { ScaleNormalisers, ShotState } from './shot-state.js';

/** Share of a frame that counts as untrusted, for the evaluations that it gets, where the look has changed altogether. */
const openedShare = 0.32;

/**
 * Paints frames by optimising them. What the stylizer keeps itself (what was measured of the style)
 * depends on the settings only.
 */
export class Stylizer implements FrameStylizer {
  readonly settlesFirst = true;
  readonly schedules: { readonly first: Schedule; readonly later: Schedule };
  readonly #settings: StylizerSettings;
  readonly #paintings: Paintings;
  /** Of each painting. */
  readonly #colours: readonly ColourStatistics[];
  readonly #coarseToFine: CoarseToFine;
  readonly #pastFrames: number;
  #shotColours: ColourStatistics | undefined;

  /**
   * @param styles the style, one for each share of `settings.blend`, then one for each region with a painting of its own
   * @param pastFrames how many frames back the temporal loss looks, ≥ 1
   */
  constructor(
    engine: Engine,
    metrics: LayerMetrics,
    settings: StylizerSettings,
    styles: readonly StylePicture[],
    size: Size,
    pastFrames = 1,
  ) {
    this.#settings = settings;
    const targets = styles.map((style) => new Targets(engine, metrics, settings, style));
    this.#paintings = new Paintings(engine, targets);
    this.#colours = styles.map(({ picture }) => colourStatistics(picture));
    this.#coarseToFine = new CoarseToFine(engine, settings, this.#paintings);
    this.#pastFrames = pastFrames;
    this.schedules = planSchedules(size.width, size.height, settings);
  }

  /** Shots that begin from now on have these colours, where the painting is seen in them; those of their first frame otherwise. */
  openShot(colours: ColourStatistics): void {
    this.#shotColours = colours;
  }

  /** Its full schedule, from its own content or from noise. */
  async paintFirst(source: Image, shot: number, options: PaintOptions = {}): Promise<PaintedFrame> {
    const colours = this.#settings.matchColours ? (this.#shotColours ?? colourStatistics(source)) : undefined;
    const normalisers: ScaleNormalisers[] = [];
    for (const { width, height } of [...this.schedules.first, ...this.schedules.later]) {
      if (normalisers.some((known) => known.width === width && known.height === height)) continue;
      const scaled = resizeImage(source, width, height);
      normalisers.push(await this.#paintings.normalisers(scaled, this.#settings, colours));
    }
    const terms = lossTerms(lossTermNames.map(() => 0));
    const state: ShotState = {
      shot,
      painted: 0,
      terms,
      normalisers,
      ...(colours && { colours }),
      past: [],
      inverseHessianScales: [],
    };
    return this.paintAlone(state, source, options);
  }

  /** A first frame's full schedule, by the shot's normalisers. */
  async paintAlone(state: ShotState, source: Image, options: PaintOptions = {}): Promise<PaintedFrame> {
    if (options.guide?.given)
      return givenFrame(this.#settled(state, options), source, options.guide, this.#pastFrames);
    return this.#paintAfresh(state, source, undefined, options);
  }

  async paintNext(
    state: ShotState,
    source: Image,
    references: readonly TemporalReference[],
    options: PaintOptions = {},
  ): Promise<PaintedFrame> {
    const { guide } = options;
    if (guide?.given) return givenFrame(this.#settled(state, options), source, guide, this.#pastFrames);
    const past = combineReferences(references);
    const lag = options.look ? lagOf(state.settled, { ...this.#settings, ...options.look }) : 0;
    const prior = besideGuide(reopened(past, lag), guide);
    if (this.#settings.nextInitialisation === 'fresh')
      return this.#paintAfresh(state, source, prior, options);
    const start = withGuide(initialFromPrior(source, past), guide);
    const untrusted = Math.max(1 - reliableShare(past), openedShare * lag);
    const schedule = scheduleFor(this.schedules.later, untrusted, this.#settings.iterations);
    const frame = { state, source, prior, start, schedule, continues: true };
    return this.#painted(frame, await this.#coarseToFine.paint(frame, options), past, options);
  }

  async #paintAfresh(
    state: ShotState,
    source: Image,
    prior: TemporalPrior | undefined,
    options: PaintOptions,
  ): Promise<PaintedFrame> {
    const { width, height } = this.schedules.first[0] as Scale;
    const start =
      this.#settings.initialisation === 'noise'
        ? noiseImage(width, height, this.#settings.seed)
        : this.#inColours(resizeImage(source, width, height), source, state, options);
    const begun = withGuide(start, options.guide);
    const frame = { state, source, prior, start: begun, schedule: this.schedules.first, continues: false };
    const painting = await this.#coarseToFine.paint(frame, options);
    // Those of the later frames' schedule stay.
    const kept = { ...painting, inverseHessianScales: state.inverseHessianScales };
    return this.#painted(frame, kept, prior, options);
  }

  /** A picture in the colours of what it is painted after. */
  #inColours(
    image: Image,
    frame: Size,
    { colours: ofShot }: ShotState,
    { areas, look }: PaintOptions,
  ): Image {
    if (ofShot)
      return inPaintingColours(
        image,
        frame,
        areas,
        this.#colours.map(() => ofShot),
      );
    const { blend = this.#settings.blend } = look ?? {};
    const rest = 1 - blend.reduce((sum, share) => sum + share, 0);
    const shares = [rest, ...blend].map((share, i) => ({ share, colours: this.#colours[i]! }));
    const ofRegions = this.#colours.slice(1 + blend.length);
    return inPaintingColours(image, frame, areas, [mixColours(shares), ...ofRegions]);
  }

  /** @param past what it was painted from, as far as that had converged */
  #painted(
    { state, source }: UnpaintedFrame,
    { image, terms, evaluations, inverseHessianScales }: Painting,
    past: TemporalPrior | undefined,
    options: PaintOptions,
  ): PaintedFrame {
    const newest = { source, stylized: image, convergence: convergenceOf(image, past, options.guide) };
    const next = {
      ...this.#settled(state, options),
      painted: state.painted + 1,
      terms,
      past: [newest, ...state.past].slice(0, this.#pastFrames),
      inverseHessianScales,
    };
    return { image, terms, evaluations, state: next, reliable: past ? reliableShare(past) : null };
  }

  /** The state whose paint has gone on towards the look of a frame. */
  #settled(state: ShotState, { look }: PaintOptions): ShotState {
    if (look === undefined) return state;
    return { ...state, settled: settledAfter(state.settled, { ...this.#settings, ...look }) };
  }

  repeat(state: ShotState): PaintedFrame {
    return repeatedFrame(state, this.#pastFrames);
  }
}
