import { figure } from '../../number-format.js';
import type { ChartLine } from '../../page/chart-content.js';
import { element } from '../../page/element.js';
import { createLineChart, type LineChart } from '../../page/line-chart.js';
import type { EvaluationProgress, FrameProgress } from '../../progress.js';
import type { CountedEvaluation } from '../facts/job-facts.js';

const terms = [
  { key: 'total', colour: '--accent', width: 1.75 },
  { key: 'style', colour: '--ink', width: 1.25 },
  { key: 'content', colour: '--ink-soft', dashed: true, width: 1.25 },
  { key: 'temporal', colour: '--ink-faint', width: 1.25 },
  { key: 'tv', colour: '--other', dashed: true, width: 1.25 },
] as const;

/** The loss, term by term: within the frame in hand, and over the frames that are done. */
export function createLossCharts() {
  let evaluations: CountedEvaluation[] = [];
  let done: FrameProgress[] = [];
  /** The source's number of the job's first frame. */
  let numberedFrom = 0;
  let expected: number | null = null;
  const options = {
    height: 170,
    formatY: figure,
    formatX: (x: number) => String(Math.round(x)),
    stepsX: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
    logarithmic: () => true,
  };
  const inHand = createLineChart(options);
  const overFrames = createLineChart(options);
  const inHandTitle = element('h2', 'This frame');
  const keys = terms.map(({ key }) => element('span', { class: `key key-${key}` }, key));

  const linesOf = (facts: readonly (EvaluationProgress | FrameProgress)[]): readonly ChartLine[] =>
    terms.map(({ key, ...look }) => ({
      ...look,
      label: key,
      // A logarithmic axis has no place for 0: the temporal term of a shot's first frame.
      values: facts.map(({ loss }) => (loss[key] > 0 ? loss[key] : null)),
    }));
  const showInHand = () =>
    inHand.show({
      x: evaluations.map(({ count }) => count),
      lines: linesOf(evaluations),
      marks: evaluations.flatMap(({ count, scale }, i) =>
        i > 0 && scale !== evaluations[i - 1]?.scale ? [count] : [],
      ),
      xMax: 10,
    });
  const showFrames = () =>
    overFrames.show({
      x: done.map(({ index }) => numberedFrom + index),
      lines: linesOf(done),
      marks: done.flatMap(({ index, shot }, i) =>
        i > 0 && shot !== done[i - 1]?.shot ? [numberedFrom + index] : [],
      ),
      xMax: numberedFrom + (expected ?? 10) - 1,
    });

  const section = (title: HTMLElement, meaning: string, chart: LineChart) =>
    element('section', title, element('p.meaning', meaning), chart.root);

  return {
    root: element(
      'div.losses',
      element('p.keys', ...keys),
      element(
        'div.columns.even',
        section(
          inHandTitle,
          'Weighted loss per evaluation; a line marks the start of a finer scale.',
          inHand,
        ),
        section(
          element('h2', 'All frames'),
          'Final loss of each frame; a line marks the start of a shot.',
          overFrames,
        ),
      ),
    ),
    evaluation(fact: CountedEvaluation) {
      if (evaluations[0]?.frame !== fact.frame) evaluations = [];
      evaluations.push(fact);
      inHandTitle.textContent = `Frame ${numberedFrom + fact.frame}, scale ${fact.scale + 1} of ${fact.scales}`;
      showInHand();
    },
    frames(facts: readonly FrameProgress[]) {
      done.push(...facts);
      showFrames();
    },
    /** Another job begins. */
    clear(frames: number | null, firstFrame = 0) {
      [evaluations, done, expected, numberedFrom] = [[], [], frames, firstFrame];
      showInHand();
      showFrames();
    },
  };
}
