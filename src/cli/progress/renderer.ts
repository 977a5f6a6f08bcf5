import type { StylizeProgress } from '../../progress.js';

/** Shows a person, or a program, how the work proceeds. */
export interface Renderer {
  /** Called with every fact, in order. */
  progress(fact: StylizeProgress): void;
  /** A line of the command line's own: what is being stopped, how a batch stands. */
  say(text: string): void;
  /** Leaves the terminal as it was; no calls after it. */
  end(): void;
}

/** Where lines go, in as much as a renderer needs to know. */
export interface TextSink {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}

/** Takes whatever should not be seen. */
export const nowhere: TextSink = { write: () => {} };

/** Milliseconds on a clock that never goes back. */
export type Clock = () => number;
