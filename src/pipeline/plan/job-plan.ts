import type { Size } from '../../decode/size.js';
import type { OutputFormat } from '../../encode/picture/format.js';
import type { NstError } from '../../errors.js';
import type { Image } from '../../image.js';
import type { ImageInfo, VideoInfo } from '../../media/info.js';
import type { FrameSelection } from '../../media/time/selection.js';
import type { StylizeOptions } from '../../options/resolve.js';
import type { EarlyFacts } from '../job-facts.js';
import type { JobPaths } from '../job-paths.js';
import type { ActiveArea } from '../letterbox.js';
import type { PainterInputs } from '../painter.js';
import type { EarlierWork } from './earlier-work.js';

/** All that can be known of a job before it paints. Making it changes nothing; a dry run reports it, a run runs it. */
export type JobPlan = VideoPlan | PicturePlan;

interface AnyPlan {
  readonly paths: JobPaths;
  readonly options: StylizeOptions;
  /** Of the input as displayed. */
  readonly sourceSize: Size;
  /** Of what is painted. */
  readonly size: Size;
  /** Of what is written. */
  readonly outputSize: Size;
  /** For people: `small`, `vgg19` or a file. */
  readonly model: string;
  /** Undefined where the output is complete already, or where there is a problem with them. */
  readonly painter: PainterInputs | undefined;
  /** Sentences worth telling. */
  readonly notices: readonly string[];
  /** Why it would fail: a run throws the first of them. */
  readonly problems: readonly NstError[];
}

/** The plan of a clip. */
export interface VideoPlan extends AnyPlan {
  readonly kind: 'video';
  readonly info: VideoInfo;
  readonly selection: FrameSelection;
  /** Container, codec, sound. */
  readonly format: OutputFormat;
  /** What a job that continues an earlier one must find the same. */
  readonly facts: EarlyFacts;
  /** What is left of an earlier run; undefined where nothing is. */
  readonly earlier: EarlierWork | undefined;
  /** The part of a frame within letterbox bars; undefined like `painter`. */
  readonly area: ActiveArea | undefined;
}

/** The plan of a still picture. */
export interface PicturePlan extends AnyPlan {
  readonly kind: 'image';
  readonly info: ImageInfo;
  /** At the size that is painted. */
  readonly source: Image;
}

/** How a plan is made. */
export interface PlanControl {
  readonly signal?: AbortSignal | undefined;
  /** Folders that are made before the job is run. */
  readonly foldersToCome?: readonly string[] | undefined;
  /** Throw the first problem instead of listing all: for a run. */
  readonly stopAtFirst?: boolean | undefined;
}
