import type { CheckpointJob, EarlierRun } from '../../checkpoint/earlier-run.js';
import type { Size } from '../../decode/size.js';
import type { EncoderOptions } from '../../encode/encoder.js';
import type { NstError } from '../../errors.js';
import type { Image } from '../../image.js';
import { frameTime, type ImageInfo, type VideoInfo } from '../../media/info.js';
import { outputFrames, outputRate } from '../../media/time/resampled.js';
import type { FrameSelection } from '../../media/time/selection.js';
import { flagOf, type PaintingWay } from '../../options/option.js';
import type { StylizeOptions } from '../../options/resolve.js';
import type { PlanProgress } from '../../progress.js';
import type { Course } from '../course.js';
import type { FastInputs } from '../fast-painter.js';
import type { PlannedKey } from '../keyframes/plan-keys.js';
import type { ActiveArea } from '../letterbox.js';
import type { PainterInputs } from '../painter.js';
import type { Regions } from '../regions/read-regions.js';

/** All that can be known of a job before it paints. Making it changes nothing; a dry run reports it, a run runs it. */
export type JobPlan = VideoPlan | PicturePlan;

/** Paths as they were given, to be shown. */
export interface JobPaths {
  readonly input: string;
  readonly style: string;
  readonly output: string;
}

interface AnyPlan {
  readonly paths: JobPaths;
  readonly options: StylizeOptions;
  /** Of what is painted. */
  readonly size: Size;
  /** Of what is written. */
  readonly outputSize: Size;
  readonly way: PaintingWay;
  /** For people: `small`, `vgg19` or a file. */
  readonly model: string;
  /** Undefined where the output is complete already, or where there is a problem with them. */
  readonly painter: PainterInputs | undefined;
  /** The same for painting in one pass, which takes these in place of the other. */
  readonly fast: FastInputs | undefined;
  /** Parts of the picture that are painted otherwise; undefined where there are none, or where there is a problem with them. */
  readonly regions: Regions | undefined;
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
  /** What the encoder was tried with and is to be opened with. */
  readonly encoder: EncoderOptions;
  /** Where its frames are kept, and what a job that continues it must find the same. */
  readonly checkpoint: CheckpointJob;
  /** What is left of an earlier run; undefined where nothing is. */
  readonly earlier: EarlierRun | undefined;
  /** The part of a frame within letterbox bars; undefined where there is a problem with finding it. */
  readonly area: ActiveArea | undefined;
  /** How options change over the clip. */
  readonly course: Course;
  /** In order. */
  readonly keys: readonly PlannedKey[];
}

/** The plan of a still picture. */
export interface PicturePlan extends AnyPlan {
  readonly kind: 'image';
  readonly info: ImageInfo;
  /** At the size that is painted. */
  readonly source: Image;
  /** Of a frame of a clip: which one that is, and its part within letterbox bars, which is the source. */
  readonly still?: { readonly selection: FrameSelection; readonly area: ActiveArea };
}

/** How a plan is made. */
export interface PlanControl {
  readonly signal?: AbortSignal | undefined;
  /** Folders that are made before the job is run. */
  readonly foldersToCome?: readonly string[] | undefined;
  /** Throw the first problem instead of listing all: for a run. */
  readonly stopAtFirst?: boolean | undefined;
}

/** A plan as it is told: all but the device, which only a run knows. */
export function planFacts(plan: JobPlan): Omit<PlanProgress, 'type' | 'device'> {
  const { kind, paths, options, size, outputSize, way, model } = plan;
  const source = kind === 'image' ? plan.info : plan.info.video;
  const common = {
    ...paths,
    options,
    way,
    model,
    sourceWidth: source.width,
    sourceHeight: source.height,
    width: size.width,
    height: size.height,
    outputWidth: outputSize.width,
    outputHeight: outputSize.height,
  };
  if (kind === 'image') return { ...common, kind, frames: 1, fps: null, duration: null, audioStreams: 0 };
  const { info, selection, keys, course } = plan;
  const { num, den } = outputRate(info, selection) ?? info.video.frameRate;
  return {
    ...common,
    kind,
    startTime: frameTime(info, info.video.ticks[selection.first] as number),
    firstFrame: options.fps === 'source' ? selection.first : 0,
    frames: selection.count,
    fps: num / den,
    duration: (outputFrames(selection) * den) / num,
    audioStreams: info.audio.length,
    ...(keys.length > 0 && { keyframes: keys.map(({ index, picture }) => ({ index, picture })) }),
    ...(course.size > 0 && { changes: changesOf(course, options) }),
  };
}

/** By the names that `--at` has for them. */
function changesOf(course: Course, { blend, region }: StylizeOptions): NonNullable<PlanProgress['changes']> {
  const single = new Set([
    ...(blend.length === 1 ? ['blend1'] : []),
    ...(region.length === 1 ? ['region1'] : []),
  ]);
  const entries = [...course].map(([name, waypoints]) => [
    flagOf(single.has(name) ? name.slice(0, -1) : name).slice(2),
    waypoints,
  ]);
  return Object.fromEntries(entries);
}
