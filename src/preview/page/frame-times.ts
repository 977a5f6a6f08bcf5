/** When the last frame is over, in seconds from the clip's first frame; a single one lasts 0.04 s. */
export function endOf(times: readonly number[]): number {
  const last = times.at(-1) ?? 0;
  return last + (times.length > 1 ? last - (times.at(-2) as number) : 0.04);
}

/** The frame nearest in time; 0 where there is none. */
export function nearestFrame(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) + (times[middle + 1] as number) < 2 * time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low);
}
