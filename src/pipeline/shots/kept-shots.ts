import { type FrameBytes, readFrame } from '../../checkpoint/checkpoint.js';
import { readManifest } from '../../checkpoint/manifest.js';
import type { FrameNote } from '../../checkpoint/resume-point.js';
import { lookAtWorkFolder, viewWorkFolder, type WorkView } from '../../checkpoint/work-folder.js';
import { NotReadyError, WorkError } from '../../errors.js';
import { crossFade, type PaintedTwice } from './cross-fade.js';
import { type ShotsJob, shotFolder } from './open-job.js';
import { paintedSpan } from './plan-file.js';

/** Shots that are named in a message, at most. */
const mostNamed = 12;

/** The notes of all frames of a job, in order, read without a change to the disk. */
export interface KeptShots {
  /** By shot, then by frame. */
  readonly notes: readonly (readonly FrameNote[])[];
}

/**
 * Checks that every frame of every shot is there and what was painted.
 *
 * @throws NotReadyError that names the shots that are not complete, or are being painted; WorkError for one that is damaged
 */
export async function checkShots(job: ShotsJob, signal?: AbortSignal): Promise<KeptShots> {
  const missing: number[] = [];
  const notes: FrameNote[][] = [];
  for (const [number, planned] of job.shots.entries()) {
    signal?.throwIfAborted();
    const { first, count } = paintedSpan(planned);
    await using view = await viewShot(job, number);
    const complete = view?.frames.count === count;
    if (!complete) missing.push(number + 1);
    if (!view || !complete) continue;
    const own = view.frames.notes() as FrameNote[];
    const whole = await view.frames.countWhole();
    if (
      whole < count ||
      own.some(({ frame }, i) => frame.index !== first + i || frame.shot !== planned.shot)
    ) {
      throw new WorkError(
        `Shot ${number + 1} is damaged, at its frame ${whole + 1} of ${count}, in \`${shotFolder(job.folder, number)}\`: ` +
          `run \`nst-video paint --shot ${number + 1}\` again`,
      );
    }
    notes.push(own.slice(planned.leadIn));
  }
  if (missing.length === 0) return { notes };
  const named = missing.slice(0, mostNamed).join(', ');
  const more = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : '';
  throw new NotReadyError(
    `${missing.length} of ${job.shots.length} shots are not painted yet: ${named}${more}. Run \`nst-video paint\` for them`,
  );
}

/** The painted frames of all shots, in order. @throws WorkError where one is damaged */
export async function* framesOfShots(
  job: ShotsJob,
  signal?: AbortSignal,
): AsyncGenerator<FrameBytes, void, undefined> {
  for (const [number, { first, count, leadIn }] of job.shots.entries()) {
    await using view = await wholeView(job, number);
    const fading = job.shots[number + 1]?.leadIn ?? 0;
    for (let index = 0; index < count - fading; index++) {
      signal?.throwIfAborted();
      yield await readFrame(view, leadIn + index);
    }
    if (fading === 0) continue;
    await using next = await wholeView(job, number + 1);
    yield* crossFade(job, first + count - fading, fading, paintedTwice(view, next, fading), signal);
  }
}

/** The last frames of a part beside the first of the next, which are painted of the same sources. */
async function* paintedTwice(
  part: WorkView,
  next: WorkView,
  count: number,
): AsyncGenerator<PaintedTwice, void, undefined> {
  for (let index = 0; index < count; index++) {
    const ending = await readFrame(part, part.frames.count - count + index);
    yield { ending, beginning: await readFrame(next, index) };
  }
}

async function wholeView(job: ShotsJob, number: number): Promise<WorkView & AsyncDisposable> {
  const view = await viewShot(job, number);
  if (view) return view;
  throw new NotReadyError(`Shot ${number + 1} is not there any more: paint it again`);
}

/** How many frames of a shot are complete, without looking at all of them. */
export async function countKept(job: Pick<ShotsJob, 'folder'>, number: number): Promise<number> {
  await using view = await openShotView(job, number);
  return view?.frames.count ?? 0;
}

/** Looks into the folder of a shot, which may be being painted; undefined where there are no frames yet. */
export function openShotView(
  job: Pick<ShotsJob, 'folder'>,
  number: number,
): Promise<(WorkView & AsyncDisposable) | undefined> {
  return viewShot(job, number, false);
}

/** @param free whether it may not be in anybody's hands */
async function viewShot(
  { folder }: Pick<ShotsJob, 'folder'>,
  number: number,
  free = true,
): Promise<(WorkView & AsyncDisposable) | undefined> {
  const path = shotFolder(folder, number);
  const manifest = free ? await lookAtWorkFolder(path, false) : await readManifest(path);
  return manifest && viewWorkFolder(path, manifest);
}
