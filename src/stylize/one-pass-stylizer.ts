import type { Image, Size } from '../image.js';
import type { PaintOptions } from './coarse-to-fine.js';
import {
  type FrameManner,
  type FrameStylizer,
  givenFrame,
  type PaintedFrame,
  repeatedFrame,
} from './frame-stylizer.js';
import { withGuide } from './initial/from-guide.js';
import {
  combineReferences,
  reliableShare,
  type TemporalPrior,
  type TemporalReference,
} from './loss/prior.js';
import type { ShotState } from './shot-state.js';
import { heldSteady } from './style-network/hold-steady.js';

/** How frames that are painted in one pass are held to the past. */
export interface Holding {
  /** Of the frames, their margin included. */
  readonly size: Size;
  /** Share of the warped past in a frame where it is trusted fully, in [0,1]. */
  readonly hold: number;
  /** How many frames back is looked, ≥ 1. */
  readonly pastFrames: number;
}

/**
 * Paints frames in one pass each. Where the past is trusted, a frame is held steady by it:
 * x ← x + hold · weight · (warped past − x), and gets back the fine detail that this takes. Where key frames say what it
 * is, it is that.
 */
export abstract class OnePassStylizer implements FrameStylizer {
  readonly schedules = { first: [], later: [] };
  readonly settlesFirst = false;
  readonly #holding: Holding;

  constructor(holding: Holding) {
    this.#holding = holding;
  }

  /**
   * A frame by itself, in [0,1]; what the past says of it is there to be looked at.
   */
  protected abstract paint(
    source: Image,
    prior: TemporalPrior | undefined,
    manner: FrameManner,
  ): Promise<Image>;

  paintFirst(source: Image, shot: number, options: PaintOptions = {}): Promise<PaintedFrame> {
    const state: ShotState = {
      shot,
      painted: 0,
      terms: null,
      normalisers: [],
      past: [],
      inverseHessianScales: [],
    };
    return this.paintAlone(state, source, options);
  }

  async paintAlone(
    state: ShotState,
    source: Image,
    { signal, guide, ...manner }: PaintOptions = {},
  ): Promise<PaintedFrame> {
    signal?.throwIfAborted();
    if (guide?.given) return givenFrame(state, source, guide, this.#holding.pastFrames);
    const alone = await this.paint(source, undefined, manner);
    return this.#painted(state, source, withGuide(alone, guide), null);
  }

  async paintNext(
    state: ShotState,
    source: Image,
    references: readonly TemporalReference[],
    { signal, guide, ...manner }: PaintOptions = {},
  ): Promise<PaintedFrame> {
    signal?.throwIfAborted();
    if (guide?.given) return givenFrame(state, source, guide, this.#holding.pastFrames);
    const prior = combineReferences(references);
    const hold = manner.look?.hold ?? this.#holding.hold;
    const image = heldSteady(await this.paint(source, prior, manner), prior, hold);
    return this.#painted(state, source, withGuide(image, guide), reliableShare(prior));
  }

  repeat(state: ShotState): PaintedFrame {
    return repeatedFrame(state, this.#holding.pastFrames);
  }

  #painted(state: ShotState, source: Image, image: Image, reliable: number | null): PaintedFrame {
    const past = [{ source, stylized: image }, ...state.past].slice(0, this.#holding.pastFrames);
    // Nothing of it has to settle.
    const { settled: _, ...before } = state;
    return {
      image,
      terms: null,
      evaluations: 0,
      state: { ...before, painted: state.painted + 1, terms: null, past },
      reliable,
    };
  }
}
