import { UsageError } from '../errors.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import { type FrameSelection, frameOf, sourceFrame } from '../media/time/selection.js';
import { type ChangedName, isNumbered, readChangedName } from '../options/changes.js';
import { flagOf } from '../options/option.js';
import type { StylizeOptions } from '../options/resolve.js';
import { styleScaleOf } from '../options/strokes.js';
import type { Look } from '../stylize/settings.js';
import { valueAt, type Waypoint } from '../waypoints.js';

/** The values of the options that change over a clip, by name: `styleWeight`; of the second painting to be blended, `blend2`. */
export type Course = ReadonlyMap<string, readonly Waypoint[]>;

/**
 * The course that `--at` describes. An option sets out from its own value at the clip's first frame, unless that is a
 * word: then its first change holds from there on.
 *
 * @throws InputError for a time beyond the clip, UsageError for one that it cannot have, for two values at one time, and
 *   where no weight would be left, or the shares of paintings would be more than the whole
 */
export function planCourse(info: VideoInfo, options: StylizeOptions): Course {
  const course = new Map<string, Waypoint[]>();
  for (const { time: moment, values, step = false } of options.at) {
    const time = timeOf(info, frameOf(info, moment, '--at'));
    for (const [given, value] of Object.entries(values)) {
      const name = courseName(readChangedName(given));
      const waypoints = course.get(name) ?? [];
      if (waypoints.some((other) => other.time === time)) {
        throw new UsageError(
          `\`--at\` gives \`${flagOf(given).slice(2)}\` two values at \`${moment}\`: leave one of them out`,
        );
      }
      course.set(name, [...waypoints, { time, value, step }]);
    }
  }
  const begin = timeOf(info, 0);
  for (const [name, waypoints] of course) {
    waypoints.sort((a, b) => a.time - b.time);
    const own = ownValue(readChangedName(name), options);
    if (typeof own === 'number' && waypoints[0]!.time > begin) {
      waypoints.unshift({ time: begin, value: own, step: false });
    }
  }
  checkWeights(course, options);
  checkShares(course, info, options);
  return course;
}

/** Of an option that is given once, `blend` is `blend1`. */
function courseName({ option, number = 1 }: ChangedName): string {
  return isNumbered(option) ? `${option}${number}` : option;
}

/** The value that an option has without `--at`. */
function ownValue({ option, number = 1 }: ChangedName, options: StylizeOptions): unknown {
  if (option === 'blend') return options.blend[number - 1]?.share;
  if (option === 'region') return options.region[number - 1]?.strength ?? 1;
  // It may have been given as a word, by `--strokes`.
  return option === 'styleScale' ? styleScaleOf(options) : options[option as keyof StylizeOptions];
}

/** What a value is asked for: the course, and the clip whose frames are counted within a selection. */
interface OnCourse {
  readonly course: Course;
  readonly info: VideoInfo;
  readonly selection: FrameSelection;
  readonly options: StylizeOptions;
}

/** How a frame of a selection looks; undefined where nothing changes over the clip. */
export function lookAt(plan: OnCourse, index: number): Look | undefined {
  const { course, options } = plan;
  if (course.size === 0) return undefined;
  const time = timeOfFrame(plan, index);
  const values: Record<string, number> = {};
  for (const [name, waypoints] of course) {
    if (!isNumbered(readChangedName(name).option)) values[name] = valueAt(waypoints, time);
  }
  const { styleScale, ...look } = values;
  const [shares, strengths] = [sharesAt(plan, index), strengthsAt(plan, index)];
  // What is kept is not painted otherwise for that.
  const painted = strengths?.filter((_, i) => options.region[i]!.style !== 'keep') ?? [];
  return {
    ...look,
    ...(styleScale !== undefined && { enlarged: styleScale / styleScaleOf(options) }),
    ...(shares && { blend: shares }),
    ...(painted.length > 0 && { regions: painted }),
  };
}

/** The shares of the paintings that are blended with the style at a frame of a selection; undefined where they do not change. */
export function sharesAt(plan: OnCourse, index: number): number[] | undefined {
  return numberedAt(
    plan,
    'blend',
    plan.options.blend.map(({ share }) => share),
    index,
  );
}

/** The strengths of all regions at a frame of a selection; undefined where they do not change. */
export function strengthsAt(plan: OnCourse, index: number): number[] | undefined {
  return numberedAt(
    plan,
    'region',
    plan.options.region.map(({ strength = 1 }) => strength),
    index,
  );
}

function numberedAt(
  plan: OnCourse,
  option: string,
  own: readonly number[],
  index: number,
): number[] | undefined {
  const courses = own.map((_, i) => plan.course.get(courseName({ option, number: i + 1 })));
  if (courses.every((waypoints) => waypoints === undefined)) return undefined;
  const time = timeOfFrame(plan, index);
  return own.map((value, i) => (courses[i] ? valueAt(courses[i], time) : value));
}

/** Shares change apart from each other, so that they may be more than the whole between the times that are given. */
function checkShares(course: Course, info: VideoInfo, options: StylizeOptions): void {
  const { frameCount: count } = info.video;
  const plan = { course, info, selection: { first: 0, count }, options };
  if (options.blend.length < 2 || sharesAt(plan, 0) === undefined) return;
  for (let frame = 0; frame < count; frame++) {
    const shares = sharesAt(plan, frame)!;
    const sum = shares.reduce((total, share) => total + share, 0);
    if (sum <= 1 + 1e-9) continue;
    const each = shares.map((share) => Number(share.toFixed(3))).join(' + ');
    throw new UsageError(
      `Expected \`--at\` to leave the shares of \`--blend\` at most 1 together, as \`--style\` has what is left, got ${each} at frame ${frame} (${timeOf(info, frame).toFixed(3)} s)`,
    );
  }
}

/** Between two waypoints, weights that are above 0 at one of them are. */
function checkWeights(course: Course, options: StylizeOptions): void {
  const names = ['contentWeight', 'styleWeight', 'tvWeight'] as const;
  const times = names.flatMap((name) => (course.get(name) ?? []).map(({ time }) => time));
  const at = (name: (typeof names)[number], time: number) => {
    const waypoints = course.get(name);
    return waypoints ? valueAt(waypoints, time) : options[name];
  };
  const bare = times.find((time) => names.every((name) => at(name, time) === 0));
  if (bare === undefined) return;
  throw new UsageError(
    `Expected \`--at\` to leave \`content-weight\`, \`style-weight\` or \`tv-weight\` above 0, got 0 for all three at ${bare.toFixed(3)} s: nothing would be painted`,
  );
}

function timeOfFrame({ info, selection }: Pick<OnCourse, 'info' | 'selection'>, index: number): number {
  return timeOf(info, sourceFrame(selection, index));
}

/** The time of a frame of the clip; of its end, behind the last. */
function timeOf(info: VideoInfo, frame: number): number {
  const { ticks, lastFrameTicks } = info.video;
  const last = ticks.at(-1) as number;
  return frameTime(info, ticks[frame] ?? last + lastFrameTicks);
}
