import type { EstimateProgress, StylizeProgress } from '../../progress.js';
import { printable, printableValue } from '../printable.js';
import type { Clock, Renderer, TextSink } from './renderer.js';
import { counter, duration, forecast, frame, losses, plan } from './wording.js';

/** Between two lines of progress where nobody asked for more. */
const quietMs = 15_000;

/**
 * Plain lines, for logs and pipes: the plan, the first estimate and another
 * after five frames, then a line every fifteen seconds; under `verbose` every
 * frame and shot.
 */
export function lineRenderer(out: TextSink, verbose: boolean, now: Clock): Renderer {
  let estimate: EstimateProgress | undefined;
  let frames: number | null = null;
  let lastLine = now();
  let told = 0;
  const print = (text: string) => {
    out.write(`${text}\n`);
    lastLine = now();
  };

  const onEstimate = (fact: EstimateProgress) => {
    estimate = fact;
    if (told === 0 || (told === 1 && fact.done >= 5 && fact.leftSeconds !== 0)) {
      told++;
      print(forecast(fact));
    }
  };

  const progress = (given: StylizeProgress) => {
    const fact = printableValue(given);
    switch (fact.type) {
      case 'plan':
        ({ frames } = fact);
        estimate = undefined;
        told = 0;
        return print(plan(fact));
      case 'estimate':
        return onEstimate(fact);
      case 'shot':
        return verbose ? print(`shot ${fact.shot + 1} begins at frame ${fact.frame + 1}`) : undefined;
      case 'evaluation':
        if (now() - lastLine < quietMs) return;
        return print(
          `frame ${counter(fact.frame + 1, frames)}, scale ${fact.scale + 1}/${fact.scales}, ` +
            `evaluation ${fact.evaluation} of at most ${fact.limit}, ${losses(fact.loss)}${left(estimate)}`,
        );
      case 'frame':
        if (verbose) return print(frame(fact, frames));
        if (now() - lastLine < quietMs) return;
        return print(`frame ${counter(fact.index + 1, frames)}, ${losses(fact.loss)}${left(estimate)}`);
      case 'notice':
        return print(`note: ${fact.text}`);
      case 'resume':
        return print(`continuing after frame ${fact.done} of ${fact.frames}`);
      case 'kept':
        return; // told with the error, by whoever prints it
      case 'done':
        return print(doneText(fact));
      default:
        fact satisfies never;
    }
  };
  return { progress, say: (text) => print(printable(text)), end: () => {} };
}

/** The line that ends a job. */
export function doneText(fact: Extract<StylizeProgress, { type: 'done' }>): string {
  const what = fact.frames === 1 ? '1 frame' : `${fact.frames} frames`;
  const each = fact.later
    ? `; after a shot's first: ${duration(fact.later.seconds)} and ${fact.later.evaluations} evaluations a frame (medians)`
    : '';
  return `wrote ${fact.output}: ${what} in ${duration(fact.seconds)}${each}`;
}

function left(estimate: EstimateProgress | undefined): string {
  if (!estimate || estimate.leftSeconds === null) return '';
  return `, ${duration(estimate.secondsPerFrame)} a frame, ${duration(estimate.leftSeconds)} left`;
}
