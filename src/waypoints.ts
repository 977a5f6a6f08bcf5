/** A value that an option has at a time, in seconds from the beginning of the clip. */
export interface Waypoint {
  readonly time: number;
  readonly value: number;
  /** Whether it comes at once, there. */
  readonly step: boolean;
}

/** The value on a course at a time: that of the first waypoint before it, of the last behind it, evenly from one to the next. */
export function valueAt(waypoints: readonly Waypoint[], time: number): number {
  const next = waypoints.findIndex((waypoint) => waypoint.time > time);
  const before = waypoints.at(next < 0 ? -1 : Math.max(0, next - 1))!;
  const after = waypoints[next];
  if (after === undefined || after.step || before.time > time) return before.value;
  const passed = (time - before.time) / (after.time - before.time);
  return before.value + passed * (after.value - before.value);
}
