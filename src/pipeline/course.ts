import { UsageError } from '../errors.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import { type FrameSelection, frameOf, sourceFrame } from '../media/time/selection.js';
import { flagOf } from '../options/option.js';
import type { StylizeOptions } from '../options/resolve.js';
import { styleScaleOf } from '../options/strokes.js';
import type { Look } from '../stylize/settings.js';

/** A value that an option has at a time, in seconds. */
export interface Waypoint {
  readonly time: number;
  readonly value: number;
  /** Whether it comes at once, there. */
  readonly step: boolean;
}

/** The values of the options that change over a clip, by name. */
export type Course = ReadonlyMap<string, readonly Waypoint[]>;

/**
 * The course that `--at` describes. An option sets out from its own value at the clip's first frame, unless that is a
 * word: then its first change holds from there on.
 *
 * @throws InputError for a time beyond the clip, UsageError for one that it cannot have, for two values at one time, and
 *   where no weight would be left
 */
export function planCourse(info: VideoInfo, options: StylizeOptions): Course {
  const course = new Map<string, Waypoint[]>();
  for (const { time: moment, values, step = false } of options.at) {
    const time = timeOf(info, frameOf(info, moment, '--at'));
    for (const [name, value] of Object.entries(values)) {
      const waypoints = course.get(name) ?? [];
      if (waypoints.some((other) => other.time === time)) {
        throw new UsageError(
          `\`--at\` gives \`${flagOf(name).slice(2)}\` two values at \`${moment}\`: leave one of them out`,
        );
      }
      course.set(name, [...waypoints, { time, value, step }]);
    }
  }
  const begin = timeOf(info, 0);
  for (const [name, waypoints] of course) {
    waypoints.sort((a, b) => a.time - b.time);
    const own = ownValue(name, options);
    if (typeof own === 'number' && waypoints[0]!.time > begin) {
      waypoints.unshift({ time: begin, value: own, step: false });
    }
  }
  checkWeights(course, options);
  return course;
}

/** The value that an option has without `--at`. */
function ownValue(name: string, options: StylizeOptions): unknown {
  if (name === 'blend') return options.blend[0]?.share;
  if (name === 'region') return options.region[0]?.strength ?? 1;
  // It may have been given as a word, by `--strokes`.
  return name === 'styleScale' ? styleScaleOf(options) : options[name as keyof StylizeOptions];
}

/** The value of an option on its course: that of the first waypoint before it, of the last behind it. */
export function valueAt(waypoints: readonly Waypoint[], time: number): number {
  const next = waypoints.findIndex((waypoint) => waypoint.time > time);
  const before = waypoints.at(next < 0 ? -1 : Math.max(0, next - 1))!;
  const after = waypoints[next];
  if (after === undefined || after.step || before.time > time) return before.value;
  const passed = (time - before.time) / (after.time - before.time);
  return before.value + passed * (after.value - before.value);
}

/** How a frame of a selection looks; undefined where nothing changes over the clip. */
export function lookAt(
  course: Course,
  { info, selection, options }: { info: VideoInfo; selection: FrameSelection; options: StylizeOptions },
  index: number,
): Look | undefined {
  if (course.size === 0) return undefined;
  const time = timeOf(info, sourceFrame(selection, index));
  const values = new Map([...course].map(([name, waypoints]) => [name, valueAt(waypoints, time)]));
  const { styleScale, blend, region, ...look } = Object.fromEntries(values);
  return {
    ...look,
    ...(styleScale !== undefined && { enlarged: styleScale / styleScaleOf(options) }),
    ...(blend !== undefined && { blend: [blend] }),
    // What is kept is not painted otherwise for that.
    ...(region !== undefined && options.region[0]?.style !== 'keep' && { region }),
  };
}

/** The strength of the region at a frame of a selection; undefined where it does not change. */
export function strengthAt(
  course: Course,
  { info, selection }: { info: VideoInfo; selection: FrameSelection },
  index: number,
): number | undefined {
  const waypoints = course.get('region');
  return waypoints && valueAt(waypoints, timeOf(info, sourceFrame(selection, index)));
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

/** The time of a frame of the clip; of its end, behind the last. */
function timeOf(info: VideoInfo, frame: number): number {
  const { ticks, lastFrameTicks } = info.video;
  const last = ticks.at(-1) as number;
  return frameTime(info, ticks[frame] ?? last + lastFrameTicks);
}
