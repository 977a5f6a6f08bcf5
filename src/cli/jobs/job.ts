import type { StylizeOptionsInput } from '../../options/resolve.js';

/** What somebody wants painted, before it is known what the input is. */
export interface JobRequest {
  readonly input: string;
  /** The input was found by a pattern: it is left out where it is another job's output. */
  readonly matched?: boolean;
  readonly style: string;
  readonly output: string | undefined;
  /** Folder of the output where that has no name of its own. */
  readonly outDir: string | undefined;
  readonly options: StylizeOptionsInput;
  /** Folder that the result must lie in, where a file and not the command line asks for it. */
  readonly within?: string | undefined;
}

/** One input and where its result goes. */
export interface Job {
  readonly kind: 'video' | 'image';
  readonly input: string;
  readonly style: string;
  readonly output: string;
  readonly options: StylizeOptionsInput;
}

/** What is asked of all outputs together. */
export interface OutputWishes {
  readonly report: string | undefined;
  /** Outputs that are there already are none of our business. */
  readonly skipExisting: boolean;
}
