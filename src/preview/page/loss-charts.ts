import { type LossTerms, lossTermNames } from '../../loss-terms.js';
import { figure } from '../../number-format.js';
import type { ChartLine } from '../../page/chart-content.js';
import { element } from '../../page/element.js';
import { createLineChart, type LineChart } from '../../page/line-chart.js';
import type { EvaluationProgress, FrameProgress, PlanProgress } from '../../progress.js';
import type { CountedEvaluation } from '../facts/job-facts.js';
import { fileName } from './file-name.js';

type Look = Pick<ChartLine, 'colour' | 'dashed' | 'width'>;

/** Of the terms, in their order; a new one takes the next. */
const looks: readonly Look[] = [
  { colour: '--ink-soft', dashed: true, width: 1.25 },
  { colour: '--ink', width: 1.25 },
  { colour: '--ink-faint', width: 1.25 },
  { colour: '--other', dashed: true, width: 1.25 },
  { colour: '--ink', dashed: true, width: 1.25 },
];
const totalLook: Look = { colour: '--accent', width: 1.75 };

const curves: readonly (Look & { readonly label: keyof LossTerms })[] = [
  { label: 'total', ...totalLook },
  ...lossTermNames.map((label, i) => ({ label, ...(looks[i % looks.length] ?? totalLook) })),
];

function keyOf({ label, colour, dashed }: (typeof curves)[number]): HTMLElement {
  const key = element('span.key', label);
  key.style.setProperty('--line', `${dashed ? 'dashed' : 'solid'} var(${colour})`);
  return key;
}

/** The loss, term by term: within the frame in hand, and over the frames that are done. */
export function createLossCharts() {
  let evaluations: CountedEvaluation[] = [];
  let done: FrameProgress[] = [];
  /** The source's number of the job's first frame. */
  let numberedFrom = 0;
  let expected: number | null = null;
  let keyframes: NonNullable<PlanProgress['keyframes']> = [];
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
  const keys = curves.map((curve) => ({ ...curve, shown: keyOf(curve) }));
  /** A term that has had no part in the job so far has no curve, and no key. */
  const showKeys = () => {
    for (const { label, shown } of keys) {
      const isPart = ({ loss }: EvaluationProgress | FrameProgress) => loss !== null && loss[label] > 0;
      shown.hidden = label !== 'total' && !done.some(isPart) && !evaluations.some(isPart);
    }
  };

  const linesOf = (facts: readonly (EvaluationProgress | FrameProgress)[]): readonly ChartLine[] =>
    curves.map((curve) => ({
      ...curve,
      // A logarithmic axis has no place for 0: the temporal term of a shot's first frame.
      values: facts.map(({ loss }) => (loss && loss[curve.label] > 0 ? loss[curve.label] : null)),
    }));
  const showInHand = () => {
    showKeys();
    inHand.show({
      x: evaluations.map(({ count }) => count),
      lines: linesOf(evaluations),
      marks: evaluations.flatMap(({ count, scale }, i) =>
        i > 0 && scale !== evaluations[i - 1]?.scale ? [count] : [],
      ),
      xMax: 10,
    });
  };
  const showFrames = () => {
    showKeys();
    overFrames.show({
      // The axis is there before the first frame, for what lies on it.
      x: done.length > 0 ? done.map(({ index }) => numberedFrom + index) : [numberedFrom],
      lines: done.length > 0 ? linesOf(done) : curves.map((curve) => ({ ...curve, values: [null] })),
      marks: done.flatMap(({ index, shot }, i) =>
        i > 0 && shot !== done[i - 1]?.shot ? [numberedFrom + index] : [],
      ),
      flags: keyframes.map(({ index, picture }) => ({
        x: numberedFrom + index,
        title: `Key frame ${numberedFrom + index}: ${fileName(picture)}`,
      })),
      xMax: numberedFrom + (expected ?? 10) - 1,
    });
  };

  const framesMeaning = element('p.meaning');
  const section = (title: HTMLElement, meaning: HTMLElement, chart: LineChart) =>
    element('section', title, meaning, chart.root);

  return {
    root: element(
      'div.losses',
      element('p.keys', ...keys.map(({ shown }) => shown)),
      element(
        'div.columns.even',
        section(
          inHandTitle,
          element('p.meaning', 'Weighted loss per evaluation; a line marks the start of a finer scale.'),
          inHand,
        ),
        section(element('h2', 'All frames'), framesMeaning, overFrames),
      ),
    ),
    evaluation(fact: CountedEvaluation) {
      if (evaluations[0]?.frame !== fact.frame) evaluations = [];
      evaluations.push(fact);
      inHandTitle.textContent = `Frame ${numberedFrom + fact.frame}, scale ${fact.scale + 1} of ${fact.scales}`;
      showInHand();
    },
    frames(facts: readonly FrameProgress[]) {
      // Frames of shots that are painted side by side come in another order.
      done = [...done, ...facts].sort((a, b) => a.index - b.index);
      showFrames();
    },
    /** Another job begins. */
    clear({
      frames,
      firstFrame = 0,
      keyframes: keys = [],
    }: Partial<Pick<PlanProgress, 'frames' | 'firstFrame' | 'keyframes'>> = {}) {
      [evaluations, done, expected, numberedFrom, keyframes] = [[], [], frames ?? null, firstFrame, keys];
      framesMeaning.textContent = `Final loss of each frame; a line marks the start of a shot${keys.length > 0 ? ', a diamond a key frame' : ''}.`;
      showInHand();
      showFrames();
    },
  };
}
