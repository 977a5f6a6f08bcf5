import { type LossTerms, lossTermNames } from '../../loss-terms.js';
import { duration } from '../../number-format.js';
import type { EstimateProgress, FineTuneProgress, FrameProgress, PlanProgress } from '../../progress.js';

/** A loss to three significant digits: `0.0123`, `4.57`, `1234`. */
export function loss(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** `loss 3.21 (content 1.1, style 1.9, temporal 0.2)`: without terms that have no part in it. */
export function losses(terms: LossTerms): string {
  const parts = lossTermNames
    .filter((name) => terms[name] !== 0)
    .map((name) => `${name} ${loss(terms[name])}`);
  return `loss ${loss(terms.total)} (${parts.join(', ')})`;
}

/** `fine-tuning for the painting: step 20 of 300, style 0.212`. */
export function fineTuning({ step, steps, style }: FineTuneProgress): string {
  return `fine-tuning for the painting: step ${counter(step, steps)}, style ${loss(style)}`;
}

/** What will be done, in a few lines. */
export function plan(fact: PlanProgress): string {
  const how = fact.way === 'optimising' ? `quality ${fact.options.quality}` : 'in one pass';
  return [
    `${fact.input} → ${fact.output}`,
    `  ${contentText(fact)}`,
    `  style of ${fact.style}, ${how}`,
    `  network ${fact.model} on ${fact.device}`,
  ].join('\n');
}

/** What is painted: frames, rate, sound, sizes. */
export function contentText(fact: Omit<PlanProgress, 'type' | 'device'>): string {
  const resized = fact.sourceWidth !== fact.width || fact.sourceHeight !== fact.height;
  const from = resized ? `, from ${fact.sourceWidth}×${fact.sourceHeight}` : '';
  const enlarged = fact.outputWidth !== fact.width || fact.outputHeight !== fact.height;
  const size = `${fact.width}×${fact.height}${from}${enlarged ? `, written at ${fact.outputWidth}×${fact.outputHeight}` : ''}`;
  return fact.kind === 'image' ? `one picture, ${size}` : `${clip(fact)}, ${size}`;
}

/** Frames of a job after which its pace is known. */
const fewestFrames = 5;

/** Whether a prediction stands on frames that were timed, not on the first evaluations alone. */
export function isMeasured({ done, frames }: EstimateProgress): boolean {
  return done >= Math.min(fewestFrames, frames ?? fewestFrames);
}

/** How long it will take: a range, to judge by the first evaluations, and a figure as soon as frames were timed. */
export function forecast(fact: EstimateProgress): string {
  const { totalSeconds, leftSeconds } = fact;
  const pace = `${duration(fact.secondsPerFrame)} per frame`;
  if (totalSeconds === null || leftSeconds === null) {
    return `${pace}; the clip does not say how many frames it has`;
  }
  if (isMeasured(fact))
    return `${duration(leftSeconds)} left, about ${duration(totalSeconds)} in total (${pace})`;
  return `roughly ${range(0.75 * totalSeconds, 1.4 * totalSeconds)} in total; a better estimate follows after ${fewestFrames} frames`;
}

/** `20 to 40 s`, `3 to 5 min`, `2 to 4 h`. */
function range(low: number, high: number): string {
  const [unit, name, step] = high < 90 ? [1, 's', 5] : high < 5400 ? [60, 'min', 1] : [3600, 'h', 0.5];
  const from = Math.max(step, Math.floor(low / unit / step) * step);
  const to = Math.max(from + step, Math.ceil(high / unit / step) * step);
  return `${from} to ${to} ${name}`;
}

/**
 * One frame that is done, for lines.
 *
 * @param firstFrame the source's number of the output's first frame; frames are counted from 0
 */
export function frame(fact: FrameProgress, frames: number | null, firstFrame: number): string {
  const trusted = fact.reliable === null ? '' : `, ${Math.round(100 * fact.reliable)} % of the flow trusted`;
  const { decode, flow, optimise, encode } = fact.seconds;
  const stages = `decode ${duration(decode)}, flow ${duration(flow)}, optimise ${duration(optimise)}, encode ${duration(encode)}`;
  return (
    `frame ${firstFrame + fact.index} (${counter(fact.index + 1, frames)} done), shot ${fact.shot + 1}: ` +
    `${fact.loss ? `${fact.evaluations} evaluations, ${losses(fact.loss)}` : 'in one pass'}${trusted}; ${stages}`
  );
}

/** `12 of 120`, or `12` where the end is not known. */
export function counter(done: number, frames: number | null): string {
  return frames === null ? String(done) : `${done} of ${frames}`;
}

function clip({
  frames,
  fps,
  duration: seconds,
  audioStreams,
}: Pick<PlanProgress, 'frames' | 'fps' | 'duration' | 'audioStreams'>): string {
  const rate = fps === null ? '' : ` at ${Number(fps.toFixed(3))} fps`;
  const length = seconds === null ? '' : ` (${duration(seconds)})`;
  const sound =
    audioStreams === 0 ? 'no sound' : audioStreams === 1 ? 'with sound' : `${audioStreams} audio streams`;
  return `${frames ?? 'an unknown number of'} frames${rate}${length}, ${sound}`;
}
