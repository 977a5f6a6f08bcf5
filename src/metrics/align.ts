import { fitSize } from '../decode/size.js';
import { InputError } from '../errors.js';
import { toNumber } from '../media/rational.js';
import type { TimeRange } from '../media/selection.js';
import { type ClipSource, FOLDER_RATE, openClipSource } from './clip-source.js';
import { type ClipWindow, partOf, pickWindow, wholeOf } from './clip-window.js';

/** Which frames of a source and its renders belong together, and at what size they are compared. */
export interface Alignment {
  readonly source: ClipSource;
  readonly renders: readonly ClipSource[];
  /** Pixels at which everything is measured. */
  readonly width: number;
  readonly height: number;
  /** How many frames are measured. */
  readonly frames: number;
  /** Seconds of each from the first, strictly ascending. */
  readonly times: Float64Array;
  /** The frame of the source for each measured frame, never descending. */
  readonly sourcePlaces: Int32Array;
  /** The same of each render. */
  readonly renderPlaces: readonly Int32Array[];
  /** Sentences about all that had to be done to compare them: resized, left out, paired by time. */
  readonly notices: readonly string[];
}

/** Settings of {@link alignClips}; the range is of the source. */
export interface AlignOptions extends TimeRange {
  /** Longest side to measure at. Default: the first render's own. */
  readonly size?: number | 'source';
  readonly signal?: AbortSignal;
}

/** Rates that differ by less are one rate. */
const SAME_RATE = 5e-4;

/**
 * Opens a source and renders of it (videos, folders of pictures) and finds out
 * which frames belong together. The first render sets size and times. Frames
 * are paired by number where the numbers or the rates agree, by time elsewhere.
 *
 * @throws InputError where one cannot be read, shapes differ, or nothing is left to compare
 */
export async function alignClips(
  renders: readonly [string, ...string[]],
  source: string,
  options: AlignOptions = {},
): Promise<Alignment> {
  const { size = 'source', signal, ...range } = options;
  const [input, ...outputs] = await Promise.all(
    [source, ...renders].map((path) => openClipSource(path, signal)),
  );
  const [lead] = outputs;
  if (input === undefined || lead === undefined) throw new RangeError('Expected at least one render');
  const notices = [input, ...outputs].flatMap(({ path, decoded }) =>
    decoded.notices.map((text) => `\`${path}\`: ${text}`),
  );
  const fitted = fitSize(lead, size);
  for (const clip of [input, ...outputs]) notices.push(...sizeNotices(clip, lead, fitted, clip === input));
  const folderRate = [input, ...outputs].find(({ rate }) => rate !== null)?.rate ?? FOLDER_RATE;
  const whole = [range.start ?? 0, range.end ?? 'rest', range.duration ?? 'rest'].join() === '0,rest,rest';
  const part = whole ? wholeOf(input) : partOf(input, range, folderRate);
  const windows = outputs.map((output) => {
    const picked = part.whole ? { window: wholeOf(output) } : pickWindow(output, input, part, folderRate);
    if (picked.notice) notices.push(picked.notice);
    return picked.window;
  });
  const base = windows[0] as ClipWindow;
  const timeIn = (clip: ClipSource, window: ClipWindow) => (i: number) =>
    clip.time(window.first + i, folderRate) - clip.time(window.first, folderRate);
  const timeline = { clip: lead, window: base, time: timeIn(lead, base) };
  const others = [
    { clip: input, window: part },
    ...outputs.map((clip, r) => ({ clip, window: windows[r] as ClipWindow })),
  ].map((side) => ({ ...side, time: timeIn(side.clip, side.window) }));
  const places = others.map((side) => {
    const { places, notice } = pair(timeline, side, side.clip === input);
    if (notice && side.clip !== lead) notices.push(notice);
    return places;
  });
  const frames = Math.min(...places.map(({ length }) => length));
  if (frames < 1) throw new InputError(`\`${lead.path}\` and \`${input.path}\` have no frame in common`);
  notices.push(...lengthNotices(others, frames));
  const [sourcePlaces, ...renderPlaces] = places.map((all) => all.slice(0, frames));
  return {
    ...{ source: input, renders: outputs, ...fitted, frames, renderPlaces },
    notices: [...new Set(notices)],
    sourcePlaces: sourcePlaces as Int32Array,
    times: Float64Array.from({ length: frames }, (_, i) => timeline.time(i)),
  };
}

