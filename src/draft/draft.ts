import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { probe } from '../decode/probe/probe.js';
import { fitSize } from '../decode/size.js';
import { UsageError } from '../errors.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import { toNumber } from '../media/time/rational.js';
import { selectFrames } from '../media/time/selection.js';
import { resolveOptions, type StylizeOptions, type StylizeOptionsInput } from '../options/resolve.js';
import { measurePace, type Pace } from './pace.js';
import { type Drafted, type PaintedPlan, paintWindow, pooled } from './paint-window.js';
import type { Window } from './pick-windows.js';
import { thumbnail } from './pictures.js';
import { predict } from './predict.js';
import type { Candidate, Sheet, Triptych } from './sheet.js';
import { type Survey, survey } from './windows.js';

/** What is tried. */
export interface DraftPlan extends PaintedPlan {
  /** At least one. */
  readonly styles: readonly string[];
  /** At least one; each on top of `options`, with what was typed. */
  readonly sets: readonly { readonly label: string; readonly options: StylizeOptionsInput }[];
  /** As in `survey`. */
  readonly windows: number | 'auto';
  /** Seconds of a window. */
  readonly windowLength: number;
  /** The command that paints the whole clip with a painting and options, to be shown beside them. */
  command(style: string, options: StylizeOptionsInput): string;
}

/** A measured fact about drafts under way. */
export type DraftProgress =
  | { readonly type: 'survey'; readonly done: number; readonly of: number }
  | {
      readonly type: 'windows';
      /** How many were asked for; more than there are where the clip is too short. */
      readonly asked: number;
      readonly windows: readonly { readonly start: number; readonly seconds: number }[];
    }
  | { readonly type: 'pace'; readonly width: number; readonly height: number }
  | {
      readonly type: 'painting';
      readonly done: number;
      readonly of: number;
      readonly style: string;
      readonly set: string;
    }
  | { readonly type: 'candidate'; readonly candidate: Candidate };

/** Cancellation and progress of drafts. */
export interface DraftControl {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (fact: DraftProgress) => void;
}

/**
 * Paints short windows of a clip, small and quickly, with each painting and
 * each set of options, and predicts what the whole job would take. Drafts are
 * jobs as any other: the same code, at another size.
 *
 * @throws as `stylizeVideo`
 */
export async function draft(plan: DraftPlan, { signal, onProgress }: DraftControl = {}): Promise<Sheet> {
  const common = resolveOptions(plan.options);
  const info = await probe(plan.input, { ...common, signal });
  if (info.kind !== 'video') {
    throw new UsageError(
      `Expected \`${plan.input}\` to be a clip, got a picture: drafts are only for clips, so stylize it directly`,
    );
  }
  const selection = selectFrames(info, common);
  const found = await survey(info, selection, {
    windows: plan.windows,
    seconds: plan.windowLength,
    signal,
    onProgress: (done, of) => onProgress?.({ type: 'survey', done, of }),
  });
  const beginning = ({ first }: Window) => frameTime(info, info.video.ticks[first] as number);
  const secondsOf = ({ count }: Window) => count / toNumber(info.video.frameRate);
  const spans = found.windows.map((window) => ({ start: beginning(window), seconds: secondsOf(window) }));
  const asked = plan.windows === 'auto' ? spans.length : plan.windows;
  onProgress?.({ type: 'windows', asked, windows: spans });

  const folder = await mkdtemp(join(tmpdir(), 'nst-video-draft-'));
  try {
    const size = fitSize(info.video, plan.size);
    const paces = new Map<string, Pace>();
    const candidates: Candidate[] = [];
    let sources: readonly Triptych[] = [];
    const of =
      plan.styles.length * plan.sets.length * found.windows.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    for (const style of plan.styles) {
      for (const set of plan.sets) {
        const options = resolveOptions({ ...plan.options, ...set.options });
        const pace = await paceOf(paces, info, style, found, options, onProgress, signal);
        const drafted: Drafted[] = [];
        for (const window of found.windows) {
          const output = join(folder, `${candidates.length}-${drafted.length}.mp4`);
          const onFrame = () => onProgress?.({ type: 'painting', done: ++done, of, style, set: set.label });
          drafted.push(await paintWindow(plan, window, style, set.options, { output, onFrame, signal }));
        }
        if (sources.length === 0) sources = drafted.map(({ sources }) => sources);
        const candidate: Candidate = {
          command: plan.command(style, { ...plan.options, ...set.options }),
          style: basename(style),
          set: set.label,
          painting: await thumbnail(style),
          windows: drafted.map(({ window }) => window),
          flicker: pooled(drafted.map(({ window }) => window.flicker)),
          prediction: predict({
            info,
            frames: selection.count,
            cutsPerFrame: found.cutsPerFrame,
            options,
            pace,
            size: plan.size,
            quality: plan.quality,
            reports: drafted.map(({ report }) => report),
          }),
        };
        candidates.push(candidate);
        onProgress?.({ type: 'candidate', candidate });
      }
    }
    const windows = spans.map((span, i) => ({ ...span, pictures: sources[i] as Triptych }));
    return {
      input: basename(plan.input),
      ...size,
      windows,
      candidates,
      notes: notesOf(plan, found, selection.count),
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The pace of a job's options, measured once for all that compute alike. */
async function paceOf(
  known: Map<string, Pace>,
  info: VideoInfo,
  style: string,
  { windows: [window] }: Survey,
  options: StylizeOptions,
  onProgress: DraftControl['onProgress'],
  signal: AbortSignal | undefined,
): Promise<Pace> {
  const { size, model, device, threads, contentLayers, styleLayers, styleLoss, optimizer } = options;
  const key = JSON.stringify([
    size,
    model,
    device,
    threads,
    contentLayers,
    styleLayers,
    styleLoss,
    optimizer,
  ]);
  const found = known.get(key);
  if (found) return found;
  onProgress?.({ type: 'pace', ...fitSize(info.video, size) });
  const pace = await measurePace(info, style, window?.first ?? 0, options, signal);
  known.set(key, pace);
  return pace;
}

function notesOf(plan: DraftPlan, { frames, windows }: Survey, all: number): string[] {
  const asked = plan.windows === 'auto' ? windows.length : plan.windows;
  return [
    ...(windows.length < asked
      ? [
          `The clip is too short for ${asked} windows of ${plan.windowLength} s: only ${windows.length} ${windows.length === 1 ? 'was' : 'were'} made.`,
        ]
      : []),
    `Drafts are painted at ${plan.size} pixels and quality ${plan.quality}: compared with the final job, strokes are larger relative to the picture and there is less detail.`,
    frames < all
      ? `The clip is long: ${frames} of its ${all} frames, spread over the whole clip, were searched for shots and motion.`
      : `Each window is placed around the strongest motion of a shot, or of a part of it, measured as the largest mean length of the flow. Frames that are almost entirely black, white or grey are avoided.`,
    'The time of the job is predicted from loss evaluations timed at its real size and at every scale, multiplied by the number that its quality allows and by the share of them that the drafts needed. The other costs of a frame are added: some were timed at the real size; flow and decoding were timed in the drafts and scaled by the number of pixels. Encoding runs in parallel.',
    'Flicker is the warping error at gap 1 at the size of the drafts, over all windows, shown next to that of the source.',
  ];
}
