import { readFile } from 'node:fs/promises';
import { createDisEstimator } from '../flow/dis/estimator.js';
import type { Image } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import type { Moment } from '../media/time/moment.js';
import { frameOf } from '../media/time/selection.js';
import { measureFrames } from '../metrics/stream/measure-frames.js';
import { readChangedName } from '../options/changes.js';
import { libraryOptions } from '../options/library-options.js';
import { type RegionOption, readMaskName } from '../options/region-type.js';
import type { StylizeOptions, StylizeOptionsInput } from '../options/resolve.js';
import type { Change } from '../options/timed-types.js';
import type { JobPaths } from '../pipeline/plan/job-plan.js';
import { stylizeVideo } from '../pipeline/stylize-video.js';
import type { StylizeReport } from '../report.js';
import type { StyleKind } from '../stylize/style-network/style-kind.js';
import type { Window } from './pick-windows.js';
import { triptych } from './pictures.js';
import type { DraftedWindow, DraftFlicker, Triptych } from './sheet.js';

/** What all windows are painted from, and how. */
export interface DraftSettings {
  readonly input: string;
  readonly options: StylizeOptionsInput;
  /** Longer side, and quality, of the drafts. */
  readonly size: number;
  readonly quality: StylizeOptions['quality'];
}

/** Options of the job that say what is written and where: a draft has its own. */
const ofTheOutput: ReadonlySet<string> = new Set<keyof StylizeOptions>([
  'end',
  'preset',
  'codec',
  'crf',
  'workDir',
  'outputSize',
  'fps',
  'explain',
  'explainFrames',
]);

/** A window painted, with what it was painted from and how that went. */
export interface Drafted {
  readonly window: DraftedWindow;
  readonly sources: Triptych;
  readonly report: StylizeReport;
}

/**
 * The options of the job that paints one window, with a set of options on top of those given to all. Of the key frames, and of the masks that are
 * followed, it has those that lie in it.
 *
 * @param kind of the style: a network paints in one pass, of which there is one quality
 */
export function windowOptions(
  { options, size, quality }: DraftSettings,
  { first, count }: Window,
  set: StylizeOptionsInput,
  kind: StyleKind,
  info: VideoInfo,
): StylizeOptionsInput {
  const { fast = false, keyframe = [], region = [], at = [] } = { ...options, ...set };
  const isShown = (frame: number) => frame >= first && frame < first + count;
  const regions = region.map((one) =>
    withMaskAt(one, (moment) => isShown(frameOf(info, moment, '--region'))),
  );
  const hasRegion = regions.map((shown) => shown.length > 0);
  const look = Object.fromEntries(Object.entries(options).filter(([name]) => !ofTheOutput.has(name)));
  return {
    ...look,
    ...set,
    keyframe: keyframe.filter(({ time }) => isShown(frameOf(info, time, '--keyframe'))),
    region: regions.flat(),
    at: hasRegion.every(Boolean) ? at : at.flatMap((one) => ofRegions(one, hasRegion)),
    size,
    quality: fast || kind === 'network' ? libraryOptions.quality.default : quality,
    start: `${first}f`,
    duration: `${count}f`,
    overwrite: true,
    restart: true,
    keepWork: false,
  };
}

/** A region with those of the pictures of its mask whose time is wanted; none where nothing is left to follow. */
function withMaskAt(region: RegionOption, isWanted: (at: Moment) => boolean): RegionOption[] {
  const name = readMaskName(region.mask);
  if (name.kind !== 'followed') return [region];
  const pictures = name.pictures.filter(({ at }) => isWanted(at));
  if (pictures.length === 0) return [];
  return [{ ...region, mask: pictures.map(({ path, at }) => `${path}@${at}`).join(',') }];
}

/** A change without what it says of regions that are left out, the rest by the numbers that they have then; none where nothing is left. */
function ofRegions(change: Change, kept: readonly boolean[]): Change[] {
  const values = Object.entries(change.values).flatMap(([name, value]): [string, number][] => {
    const { option, number = 1 } = readChangedName(name);
    if (option !== 'region') return [[name, value]];
    const before = kept.slice(0, number - 1).filter(Boolean).length;
    return kept[number - 1] ? [[`region${before + 1}`, value]] : [];
  });
  return values.length > 0 ? [{ ...change, values: Object.fromEntries(values) }] : [];
}

/**
 * Paints one window as a job of its own.
 *
 * @param output where the clip goes that is read back
 * @param options as `windowOptions` gives them
 */
export async function paintWindow(
  { input, style, output }: JobPaths,
  options: StylizeOptionsInput,
  { onFrame, signal }: { readonly onFrame: () => void; readonly signal: AbortSignal | undefined },
): Promise<Drafted> {
  const sources: Image[] = [];
  const painted: Image[] = [];
  const finished: Image[] = [];
  const report = await stylizeVideo(input, style, output, options, {
    signal,
    onPainted({ source, stylized, finished: asInFile }) {
      sources.push(source);
      painted.push(stylized);
      finished.push(asInFile());
      onFrame();
    },
  });
  const window: DraftedWindow = {
    pictures: await triptych(finished),
    clip: await readFile(output),
    flicker: await flickerOf(sources, painted, signal),
  };
  return { window, sources: await triptych(sources), report };
}

/** Warping error at gap 1, from the pictures as painted. */
async function flickerOf(
  sources: readonly Image[],
  painted: readonly Image[],
  signal: AbortSignal | undefined,
): Promise<DraftFlicker | null> {
  await using estimator = await createDisEstimator();
  const frames = sources.map((source, index) => ({
    index,
    time: index,
    source,
    renders: [painted[index] as Image],
  }));
  const sums = { pairs: 0, output: 0, input: 0 };
  for await (const [record] of measureFrames(frames, { estimator, gaps: [1], signal })) {
    const { output, input } = record?.warping[0] ?? {};
    if (output == null || input == null) continue;
    sums.pairs++;
    sums.output += output;
    sums.input += input;
  }
  const { pairs, output, input } = sums;
  return pairs === 0 ? null : { pairs, output: output / pairs, input: input / pairs };
}

/** The mean over the pairs of all windows. */
export function pooled(windows: readonly (DraftFlicker | null)[]): DraftFlicker | null {
  const own = windows.filter((window) => window !== null);
  const pairs = own.reduce((sum, { pairs }) => sum + pairs, 0);
  if (pairs === 0) return null;
  const mean = (side: 'output' | 'input') =>
    own.reduce((sum, flicker) => sum + flicker.pairs * flicker[side], 0) / pairs;
  return { pairs, output: mean('output'), input: mean('input') };
}