interface Side {
  readonly clip: ClipSource;
  readonly window: ClipWindow;
  /** Seconds from the window's first frame. */
  time(i: number): number;
}

/** For each frame of the timeline the other side's; shorter where the other side ends first. */
function pair(
  timeline: Side,
  other: Side,
  isSource: boolean,
): { readonly places: Int32Array; readonly notice?: string } {
  const { first, count } = other.window;
  const [a, b] = [timeline.clip.rate, other.clip.rate];
  const sameCount = timeline.window.count === count;
  const sameRate = a === null || b === null || Math.abs(toNumber(a) / toNumber(b) - 1) < SAME_RATE;
  if (sameCount || sameRate) {
    const places = Int32Array.from({ length: Math.min(count, timeline.window.count) }, (_, i) => first + i);
    if (sameRate) return { places };
    return {
      places,
      notice: `${rates(timeline, other, isSource)}, but both have ${count} frames: they are paired by number.`,
    };
  }
  const places: number[] = [];
  const last = other.time(count - 1) + 0.5 / toNumber(b);
  for (let i = 0, j = 0; i < timeline.window.count; i++) {
    const wanted = timeline.time(i);
    if (wanted > last) break;
    while (j + 1 < count && Math.abs(other.time(j + 1) - wanted) <= Math.abs(other.time(j) - wanted)) j++;
    places.push(first + j);
  }
  return {
    places: Int32Array.from(places),
    notice: `${rates(timeline, other, isSource)}: each frame of \`${timeline.clip.path}\` is paired with the one nearest in time.`,
  };
}

function rates(timeline: Side, other: Side, isSource: boolean): string {
  const fps = ({ clip }: Side) => `${Number((clip.rate ? toNumber(clip.rate) : 0).toFixed(3))} fps`;
  const who = isSource ? 'the source' : `\`${other.clip.path}\``;
  return `\`${timeline.clip.path}\` runs at ${fps(timeline)}, ${who} at ${fps(other)}`;
}

function sizeNotices(
  clip: ClipSource,
  lead: ClipSource,
  to: { readonly width: number; readonly height: number },
  isSource: boolean,
): string[] {
  if (clip.width === to.width && clip.height === to.height) return [];
  const who = isSource
    ? `The source (${clip.width}×${clip.height})`
    : `\`${clip.path}\` (${clip.width}×${clip.height})`;
  // A pixel or two is what rounding to even sizes costs; a hundredth more is no other shape either.
  const off = Math.abs(clip.width * (lead.height / clip.height) - lead.width);
  if (off > Math.max(2.5, 0.01 * lead.width)) {
    throw new InputError(
      `Expected one shape for all: ${who.replace(/^The/, 'the')} and \`${lead.path}\` (${lead.width}×${lead.height}) differ`,
    );
  }
  return [`${who} is resized to ${to.width}×${to.height}.`];
}

function lengthNotices(sides: readonly Side[], frames: number): string[] {
  const longer = sides.filter(({ window }) => window.count > frames);
  const counts = new Set(sides.map(({ window }) => window.count));
  if (longer.length === 0 || counts.size === 1) return [];
  const list = sides.map(
    ({ clip, window }, i) => `${i === 0 ? 'the source' : `\`${clip.path}\``} has ${window.count}`,
  );
  const text = `${list.join(', ')} frames: measured are ${frames}, from the first on.`;
  return [text[0]?.toUpperCase() + text.slice(1)];
}
