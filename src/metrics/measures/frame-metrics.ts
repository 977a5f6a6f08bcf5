/** A value of the render and the source's own, measured in the same way at the same place. */
export interface OutputInput {
  readonly output: number;
  readonly input: number;
}

/** Warping error of the pair (frame − gap, frame). */
export interface PairMetrics {
  /** Frames between the two: 1 for neighbours. */
  readonly gap: number;
  /** E_warp of the render, as `WARPING_ERROR_DEFINITION` says; null where there is no such pair. */
  readonly output: number | null;
  /** The source's own: what flow and mask themselves get wrong. */
  readonly input: number | null;
  /** Share of pixels whose flow is trusted, 0 … 1; 0 where there is no such pair. */
  readonly trusted: number;
}

/** How much neighbouring frames differ where nothing moves; see `FLICKER_DEFINITION`. */
export interface FlickerMetrics extends OutputInput {
  /** Share of the picture's pixels that are still, > 0 … 1. */
  readonly still: number;
}

/** A style distance and what it is the mean of. */
export interface StyleMetrics {
  /** Mean over the layers. 1 is unstylized, 0 is reached. */
  readonly value: number;
  readonly layers: readonly { readonly layer: string; readonly value: number }[];
}

/**
 * What is measured of one frame of a render. A pair belongs to its later frame;
 * there is none across a cut, nor before so many frames of the clip have come.
 */
export interface FrameMetrics {
  /** From 0 within the part that is measured. */
  readonly index: number;
  /** The source's own number of it, from 0: what `--start 120f` counts by. */
  readonly frame: number;
  /** Source time in seconds, as players show it. */
  readonly time: number;
  /** Counted from 0; cuts are found in the source. */
  readonly shot: number;
  readonly startsShot: boolean;
  /** One for each gap that was asked for, in that order. */
  readonly warping: readonly PairMetrics[];
  /**
   * tOF of Chu et al. 2020 (TecoGAN): mean over pixels of ‖flow(source) − flow(render)‖, in pixels, of the pair
   * (frame − 1, frame); null without a pair, or where it was not asked for.
   */
  readonly tof: number | null;
  /** Of the pair (frame − 1, frame); null without a pair, without a still pixel, or where it was not asked for. */
  readonly flicker: FlickerMetrics | null;
  /** Mean luma, 0 … 1; see `pictureStatistics`. */
  readonly luminance: OutputInput;
  /** Mean length of the colour difference vector (Cb, Cr), 0 … 0.5 or so. */
  readonly chroma: OutputInput;
  /** Mean squared step of luma: the gradient energy. */
  readonly sharpness: OutputInput;
  /** ‖F(o) − F(c)‖ / ‖F(c)‖ at `CONTENT_DISTANCE_LAYER`; null on frames that are not sampled. */
  readonly contentDistance: number | null;
  /** Null on frames that are not sampled, or where no style was given. */
  readonly styleDistance: StyleMetrics | null;
}
