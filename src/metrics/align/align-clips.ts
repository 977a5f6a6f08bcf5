import { fitSize } from '../../decode/size.js';
import { InputError } from '../../errors.js';
import { frameTime } from '../../media/info.js';
import type { TimeRange } from '../../media/time/selection.js';
import { atFolderRate, type ClipSource, FOLDER_RATE, openClipSource } from './clip-source.js';
import { partOf, pickWindow, wholeOf } from './clip-window.js';
import { alignmentNotices, checkShape } from './notices.js';
import { pairFrames, type Side, sideOf } from './pair-frames.js';

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
  /** Source time of the first, in seconds on the clock that `start` is read by. */
  readonly startTime: number;
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
  readonly size?: number | 'source' | undefined;
  /** Number of the first picture of a source that is a pattern with `%d`. Default: the lowest. */
  readonly startNumber?: number | 'auto' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a source and renders of it (videos, folders of pictures) and finds out
 * which frames belong together. The first render sets size and times. Frames
 * are paired by number where the numbers or the rates agree, by time elsewhere.
 *
 * @throws InputError where one cannot be read, shapes differ, or nothing is left to compare; UsageError for a start number without `%d`
 */
export async function alignClips(
  renders: readonly [string, ...string[]],
  source: string,
  options: AlignOptions = {},
): Promise<Alignment> {
  const { size = 'source', startNumber = 'auto', signal, ...range } = options;
  const opened = await Promise.all([
    openClipSource(source, signal, startNumber),
    ...renders.map((path) => openClipSource(path, signal)),
  ]);
  const folderRate = opened.find(({ rate }) => rate !== null)?.rate ?? FOLDER_RATE;
  const clips = opened.map((clip) => atFolderRate(clip, folderRate));
  const [input, lead, ...more] = clips as [ClipSource, ClipSource, ...ClipSource[]];
  for (const clip of clips) checkShape(clip, lead, clip === input);
  const whole = [range.start ?? 0, range.end ?? 'rest', range.duration ?? 'rest'].join() === '0,rest,rest';
  const part = whole ? wholeOf(input) : partOf(input, range, folderRate);
  const renderSide = (clip: ClipSource): Side =>
    sideOf(clip, whole ? wholeOf(clip) : pickWindow(clip, input, part));
  const timeline = renderSide(lead);
  const sides = [sideOf(input, part), timeline, ...more.map(renderSide)];
  const paired = sides.map((side) => pairFrames(timeline, side));
  const frames = Math.min(...paired.map((side) => side.frames.length));
  if (frames < 1) throw new InputError(`\`${lead.path}\` and \`${input.path}\` have no frame in common`);
  const [sourcePlaces, ...renderPlaces] = paired.map((side) => side.frames.slice(0, frames));
  const fitted = fitSize(lead, size);
  return {
    source: input,
    renders: [lead, ...more],
    width: fitted.width,
    height: fitted.height,
    frames,
    renderPlaces,
    sourcePlaces: sourcePlaces as Int32Array,
    startTime: sourceTime(input, sourcePlaces?.[0] ?? 0),
    times: Float64Array.from({ length: frames }, (_, i) => timeline.time(i)),
    notices: alignmentNotices(sides, paired, fitted, frames),
  };
}

/** When a frame of the source is shown: by its container's clock, as players and `--start` count. */
function sourceTime({ rate, time, decoded }: ClipSource, frame: number): number {
  return rate === null ? time(frame) : frameTime(decoded, decoded.video.ticks[frame] as number);
}
