import { basename } from 'node:path';
import { OutputError } from '../../errors.js';
import type { ExplainedFrame } from '../../explain/explained-frame.js';
import { explanationPage } from '../../explain/explanation-page.js';
import { writeWholeFile } from '../../files/whole-file.js';
import { explainFrame } from '../../stylize/explain/explain-frame.js';
import type { FinishedFrame } from '../../stylize/explain/finished-frame.js';
import type { FrameExplanation } from '../../stylize/explain/frame-explanation.js';
import type { JobControl } from '../job-report.js';
import { removeMargin, removePlaneMargin } from '../margin.js';
import type { JobPlan } from '../plan/job-plan.js';
import { framesToExplain } from './frames-to-explain.js';

/** Explains some frames of a job as they are painted. */
export class Explanations {
  readonly #plan: JobPlan;
  readonly #control: JobControl;
  readonly #wanted: ReadonlySet<number>;
  readonly #explained: ExplainedFrame[] = [];
  /** Frames that are the same as the one before. */
  readonly #repeated: number[] = [];
  /** The newest painting of the frame under way. */
  #finished: FinishedFrame | undefined;

  private constructor(plan: JobPlan, control: JobControl, wanted: readonly number[]) {
    this.#plan = plan;
    this.#control = control;
    this.#wanted = new Set(wanted);
  }

  /** Undefined where nobody asks for any. */
  static of(plan: JobPlan, control: JobControl): Explanations | undefined {
    const { options } = plan;
    if (options.explain === undefined && control.onExplained === undefined) return undefined;
    const count = plan.kind === 'image' ? 1 : plan.selection.count;
    return new Explanations(plan, control, framesToExplain(options, count));
  }

  /** What a frame that is to be explained is painted with, besides the usual; none for others. */
  paintOptions(index: number): { readonly onFinished?: (frame: FinishedFrame) => void } {
    this.#finished = undefined;
    if (!this.#wanted.has(index)) return {};
    return {
      onFinished: (frame) => {
        this.#finished = frame;
      },
    };
  }

  /** Explains the frame that was just painted, if it is to be. */
  async add(index: number, time: number, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#wanted.has(index)) return;
    if (this.#finished === undefined) {
      this.#repeated.push(index);
      return;
    }
    const explained = { index, time, ...withoutMargin(await explainFrame(this.#finished, signal)) };
    this.#finished = undefined;
    this.#explained.push(explained);
    this.#control.onExplained?.(explained);
  }

  /**
   * Writes the page, if one was asked for.
   *
   * @throws OutputError where it cannot be written
   */
  async write(): Promise<void> {
    const { paths, options, model } = this.#plan;
    if (options.explain === undefined) return;
    const missing = this.#missing();
    const page = await explanationPage(this.#explained, {
      input: basename(paths.input),
      style: basename(paths.style),
      model: basename(model),
      missing,
    });
    await writeWholeFile(options.explain, page).catch((error: Error) => {
      throw new OutputError(
        `The explanation \`${options.explain}\` cannot be written: ${error.message}`,
        error,
      );
    });
    for (const text of missing) this.#control.onProgress?.({ type: 'notice', text });
  }

  /** Why frames that were to be explained are not. */
  #missing(): string[] {
    const explained = this.#explained.map(({ index }) => index);
    const keys = this.#plan.kind === 'video' ? this.#plan.keys : [];
    return [...this.#wanted]
      .filter((index) => !explained.includes(index))
      .map((index) =>
        keys.some((key) => key.index === index)
          ? `Frame ${index} is not explained: it is a key frame, and shown as it was given.`
          : this.#repeated.includes(index)
            ? `Frame ${index} is not explained: it is the same as the one before it, and was not painted again.`
            : `Frame ${index} is not explained: an earlier run has painted it. Add \`--restart\` to paint all frames again.`,
      );
  }
}

function withoutMargin(explanation: FrameExplanation): FrameExplanation {
  const { source, painted, parts, tries } = explanation;
  return {
    ...explanation,
    source: removeMargin(source),
    painted: removeMargin(painted),
    parts: parts.map((part) => ({ ...part, pull: removePlaneMargin(part.pull, painted) })),
    tries: tries.map((each) => ({ ...each, image: removeMargin(each.image) })),
  };
}
