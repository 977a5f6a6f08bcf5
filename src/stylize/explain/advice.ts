import { lossTermNames } from '../../loss-terms.js';
import { figure } from '../../number-format.js';
import type { ExplainedPart, TermDistances, WeightTry } from './frame-explanation.js';

/** A change of a distance, as a share, that one can see. */
const noticeable = 0.03;
/** A style this far away is not yet reached: 1 is the source. */
const farFromStyle = 0.25;
/** Nearer than this, more evaluations are not worth their time. */
const nearToStyle = 0.1;
/** Content this far away has lost most of its shapes: 1 is as far as nothing at all is. */
const farFromContent = 0.8;
/** A layer this much farther than the mean of its term stands out. */
const standsOut = 1.7;

const flags = {
  contentWeight: '--content-weight',
  styleWeight: '--style-weight',
  temporalWeight: '--temporal-weight',
  tvWeight: '--tv-weight',
  keyframeWeight: '--keyframe-weight',
} as const;

/** What the numbers of an explained frame say, in sentences; the last ones are what to do. */
export function advise(
  parts: readonly ExplainedPart[],
  distances: TermDistances,
  tries: readonly WeightTry[],
): string[] {
  const [more] = tries;
  const base = more?.distances ?? distances;
  return [
    ...standing(distances, ofSource(parts)),
    ...farthestLayer(parts),
    ...balance(parts),
    ...whatMoreDoes(distances, more),
    ...tries.slice(1).map((each) => whatItDoes(each, base)),
    ...whatToDo(distances, base, { tries, source: ofSource(parts) }),
  ];
}

/**
 * How far the source is from the painting, on the average of layers: 1 for a shot's first frame, less where only a part of the
 * frame is painted after it, beside key frames and what is kept.
 */
function ofSource(parts: readonly ExplainedPart[]): number {
  const layers = parts.filter(({ term }) => term === 'style');
  const mean = layers.reduce((sum, { distance }) => sum + distance.source / layers.length, 0);
  return mean > 0 ? mean : 1;
}

function standing({ style, content }: TermDistances, source: number): string[] {
  const sentences: string[] = [];
  if (style !== undefined) {
    sentences.push(
      style < source
        ? `The style is ${percent(1 - style / source)} of the way from the source to the painting.`
        : 'The picture is no nearer to the painting than the source was.',
    );
  }
  if (content !== undefined) {
    sentences.push(
      `Of what the content layers see of the source, ${percent(Math.min(1, content))} has changed.`,
    );
  }
  return sentences;
}

/** The layer of style that lags behind the others. */
function farthestLayer(parts: readonly ExplainedPart[]): string[] {
  const style = parts.filter(({ term }) => term === 'style');
  const farthest = style.toSorted((a, b) => b.distance.painted - a.distance.painted)[0];
  if (farthest === undefined || style.length < 2) return [];
  const mean = style.reduce((sum, { distance }) => sum + distance.painted, 0) / style.length;
  if (farthest.distance.painted < standsOut * mean)
    return ['All layers of style are about equally near to the painting.'];
  const why = farthest.coarserOnly ? ', which the finest scale leaves to the coarser ones' : '';
  return [
    `Farthest from the painting is ${farthest.layer} (${figure(farthest.distance.painted)}, where the source is ${figure(farthest.distance.source)})${why}: ` +
      'a larger weight for it in `--style-layers` works on that.',
  ];
}

/** Which of the terms rules the picture. */
function balance(parts: readonly ExplainedPart[]): string[] {
  const total = parts.reduce((sum, { loss }) => sum + loss, 0);
  const strongest = parts.toSorted((a, b) => b.strength - a.strength)[0];
  if (!(total > 0) || strongest === undefined) return [];
  const shareOf = (term: string) =>
    parts.reduce((sum, part) => sum + (part.term === term ? part.loss : 0), 0) / total;
  const shares = lossTermNames
    .filter((term) => shareOf(term) >= 0.005)
    .map((term) => `${term} ${percent(shareOf(term))}`);
  return [
    `What is left of the loss is ${shares.join(', ')}; the strongest single pull is that of ${strongest.term}` +
      `${strongest.layer === 'picture' ? '' : ` at ${strongest.layer}`}.`,
  ];
}

function whatMoreDoes(before: TermDistances, more: WeightTry | undefined): string[] {
  if (more === undefined) return [];
  const gain = change(before.style, more.distances.style);
  return gain < -noticeable && (before.style ?? 0) > nearToStyle
    ? [
        `A few more evaluations would bring the style ${percent(-gain)} nearer: \`--quality high\` or more \`--iterations\` is worth it.`,
      ]
    : ['A few more evaluations would not bring the style much nearer: the picture has settled.'];
}

/** One weight changed, against as many evaluations without a change. */
function whatItDoes({ option, after, distances, change: moved }: WeightTry, base: TermDistances): string {
  const what = `\`${flags[option!]} ${figure(after)}\``;
  const effects = [
    effect('the style', change(base.style, distances.style)),
    effect('the content', change(base.content, distances.content)),
    option === 'temporalWeight'
      ? effect('the warped past', change(base.temporal, distances.temporal))
      : undefined,
    option === 'keyframeWeight'
      ? effect('the key frames', change(base.keyframe, distances.keyframe))
      : undefined,
    option === 'tvWeight' ? effect('smoothness', change(base.tv, distances.tv)) : undefined,
  ].filter((text) => text !== undefined);
  const seen = `${figure(100 * moved)} % of full range`;
  if (effects.length === 0) return `${what} would change hardly anything (${seen}).`;
  return `${what} would leave ${effects.join(', ')} (the picture changes by ${seen}).`;
}

function effect(what: string, share: number): string | undefined {
  if (Math.abs(share) < noticeable) return undefined;
  return `${what} ${percent(Math.abs(share))} ${share < 0 ? 'nearer' : 'farther'}`;
}

function whatToDo(
  { style, content }: TermDistances,
  base: TermDistances,
  { tries, source }: { readonly tries: readonly WeightTry[]; readonly source: number },
): string[] {
  const doubled = (option: WeightTry['option']) => tries.find((each) => each.option === option);
  const gain = (option: WeightTry['option'], term: keyof TermDistances) =>
    -change(base[term], doubled(option)?.distances[term]);
  const sentences: string[] = [];
  if (style !== undefined && style / source > farFromStyle) {
    sentences.push(
      gain('styleWeight', 'style') > noticeable
        ? 'For more of the painting, raise `--style-weight` (or lower `--content-weight`).'
        : 'A larger `--style-weight` alone would not bring much more of the painting: try `--quality high`, another `--style-scale`, or other `--style-layers`.',
    );
  }
  if (content !== undefined && content > farFromContent) {
    sentences.push(
      gain('contentWeight', 'content') > noticeable
        ? 'For more of the shapes, raise `--content-weight`.'
        : 'For more of the shapes, compare content at finer layers (`--content-layers`): a larger weight at these moves little.',
    );
  }
  if (gain('tvWeight', 'tv') > noticeable && gain('tvWeight', 'style') > -noticeable) {
    sentences.push('A little `--tv-weight` would take fine noise away at next to no cost to the style.');
  }
  if (sentences.length === 0) {
    sentences.push(
      'Style and content are both near: what you would still change is a matter of taste, and the weights above say what each would do.',
    );
  }
  return sentences;
}

/** By what share of `before` a distance changes; 0 where there is none. */
function change(before: number | undefined, after: number | undefined): number {
  if (before === undefined || after === undefined || !(before > 0)) return 0;
  return after / before - 1;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
