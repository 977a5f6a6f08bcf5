import type { StylizeOptionsInput } from '../options/resolve.js';
import type { DraftSettings } from './paint-window.js';
import type { Candidate } from './sheet.js';

/** Options that are tried on top of those given to all. */
export interface OptionSet {
  /** As typed. */
  readonly label: string;
  readonly options: StylizeOptionsInput;
}

/** What is tried. */
export interface DraftRequest extends DraftSettings {
  /** At least one. */
  readonly styles: readonly string[];
  /** At least one. */
  readonly sets: readonly OptionSet[];
  /** As in `survey`. */
  readonly windows: number | 'auto';
  /** Seconds of a window. */
  readonly windowLength: number;
  /** The command that paints the whole clip with a painting and options, to be shown beside them. */
  command(style: string, options: StylizeOptionsInput): string;
}

/** A measured fact about drafts under way. */
export type DraftProgress =
  | { readonly type: 'survey'; readonly done: number; readonly of: number }
  | {
      readonly type: 'windows';
      /** How many were asked for; more than there are where the clip is too short. */
      readonly asked: number;
      readonly windows: readonly { readonly start: number; readonly seconds: number }[];
    }
  | { readonly type: 'pace'; readonly width: number; readonly height: number }
  | {
      readonly type: 'painting';
      readonly done: number;
      readonly of: number;
      readonly style: string;
      readonly set: string;
    }
  | { readonly type: 'candidate'; readonly candidate: Candidate };

/** Cancellation and progress of drafts. */
export interface DraftControl {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (fact: DraftProgress) => void;
}
