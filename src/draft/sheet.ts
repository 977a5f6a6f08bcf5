/** Warping error at gap 1, over the pairs of a window or of all: see `WARPING_ERROR_DEFINITION`. */
export interface DraftFlicker {
  readonly pairs: number;
  readonly output: number;
  /** The source's own. */
  readonly input: number;
}

/** What the whole job would take. */
export interface Prediction {
  readonly seconds: number;
  /** Of a shot's first frame, and of one that follows. */
  readonly firstSeconds: number;
  readonly laterSeconds: number;
  readonly frames: number;
  /** Shots expected in all of it. */
  readonly shots: number;
  readonly width: number;
  readonly height: number;
}

/** First, middle and last frame, as JPEGs. */
export type Triptych = readonly [Uint8Array, Uint8Array, Uint8Array];

/** A part of the clip that was tried. */
export interface SheetWindow {
  /** Seconds from the beginning of the clip. */
  readonly start: number;
  readonly seconds: number;
  readonly pictures: Triptych;
}

/** What one window became. */
export interface DraftedWindow {
  readonly pictures: Triptych;
  /** The painted window as an MP4. */
  readonly clip: Uint8Array;
  readonly flicker: DraftFlicker | null;
}

/** A painting with a set of options, tried on every window. */
export interface Candidate {
  readonly style: string;
  /** The painting, small, as a JPEG; null where the style is a network file. */
  readonly painting: Uint8Array | null;
  /** The set of options, as typed; '' for those given to all. */
  readonly set: string;
  /** The command that paints the whole clip like this. */
  readonly command: string;
  readonly windows: readonly DraftedWindow[];
  /** Over all windows. */
  readonly flicker: DraftFlicker | null;
  readonly prediction: Prediction;
}

/** All that a contact sheet shows. */
export interface Sheet {
  readonly input: string;
  /** Pixels of the drafts. */
  readonly width: number;
  readonly height: number;
  readonly windows: readonly SheetWindow[];
  readonly candidates: readonly Candidate[];
  /** How it was made, in sentences. */
  readonly notes: readonly string[];
}
