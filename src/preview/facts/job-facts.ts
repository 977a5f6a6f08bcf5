import type { ExplainedFacts } from '../../explain/explained-facts.js';
import type {
  EstimateProgress,
  EvaluationProgress,
  FrameProgress,
  NoticeProgress,
  PlanProgress,
} from '../../progress.js';

/** What a page that watches a job fetches first: the rest comes as events. */
export interface JobFacts {
  readonly kind: 'job';
}

/** A frame was painted; its pictures are at `picture/<what>/<number>` until newer ones take their place. */
export interface PaintedFacts {
  /** Counts up from 1 over all jobs of a batch. */
  readonly number: number;
  readonly index: number;
  /** Seconds from the beginning of the output. */
  readonly time: number;
  readonly width: number;
  readonly height: number;
  /** Whether there are `reliability` and `flow` beside `source` and `stylized`. */
  readonly guided: boolean;
}

/** An evaluation, with how many the frame has had by then; some are passed over. */
export interface CountedEvaluation extends EvaluationProgress {
  readonly count: number;
}

/** How the job ended. */
export interface JobEnd {
  readonly outcome: 'done' | 'stopped' | 'failed';
  /** For people. */
  readonly text: string;
  /** What is complete; the n-th is served as `result/<n>`. */
  readonly results: readonly JobResult[];
}

/** An output of a job, for a link to it. */
export interface JobResult {
  /** For people. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Whether the page should fetch it: a file, and not too large for a browser's memory. */
  readonly fetched: boolean;
}

/** The events of a page that watches a job, by name. `plan` begins a new job of a batch. */
export interface JobEvents {
  readonly plan: PlanProgress;
  readonly estimate: EstimateProgress;
  readonly evaluation: CountedEvaluation;
  readonly frames: readonly FrameProgress[];
  readonly painted: PaintedFacts;
  readonly explained: ExplainedFacts;
  readonly notice: NoticeProgress;
  readonly stopping: Record<string, never>;
  readonly end: JobEnd;
}

/** The pictures of a painted frame. */
export const pictureKinds = ['stylized', 'source', 'reliability', 'flow'] as const;

/** One of the pictures of a painted frame. */
export type PictureKind = (typeof pictureKinds)[number];
