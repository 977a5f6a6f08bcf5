import { duration } from '../../number-format.js';
import type {
  EstimateProgress,
  EvaluationProgress,
  FineTuneProgress,
  FrameProgress,
  StylizeProgress,
} from '../../progress.js';
import { lineRenderer } from './lines.js';
import type { Clock, Renderer, TextSink } from './renderer.js';
import { StatusLine } from './status-line.js';
import { counter, fineTuning, isMeasured, losses } from './wording.js';

const redrawMs = 100;
const barWidth = 20;

/**
 * One line at the foot of a terminal that is drawn anew, at most ten times a
 * second; everything else is printed above it, as plain lines.
 */
export function barRenderer(out: TextSink, verbose: boolean, now: Clock): Renderer {
  const status = new StatusLine(out, true);
  let drawnAt = -Infinity;
  let latest: Latest = { frames: null };
  const above: TextSink = { write: (text) => status.above(text) };
  const lines = lineRenderer(above, verbose, now, false);

  const progress = (fact: StylizeProgress) => {
    if (fact.type === 'plan') latest = { frames: fact.frames };
    else if (fact.type === 'estimate') latest = { ...latest, estimate: fact };
    else if (fact.type === 'fine-tune') latest = { ...latest, fineTune: fact };
    else if (fact.type === 'evaluation') latest = { ...latest, evaluation: fact };
    else if (fact.type === 'frame') latest = { ...latest, frame: fact, evaluation: undefined };
    if (fact.type === 'done') status.end();
    lines.progress(fact);
    const moves = ['fine-tune', 'evaluation', 'frame', 'estimate'].includes(fact.type);
    if (!moves || now() - drawnAt < redrawMs) return;
    drawnAt = now();
    status.show(statusText(latest));
  };

  return { progress, say: lines.say, end: () => status.end() };
}

/** The newest fact of each kind that the bar shows. */
interface Latest {
  readonly frames: number | null;
  readonly estimate?: EstimateProgress;
  readonly fineTune?: FineTuneProgress;
  readonly evaluation?: EvaluationProgress | undefined;
  readonly frame?: FrameProgress;
}

function statusText({ frames, estimate, fineTune, evaluation, frame }: Latest): string {
  if (fineTune && !frame) return `${bar(fineTune.step / fineTune.steps)} ${fineTuning(fineTune)}`;
  // After a resume, evaluations come before any frame.
  const done = evaluation ? evaluation.frame : frame ? frame.index + 1 : 0;
  const within = evaluation
    ? (evaluation.scale + evaluation.evaluation / evaluation.limit) / evaluation.scales
    : 0;
  const parts = [`${counter(done, frames)} frames`];
  if (estimate) {
    parts.push(`${duration(estimate.secondsPerFrame)}/frame`);
    const about = isMeasured(estimate) ? '' : 'roughly ';
    if (estimate.leftSeconds !== null) parts.push(`${about}${duration(estimate.leftSeconds)} left`);
  }
  const terms = evaluation?.loss ?? frame?.loss;
  if (terms) parts.push(losses(terms));
  const share = frames === null || frames === 0 ? undefined : Math.min(1, (done + within) / frames);
  return `${share === undefined ? '' : `${bar(share)} `}${parts.join(' · ')}`;
}

function bar(share: number): string {
  const filled = Math.round(share * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${String(Math.floor(100 * share)).padStart(3)} %`;
}
