import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { probe } from '../decode/probe/probe.js';
import { fitSize } from '../decode/size.js';
import { UsageError } from '../errors.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import { toNumber } from '../media/time/rational.js';
import { selectFrames } from '../media/time/selection.js';
import { resolveOptions } from '../options/resolve.js';
import { type Attempt, planAttempts } from './attempts.js';
import type { DraftControl, DraftRequest } from './draft-request.js';
import { type Drafted, paintWindow, pooled, windowOptions } from './paint-window.js';
import { thumbnail } from './pictures.js';
import { predict } from './predict.js';
import type { Candidate, Sheet, SheetWindow, Triptych } from './sheet.js';
import { type Survey, survey } from './survey.js';

/** A clip with the windows that are tried of it. */
interface SurveyedClip {
  readonly info: VideoInfo;
  /** Frames of the job to come. */
  readonly frames: number;
  readonly found: Survey;
  /** Where the windows lie, in seconds. */
  readonly spans: readonly Omit<SheetWindow, 'pictures'>[];
}

/**
 * Paints short windows of a clip, small and quickly, with each painting and
 * each set of options, and predicts what the whole job would take. Drafts are
 * jobs as any other: the same code, at another size. All of them are planned
 * before the first is painted.
 *
 * @throws as `stylizeVideo`
 */
export async function draft(request: DraftRequest, control: DraftControl = {}): Promise<Sheet> {
  const { onProgress, signal } = control;
  const clip = await surveyClip(request, control);
  const { windows } = clip.found;
  const folder = await mkdtemp(join(tmpdir(), 'nst-video-draft-'));
  try {
    const attempts = await planAttempts(request, clip, windows, folder, control);
    const candidates: Candidate[] = [];
    let sources: readonly Triptych[] = [];
    const of = attempts.length * windows.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    for (const [number, attempt] of attempts.entries()) {
      const { style, set, kind } = attempt;
      const onFrame = () => onProgress?.({ type: 'painting', done: ++done, of, style, set: set.label });
      const drafted: Drafted[] = [];
      for (const [i, window] of windows.entries()) {
        const paths = { input: request.input, style, output: join(folder, `${number}-${i}.mp4`) };
        const options = windowOptions(request, window, set.options, kind, clip.info);
        drafted.push(await paintWindow(paths, options, { onFrame, signal }));
      }
      if (number === 0) sources = drafted.map((window) => window.sources);
      const candidate = await candidateOf(request, clip, attempt, drafted);
      candidates.push(candidate);
      onProgress?.({ type: 'candidate', candidate });
    }
    return {
      input: basename(request.input),
      ...fitSize(clip.info.video, request.size),
      windows: clip.spans.map((span, i) => ({ ...span, pictures: sources[i] as Triptych })),
      candidates,
      notes: notesOf(request, clip),
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Finds the windows. */
async function surveyClip(
  request: DraftRequest,
  { signal, onProgress }: DraftControl,
): Promise<SurveyedClip> {
  const common = resolveOptions(request.options);
  const info = await probe(request.input, { ...common, signal });
  if (info.kind !== 'video') {
    throw new UsageError(
      `Expected \`${request.input}\` to be a clip, got a picture: drafts are only for clips, so stylize it directly`,
    );
  }
  const selection = selectFrames(info, common);
  const found = await survey(info, selection, {
    windows: request.windows,
    seconds: request.windowLength,
    signal,
    onProgress: (done, of) => onProgress?.({ type: 'survey', done, of }),
  });
  const spans = found.windows.map(({ first, count }) => ({
    start: frameTime(info, info.video.ticks[first] as number),
    seconds: count / toNumber(info.video.frameRate),
  }));
  onProgress?.({ type: 'windows', asked: askedFor(request, found), windows: spans });
  return { info, frames: selection.count, found, spans };
}

async function candidateOf(
  request: DraftRequest,
  { info, frames, found }: SurveyedClip,
  { style, set, options, pace }: Attempt,
  drafted: readonly Drafted[],
): Promise<Candidate> {
  return {
    command: request.command(style, { ...request.options, ...set.options }),
    style: basename(style),
    set: set.label,
    painting: await thumbnail(style),
    windows: drafted.map(({ window }) => window),
    flicker: pooled(drafted.map(({ window }) => window.flicker)),
    prediction: predict({
      info,
      frames,
      cutsPerFrame: found.cutsPerFrame,
      options,
      pace,
      draft: request,
      reports: drafted.map(({ report }) => report),
    }),
  };
}

function askedFor(request: DraftRequest, { windows }: Survey): number {
  return request.windows === 'auto' ? windows.length : request.windows;
}

function notesOf(request: DraftRequest, { found, frames: all }: SurveyedClip): string[] {
  const { frames, windows } = found;
  const asked = askedFor(request, found);
  const made = `only ${windows.length} ${windows.length === 1 ? 'was' : 'were'} made`;
  const tooShort = `The clip is too short for ${asked} windows of ${request.windowLength} s: ${made}.`;
  const notes = windows.length < asked ? [tooShort] : [];
  notes.push(
    `Drafts are painted at ${request.size} pixels and quality ${request.quality}: compared with the final job, strokes are larger relative to the picture and there is less detail.`,
    frames < all
      ? `The clip is long: ${frames} of its ${all} frames, spread over the whole clip, were searched for shots and motion.`
      : `Each window is placed around the strongest motion of a shot, or of a part of it, measured as the largest mean length of the flow. Frames that are almost entirely black, white or grey are avoided.`,
    'The time of the job is predicted from loss evaluations timed at its real size and at every scale, multiplied by the number that its quality allows and by the share of them that the drafts needed. The other costs of a frame are added: some were timed at the real size; flow and decoding were timed in the drafts and scaled by the number of pixels. Encoding runs in parallel.',
    'Flicker is the warping error at gap 1 at the size of the drafts, over all windows, shown next to that of the source.',
  );
  const sets = request.sets.map((set) => resolveOptions({ ...request.options, ...set.options }));
  if (sets.some(({ fast, fineTune }) => fast && fineTune === 'auto')) {
    notes.push(
      'Drafts of `--fast` are too short to be fine-tuned to the painting, which a long enough job is before it begins: it then comes closer to the painting. The predicted time includes that.',
    );
  }
  return notes;
}
