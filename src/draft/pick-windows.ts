/** Frames of a clip that are tried. */
export interface Window {
  /** Index in the clip. */
  readonly first: number;
  readonly count: number;
}

/** A shot as far as it was looked at: a value for each frame. */
export interface SurveyedShot {
  /** Index of its first frame in the clip. */
  readonly first: number;
  /** Mean length of the flow from the frame before. */
  readonly motion: readonly number[];
  /** Standard deviation of luma, 0 … 0.5: next to nothing where a frame is black, white or fading. */
  readonly contrast: readonly number[];
}

/** Windows where none are asked for by number: the longest shots, a window each. */
const usualWindows = 4;
/** Shots of fewer frames show nothing of how a painting moves. */
const fewestFrames = 3;
/** A frame with less than this share of the contrast that most of the clip's frames reach is dull. */
const dullBelow = 0.35;

/**
 * The windows that show most of a clip, in its order: one a shot, the longest
 * first; where more are asked for than there are shots, several of the shots
 * that are long enough, from equal parts of each. Frames that are all but black (or
 * white, or grey: lead-ins and fades) neither make a shot long nor get into a
 * window where that can be helped.
 *
 * @param length frames of a window; down to half of that where there is not enough for so many
 */
export function pickWindows(
  shots: readonly SurveyedShot[],
  length: number,
  windows: number | 'auto',
): readonly Window[] {
  const dull = dullFrames(shots);
  const judged = shots.map((shot, s) => ({
    ...shot,
    dull: dull[s] as readonly boolean[],
    windows: 0,
    worth: (dull[s] as readonly boolean[]).filter((is) => !is).length,
  }));
  const longest = judged
    .toSorted((a, b) => b.worth - a.worth || b.motion.length - a.motion.length)
    .filter(({ worth }, i) => i === 0 || worth >= fewestFrames);
  const most = windows === 'auto' ? usualWindows : windows;
  for (const shot of longest.slice(0, most)) shot.windows = 1;
  for (let given = Math.min(most, longest.length); windows !== 'auto' && given < windows; given++) {
    const next = longest
      .filter((shot) => shot.worth >= (shot.windows + 1) * Math.max(fewestFrames, length / 2))
      .toSorted((a, b) => b.worth / (b.windows + 1) - a.worth / (a.windows + 1))[0];
    if (!next) break;
    next.windows++;
  }
  return longest.flatMap((shot) => windowsOf(shot, shot.windows, length)).sort((a, b) => a.first - b.first);
}

/** The busiest window of each of so many equal parts of a shot, its dull ends left off. */
function windowsOf(
  { first, motion, dull }: SurveyedShot & { readonly dull: readonly boolean[] },
  parts: number,
  length: number,
): Window[] {
  const bright = dull.indexOf(false);
  const [from, to] = bright < 0 ? [0, motion.length] : [bright, dull.lastIndexOf(false) + 1];
  return Array.from({ length: parts }, (_, i) => {
    const edge = (part: number) => from + Math.round((part * (to - from)) / parts);
    const [begin, end] = [edge(i), edge(i + 1)];
    const part = { first: first + begin, motion: motion.slice(begin, end), dull: dull.slice(begin, end) };
    return busiest(part, length);
  });
}

/** The window of a shot with the fewest dull frames, and of such the one in which most moves; all of a shorter shot. */
export function busiest(
  {
    first,
    motion,
    dull = [],
  }: { readonly first: number; readonly motion: readonly number[]; readonly dull?: readonly boolean[] },
  length: number,
): Window {
  const count = Math.min(length, motion.length);
  const dullAt = (i: number) => (dull[i] ? 1 : 0);
  // Motion belongs to the later frame of a pair: a window's first has its partner outside.
  let sum = motion.slice(1, count).reduce((total, value) => total + value, 0);
  let darkness = dull.slice(0, count).filter(Boolean).length;
  let best = { at: 0, sum, darkness };
  for (let at = 1; at + count <= motion.length; at++) {
    sum += (motion[at + count - 1] as number) - (motion[at] as number);
    darkness += dullAt(at + count - 1) - dullAt(at - 1);
    const better = darkness < best.darkness || (darkness === best.darkness && sum > best.sum + 1e-9);
    if (better) best = { at, sum, darkness };
  }
  return { first: first + best.at, count };
}

/** Which frames are dull beside the others of the clip: a night scene throughout is none of them. */
function dullFrames(shots: readonly SurveyedShot[]): boolean[][] {
  const all = shots.flatMap(({ contrast }) => contrast).sort((a, b) => a - b);
  const usual = all[Math.floor(0.75 * all.length)] ?? 0;
  return shots.map(({ contrast }) => contrast.map((value) => value < dullBelow * usual));
}
