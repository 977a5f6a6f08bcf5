import { readFrame } from '../../checkpoint/checkpoint.js';
import type { ClockReading, FrameNote } from '../../checkpoint/resume-point.js';
import type { WorkView } from '../../checkpoint/work-folder.js';
import { decodeFrames } from '../../decode/frames/frames.js';
import { imageFromRgb24 } from '../../image.js';
import { partOf } from '../../media/time/resampled.js';
import { withLook } from '../finish-look.js';
import type { JobControl } from '../job-report.js';
import { openShotView } from './kept-shots.js';
import type { ShotsJob } from './open-job.js';
import { paintedSpan } from './plan-file.js';

/**
 * Watches a job that other machines paint, by what comes to lie in its folder: tells of every frame as a job of this
 * process would, though in another order, and shows the newest one.
 */
export class ShotsWatcher {
  readonly #job: ShotsJob;
  readonly #control: Pick<JobControl, 'onProgress' | 'onPainted'>;
  readonly #began = performance.now();
  /** By shot, frames that were told of. */
  readonly #told: number[];
  #here = 0;

  constructor(job: ShotsJob, control: Pick<JobControl, 'onProgress' | 'onPainted'>) {
    this.#job = job;
    this.#control = control;
    this.#told = job.shots.map(() => 0);
  }

  /**
   * Looks at the shots that have come on.
   *
   * @param done by shot, frames that are complete, as far as that is known
   */
  async look(done: ReadonlyMap<number, number>, signal: AbortSignal): Promise<void> {
    let newest: { readonly view: WorkView; readonly number: number } | undefined;
    const views: AsyncDisposable[] = [];
    try {
      for (const [number, count] of done) {
        if (count <= (this.#told[number] ?? count)) continue;
        const view = await openShotView(this.#job, number);
        if (!view) continue;
        views.push(view);
        this.#tell(number, view);
        newest = { view, number };
      }
      if (newest) await this.#show(newest.view, newest.number, signal);
    } finally {
      for (const view of views) await view[Symbol.asyncDispose]();
    }
  }

  #tell(number: number, view: WorkView): void {
    const { onProgress } = this.#control;
    const notes = view.frames.notes() as FrameNote[];
    for (let i = this.#told[number] ?? 0; i < notes.length; i++) {
      const { frame, clock } = notes[i] as FrameNote;
      this.#here++;
      onProgress?.({ type: 'frame', ...frame, seconds: between(notes[i - 1]?.clock, clock) });
    }
    this.#told[number] = notes.length;
    const frames = this.#job.shots.reduce((sum, shot) => sum + paintedSpan(shot).count, 0);
    const all = this.#told.reduce((a, b) => a + b);
    const secondsPerFrame = (performance.now() - this.#began) / 1000 / Math.max(1, this.#here);
    const leftSeconds = (frames - all) * secondsPerFrame;
    const totalSeconds = frames * secondsPerFrame;
    onProgress?.({ type: 'estimate', frames, done: all, secondsPerFrame, leftSeconds, totalSeconds });
  }

  /** Shows the last frame of a shot, beside its source, which is decoded for it. */
  async #show(view: WorkView, number: number, signal: AbortSignal): Promise<void> {
    const { plan, shots } = this.#job;
    const last = view.frames.count - 1;
    const note = view.frames.notes()[last] as FrameNote | undefined;
    if (!note || !shots[number]) return;
    const { width, height } = plan.size;
    const { index, time, shot } = note.frame;
    const selection = partOf(plan.selection, index, 1);
    const timeoutSeconds = plan.options.ffmpegTimeout;
    for await (const { bytes } of decodeFrames(plan.info, {
      width,
      height,
      selection,
      timeoutSeconds,
      signal,
    })) {
      const { rgb24 } = await readFrame(view, last);
      const [source, stylized] = [bytes, rgb24].map((data) => imageFromRgb24(data, width, height));
      const finished = () => withLook(stylized!, plan.options, index);
      const pictures = { source: source!, stylized: stylized!, finished };
      this.#control.onPainted?.({ index, time, shot, ...pictures, guide: null });
    }
  }
}

function between(before: ClockReading | undefined, { stages }: ClockReading): ClockReading['stages'] {
  if (!before) return stages;
  return {
    decode: stages.decode - before.stages.decode,
    flow: stages.flow - before.stages.flow,
    optimise: stages.optimise - before.stages.optimise,
    encode: stages.encode - before.stages.encode,
  };
}
