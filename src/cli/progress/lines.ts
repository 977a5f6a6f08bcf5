import { counted, duration } from '../../number-format.js';
import type { EstimateProgress, StylizeProgress } from '../../progress.js';
import { printable, printableValue } from '../terminal/printable.js';
import type { Clock, Renderer, TextSink } from './renderer.js';
import { counter, fineTuning, forecast, frame, isMeasured, losses, plan } from './wording.js';

/** Between two lines of progress where nobody asked for more. */
const quietMs = 15_000;

/**
 * Plain lines, for logs and pipes: the plan, a rough first estimate and a closer
 * one after five frames, then a line every fifteen seconds; under `verbose` every
 * frame and shot.
 *
 * @param timed whether estimates, and how far the work is, are lines of their own; not where a bar shows the newest
 */
export function lineRenderer(out: TextSink, verbose: boolean, now: Clock, timed = true): Renderer {
  let estimate: EstimateProgress | undefined;
  let frames: number | null = null;
  /** The source's number of the output's first frame. */
  let firstFrame = 0;
  let lastLine = now();
  let forecastShown: 'none' | 'rough' | 'close' = 'none';
  const print = (text: string) => {
    out.write(`${text}\n`);
    lastLine = now();
  };

  const isDue = () => timed && now() - lastLine >= quietMs;
  const onEstimate = (fact: EstimateProgress) => {
    estimate = fact;
    if (!timed || forecastShown === 'close' || fact.leftSeconds === 0) return;
    const close = isMeasured(fact);
    if (close || forecastShown === 'none') {
      forecastShown = close ? 'close' : 'rough';
      print(forecast(fact));
    }
  };

  const progress = (given: StylizeProgress) => {
    const fact = printableValue(given);
    switch (fact.type) {
      case 'plan':
        ({ frames, firstFrame = 0 } = fact);
        estimate = undefined;
        forecastShown = 'none';
        return print(plan(fact));
      case 'estimate':
        return onEstimate(fact);
      case 'shot':
        return verbose
          ? print(`shot ${fact.shot + 1} starts at frame ${firstFrame + fact.frame}`)
          : undefined;
      case 'fine-tune':
        if (fact.step !== fact.steps && !isDue()) return;
        return print(fineTuning(fact));
      case 'evaluation':
        if (!isDue()) return;
        return print(
          `${counter(fact.frame, frames)} frames done; frame ${firstFrame + fact.frame}: scale ${fact.scale + 1} of ${fact.scales}, ` +
            `evaluation ${fact.evaluation} of at most ${fact.limit}, ${losses(fact.loss)}${left(estimate)}`,
        );
      case 'frame':
        if (verbose) return print(frame(fact, frames, firstFrame));
        if (!isDue()) return;
        return print(
          `${counter(fact.index + 1, frames)} frames done${fact.loss ? `, ${losses(fact.loss)}` : ''}${left(estimate)}`,
        );
      case 'notice':
        return print(`note: ${fact.text}`);
      case 'resume':
        return print(`continuing after ${fact.done} of ${fact.frames} frames`);
      case 'kept':
        return; // reported with the error, by whoever prints it
      case 'done':
        return print(doneText(fact));
      default:
        fact satisfies never;
    }
  };
  return { progress, say: (text) => print(printable(text)), end: () => {} };
}

/** The line that ends a job. */
function doneText(fact: Extract<StylizeProgress, { type: 'done' }>): string {
  const each = fact.later
    ? `; after the first frame of a shot: ${duration(fact.later.seconds)} and ${fact.later.evaluations} evaluations per frame (medians)`
    : '';
  return `wrote ${fact.output}: ${counted(fact.frames, 'frame')} in ${duration(fact.seconds)}${each}`;
}

function left(estimate: EstimateProgress | undefined): string {
  if (!estimate || estimate.leftSeconds === null) return '';
  const pace = estimate.frames === 1 ? '' : `, ${duration(estimate.secondsPerFrame)} per frame`;
  return `${pace}, ${duration(estimate.leftSeconds)} left`;
}
