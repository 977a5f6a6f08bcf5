import { InputError } from '../../errors.js';
import type { Size } from '../../image.js';
import { toNumber } from '../../media/time/rational.js';
import type { ClipSource } from './clip-source.js';
import type { PairedSide, Side } from './pair-frames.js';

/**
 * That a clip can be brought to the first render's size without distorting it.
 *
 * @throws InputError where it has another shape
 */
export function checkShape(clip: ClipSource, lead: ClipSource, isSource: boolean): void {
  // A pixel or two is what rounding to even sizes costs; a hundredth more is no other shape either.
  const off = Math.abs(clip.width * (lead.height / clip.height) - lead.width);
  if (off <= Math.max(2.5, 0.01 * lead.width)) return;
  const who = isSource ? 'the source' : `\`${clip.path}\``;
  throw new InputError(
    `Expected all clips to have the same aspect ratio, but ${who} (${sized(clip)}) and \`${lead.path}\` (${sized(lead)}) differ`,
  );
}

/**
 * What had to be done to compare clips, in sentences.
 *
 * @param sides the source, the first render, the others
 * @param paired of each side
 */
export function alignmentNotices(
  sides: readonly Side[],
  paired: readonly PairedSide[],
  size: Size,
  frames: number,
): string[] {
  const timeline = sides[1] as Side;
  const notices = [
    ...sides.flatMap(({ clip }) => clip.decoded.notices.map((text) => `\`${clip.path}\`: ${text}`)),
    ...sides.flatMap(({ clip }, i) =>
      clip.width === size.width && clip.height === size.height
        ? []
        : [`${name(clip, i)} (${sized(clip)}) is resized to ${sized(size)}.`],
    ),
    ...sides.flatMap(({ window }) => window.notice ?? []),
    ...sides.flatMap((side, i) => rateNotice(timeline, side, paired[i]?.by ?? 'number', i)),
    ...lengthNotice(sides, paired, frames),
  ];
  return [...new Set(notices)].map((text) => `${text[0]?.toUpperCase()}${text.slice(1)}`);
}

function rateNotice(timeline: Side, side: Side, by: PairedSide['by'], i: number): string[] {
  if (by === 'number') return [];
  const fps = ({ clip }: Side) => `${Number((clip.rate ? toNumber(clip.rate) : 0).toFixed(3))} fps`;
  const rates = `\`${timeline.clip.path}\` runs at ${fps(timeline)}, ${name(side.clip, i)} at ${fps(side)}`;
  return by === 'rates'
    ? [`${rates}, but both have ${side.window.count} frames: they are paired by frame number.`]
    : [`${rates}: each frame of \`${timeline.clip.path}\` is paired with the frame nearest in time.`];
}

/** Only where frames are left over: of sides that are paired by time, others than the first cannot tell. */
function lengthNotice(sides: readonly Side[], paired: readonly PairedSide[], frames: number): string[] {
  const counted = sides.map((side, i) => ({ side, i })).filter(({ i }) => paired[i]?.by !== 'time');
  if (counted.every(({ side }) => side.window.count === frames)) return [];
  const list = counted.map(({ side, i }) => `${name(side.clip, i)} has ${side.window.count}`);
  return [`${list.join(', ')} frames: only the first ${frames} of each are measured.`];
}

function name(clip: ClipSource, i: number): string {
  return i === 0 ? 'the source' : `\`${clip.path}\``;
}

function sized({ width, height }: Size): string {
  return `${width}×${height}`;
}
