import type { GapSummary } from '../measures/shapes.js';
import type { ClipSummary } from './summary.js';

/** How much a render flickers, from not at all to throughout; `unknown` where nothing could be judged. */
export type FlickerLevel = 'none' | 'little' | 'some' | 'visible' | 'strong' | 'unknown';

/** What a measurement comes to, in words. */
export interface Verdict {
  readonly level: FlickerLevel;
  /** Sentences, the most important first; the first continues after the render's name. */
  readonly sentences: readonly string[];
}

/**
 * Limits of the verdict, each included in the better side. A change is √(E − E of the source): by how much of
 * the full range a colour channel typically differs from the frame before, moved along the flow, beyond what the
 * source itself does. Set by looking at renders; no viewing test stands behind them.
 */
export const verdictLimits = Object.freeze({
  /** Of neighbours. */
  flicker: { none: 0.01, little: 0.025, some: 0.05, visible: 0.09 },
  /** Over a larger gap. */
  creep: { none: 0.05, some: 0.09 },
  /** Ratio of end to beginning, in the longest shot: how far from 1. */
  drift: { luminance: 0.05, chroma: 0.1, sharpness: 0.15 },
  /** Less of the picture than this is no basis. */
  trusted: 0.3,
  /** A source that changes by more by itself hides what a render adds. */
  source: 0.03,
  /** Sharpness of the render by the source's, below which being soft makes it steady. */
  soft: 0.3,
});

/** What the summary of a clip comes to. */
export function verdictOf(whole: ClipSummary): Verdict {
  const nearest = atSmallestGap(whole);
  const change = nearest && changeOf(nearest);
  if (nearest === undefined || change === undefined) {
    return {
      level: 'unknown',
      sentences: ['could not be judged: no two frames of the same shot could be compared.'],
    };
  }
  const level = levelOf(change);
  const span = nearest.gap === 1 ? 'from frame to frame' : `over ${nearest.gap} frames`;
  return {
    level,
    sentences: [
      `${wording[level]} (typical change ${span}, beyond the source’s own: ${precisePercent(change)} of full range).`,
      ...creepOf(whole.warping.filter((one) => one !== nearest)),
      ...driftsOf(whole),
      ...reservationsOf(whole, nearest),
    ],
  };
}

/** What the render that changes least is called among several; undefined where none stands out by a tenth. */
export function steadiestOf(wholes: readonly ClipSummary[], names: readonly string[]): string | undefined {
  const changes = wholes.map((whole, i) => ({
    name: names[i] as string,
    error: atSmallestGap(whole)?.output ?? Number.POSITIVE_INFINITY,
  }));
  const [best, second] = changes.toSorted((a, b) => a.error - b.error);
  if (!best || !second || !Number.isFinite(second.error) || second.error < 1.1 * best.error) return undefined;
  return `${best.name} is the steadiest of them.`;
}

const wording: Readonly<Record<Exclude<FlickerLevel, 'unknown'>, string>> = {
  none: 'does not flicker',
  little: 'is steady: it hardly flickers',
  some: 'flickers a little: a slight shimmer if you look closely',
  visible: 'flickers visibly',
  strong: 'flickers strongly, as if every frame had been painted separately',
};

function atSmallestGap({ warping }: ClipSummary): GapSummary | undefined {
  return warping.toSorted((a, b) => a.gap - b.gap)[0];
}

/** By how much of the full range a channel changes beyond the source's own change; undefined without a pair. */
function changeOf({ output, input }: GapSummary): number | undefined {
  if (output === null || input === null) return undefined;
  return Math.sqrt(Math.max(0, output - input));
}

function levelOf(change: number): Exclude<FlickerLevel, 'unknown'> {
  const levels = ['none', 'little', 'some', 'visible'] as const;
  return levels.find((level) => change <= verdictLimits.flicker[level]) ?? 'strong';
}

/** At the largest of the other gaps, if it is large enough to show what neighbours hide. */
function creepOf(others: readonly GapSummary[]): string[] {
  const far = others
    .toSorted((a, b) => b.gap - a.gap)
    .find((one) => one.gap >= 5 && changeOf(one) !== undefined);
  const change = far && changeOf(far);
  if (!far || change === undefined) return [];
  const { none, some } = verdictLimits.creep;
  const over = `Over ${far.gap} frames`;
  if (change <= none) return [`${over}, strokes stay in place on the objects they belong to.`];
  if (change <= some) return [`${over}, strokes drift slightly (${precisePercent(change)}).`];
  return [`${over}, much of the picture is repainted (${precisePercent(change)}).`];
}

function driftsOf({ luminance, chroma, sharpness }: ClipSummary): string[] {
  const { drift } = verdictLimits;
  const said: string[] = [];
  const judge = (ratio: number | undefined, limit: number, up: string, down: string) => {
    if (ratio === undefined || Math.abs(ratio - 1) <= limit) return;
    said.push(`${ratio > 1 ? up : down} by ${Math.round(100 * Math.abs(ratio - 1))} %`);
  };
  judge(luminance.drift?.ratio, drift.luminance, 'gets brighter', 'gets darker');
  judge(chroma.drift?.ratio, drift.chroma, 'gains colour', 'loses colour');
  judge(sharpness.drift?.ratio, drift.sharpness, 'gets sharper', 'gets softer');
  return said.length === 0 ? [] : [`Compared with the source, over its longest shot it ${said.join(', ')}.`];
}

function reservationsOf({ sharpness }: ClipSummary, { trusted, input }: GapSummary): string[] {
  const { source, soft, trusted: fewest } = verdictLimits;
  const said: string[] = [];
  if (trusted !== null && trusted < fewest) {
    said.push(
      `Only ${Math.round(100 * trusted)} % of the picture could be judged: elsewhere the motion is unknown.`,
    );
  }
  if (input !== null && Math.sqrt(input) > source) {
    said.push(
      `The source itself is unsteady (${precisePercent(Math.sqrt(input))}), so this verdict is less certain.`,
    );
  }
  if (sharpness.input > 0 && sharpness.output < soft * sharpness.input) {
    said.push('It is much softer than its source, and a blurred picture always looks steady.');
  }
  return said;
}

/** `0.4 %`, `12 %`. */
function precisePercent(share: number): string {
  const value = 100 * share;
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} %`;
}
