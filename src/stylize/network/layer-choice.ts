import { UsageError } from '../../errors.js';
import { didYouMean } from '../../nearest-name.js';
import { type LayerFacts, layerFacts } from './layer-facts.js';
import { isVgg, type Network } from './network.js';

type Weights = Readonly<Record<string, number>>;

/** The layers that the terms of the loss look at, and their weights. */
export interface LayerChoice {
  readonly style: Weights;
  readonly content: Weights;
  /** Those of style whose positions are too far apart for the finest scale of later frames. */
  readonly deepest: readonly string[];
}

/** What VGG's are where nothing else is said; the source of docs and messages too. */
const vggLayers = Object.freeze({
  style: Object.freeze({ relu1_1: 0.5, relu2_1: 0.75, relu3_1: 1.5, relu4_1: 1.25, relu5_1: 1 }),
  content: Object.freeze({ relu4_1: 1 }),
});

/**
 * The layers that were asked for, or where none were, those that suit the network.
 *
 * @throws UsageError for a layer that the network does not have, with the nearest that it has; or where nothing suits
 */
export function chooseLayers(
  network: Network,
  asked: { readonly style: Weights | 'auto'; readonly content: Weights | 'auto' },
): LayerChoice {
  const facts = layerFacts(network);
  const suited = isVgg(network) ? vggLayers : suitedLayers(facts);
  const chosen = (option: string, weights: Weights | 'auto', otherwise: Weights): Weights => {
    if (weights !== 'auto') return checked(network, facts, option, weights);
    if (Object.keys(otherwise).length > 0) return otherwise;
    throw new UsageError(
      `Expected \`${option}\`, since nothing in ${network.name} tells which of its layers suit: \`nst-video models layers <file>\` lists them`,
    );
  };
  const style = chosen('--style-layers', asked.style, suited.style);
  const content = chosen('--content-layers', asked.content, suited.content);
  return { style, content, deepest: deepestOf(style, facts) };
}

/** The layers that suit a network. @throws UsageError where none do */
export function usualLayers(network: Network): LayerChoice {
  return chooseLayers(network, { style: 'auto', content: 'auto' });
}

/** @throws UsageError for the first layer that is not there */
function checked(network: Network, facts: readonly LayerFacts[], option: string, weights: Weights): Weights {
  const names = facts.map(({ layer }) => layer);
  const missing = Object.keys(weights).find((layer) => !names.includes(layer));
  if (missing === undefined) return weights;
  const obstacle = isVgg(network) ? undefined : network.outOfReach.get(missing);
  if (obstacle !== undefined) {
    throw new UsageError(
      `Expected \`${option}\` to name layers that can be computed, got \`${missing}\`: in its way is ${obstacle}`,
    );
  }
  const hint =
    didYouMean(missing, names) ||
    `, which ends at ${names.at(-1)}: \`nst-video models layers\` lists its layers`;
  throw new UsageError(
    `Expected \`${option}\` to name layers of the network ${network.name}, got \`${missing}\`${hint}`,
  );
}

/** @throws UsageError for a layer that has a scale of its own, but at which style is not compared */
export function checkLayerScales(scales: Weights, { style }: Pick<LayerChoice, 'style'>): void {
  const used = Object.keys(style);
  const idle = Object.keys(scales).find((layer) => !used.includes(layer));
  if (idle === undefined) return;
  throw new UsageError(
    `Expected \`--layer-scales\` to name layers at which style is compared (${used.join(', ')}), got ${idle}`,
  );
}

/** Operations that only weigh or pick what others have found. */
const picking = /pooling|sigmoid|mean/;

/**
 * Layers for a network that we know nothing of, chosen as VGG's usual ones are: of each stride up to 16 pixels, the first
 * activated layer where branches meet, because a branch alone is narrow or sees only a part; where none meet, the first
 * activated one. Farther apart, features are of things and no longer of paint. Content is compared at that of 8 pixels.
 * The last layer of a stride instead of the first leaves more colour noise, and less of the shapes (docs/benchmarks.md,
 * "Control").
 */
function suitedLayers(facts: readonly LayerFacts[]): Pick<LayerChoice, 'style' | 'content'> {
  const candidates = facts.filter(({ activated, what }) => activated && !picking.test(what));
  const strides = [1, 2, 4, 8, 16].flatMap((stride) => {
    const alike = candidates.filter((candidate) => candidate.stride === stride);
    const first = alike.find(({ joins }) => joins) ?? alike[0];
    return first ? [{ stride, layer: first.layer }] : [];
  });
  const content = strides.findLast(({ stride }) => stride <= 8)?.layer;
  return {
    style: Object.fromEntries(strides.map(({ layer }) => [layer, 1])),
    content: content === undefined ? {} : { [content]: 1 },
  };
}

/** Positions this far apart, in pixels, or farther are left to the coarser scales: those of VGG's block 5. */
const farApart = 16;

function deepestOf(style: Weights, facts: readonly LayerFacts[]): string[] {
  return facts
    .filter(
      ({ layer, stride = Number.POSITIVE_INFINITY }) => stride >= farApart && Object.hasOwn(style, layer),
    )
    .map(({ layer }) => layer);
}
