import type { FoundShots, ShotSpan } from './look-through.js';
import type { PlannedShot } from './plan-file.js';

/**
 * Frames that a part of a shot paints before its first, and over which the part before fades into it: with half as many,
 * the fade is five times as unsteady as the painting beside it, with so many less than twice (docs/farm.md).
 */
const leadIn = 16;
/** Parts are no shorter than this many lead-ins: below, more would be painted twice than once. */
const shortest = 3;
/** A cut is looked for within this share of a part on both sides of where it would make the parts equal. */
const reach = 0.25;

/** Shots as they are painted, none of them split. */
export function wholeShots(shots: readonly ShotSpan[]): PlannedShot[] {
  return shots.map(({ first, count }, shot) => ({ first, count, leadIn: 0, shot }));
}

/**
 * Splits shots that are longer than `longest` frames into parts that are about equally long, where the picture moves
 * least: what is painted twice there is least apart.
 */
export function splitShots(
  { shots, motion }: Pick<FoundShots, 'shots' | 'motion'>,
  longest: number,
): PlannedShot[] {
  return shots.flatMap(({ first, count }, shot) => {
    const parts = Math.min(Math.ceil(count / longest), Math.floor(count / (shortest * leadIn)));
    const firsts = [first];
    for (let part = 1; part < parts; part++) {
      const [ideal, spread] = [first + (count * part) / parts, (reach * count) / parts];
      const from = Math.max(Math.ceil(ideal - spread), firsts.at(-1)! + 2 * leadIn);
      const until = Math.min(Math.floor(ideal + spread), first + count - leadIn);
      firsts.push(stillest(motion, from, until));
    }
    return firsts.map((begin, part) => ({
      first: begin,
      count: (firsts[part + 1] ?? first + count) - begin,
      leadIn: part === 0 ? 0 : leadIn,
      shot,
    }));
  });
}

/** The frame from `from` to `until` before which, over a lead-in, the picture moves least. */
function stillest(motion: Float32Array, from: number, until: number): number {
  const before = (index: number) =>
    motion.subarray(index - leadIn, index).reduce((sum, value) => sum + value, 0);
  let best = from;
  for (let index = from + 1; index <= until; index++) if (before(index) < before(best)) best = index;
  return best;
}
