import type { FlowEstimator } from '../../flow/estimator.js';
import type { Image } from '../../image.js';
import type { DistanceNetwork } from './distance-network.js';
import { estimateTrustedFlow, type TrustedFlow } from './trusted-flow.js';

/** A frame of the source and what the renders made of it; all of one size. */
export interface AlignedFrame {
  /** From 0 within the part that is measured. */
  readonly index: number;
  /** The source's own number of it, from 0; its index where absent. */
  readonly frame?: number;
  /** Seconds, strictly ascending: source time, where frames come from clips. */
  readonly time: number;
  readonly source: Image;
  readonly renders: readonly Image[];
}

/** What is measured, and with what. */
export interface FrameMeasures {
  readonly estimator: FlowEstimator;
  /** Gaps of the warping error, each an integer ≥ 1. Default [1]. */
  readonly gaps?: readonly number[] | undefined;
  /** Costs a flow of every render. Default false. */
  readonly tof?: boolean | undefined;
  /** Default false. */
  readonly flicker?: boolean | undefined;
  /** Content distance, and style distance where there is a style, of the frames whose index `sampled` holds. */
  readonly distances?:
    | {
        readonly network: DistanceNetwork;
        readonly style?: Image | undefined;
        readonly sampled: ReadonlySet<number>;
      }
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Two frames of one shot, and the source's motion between them as far as it is known. */
export interface TrustedPair {
  readonly gap: number;
  readonly earlier: AlignedFrame;
  readonly later: AlignedFrame;
  readonly trusted: TrustedFlow;
}

/** What the measures of a frame are computed from: its pictures, and the frames before it in its shot. */
export class FrameContext {
  readonly frame: AlignedFrame;
  readonly source: Image;
  readonly renders: readonly Image[];
  readonly settings: FrameMeasures;
  /** The frame so many frames before; undefined in another shot or before the clip. */
  readonly earlier: (gap: number) => Promise<AlignedFrame | undefined>;
  readonly #pairs = new Map<number, Promise<TrustedPair | undefined>>();

  constructor(
    frame: AlignedFrame,
    settings: FrameMeasures,
    earlier: (gap: number) => Promise<AlignedFrame | undefined>,
  ) {
    this.frame = frame;
    this.source = frame.source;
    this.renders = frame.renders;
    this.settings = settings;
    this.earlier = earlier;
  }

  get gaps(): readonly number[] {
    return this.settings.gaps ?? [1];
  }

  /** The pair with the frame `gap` frames before, its flow estimated once; undefined where there is none. */
  pair(gap: number): Promise<TrustedPair | undefined> {
    const known = this.#pairs.get(gap) ?? this.#estimate(gap);
    this.#pairs.set(gap, known);
    return known;
  }

  async #estimate(gap: number): Promise<TrustedPair | undefined> {
    const earlier = await this.earlier(gap);
    if (earlier === undefined) return undefined;
    const { estimator, signal } = this.settings;
    const trusted = await estimateTrustedFlow(estimator, earlier.source, this.source, signal);
    return { gap, earlier, later: this.frame, trusted };
  }
}
