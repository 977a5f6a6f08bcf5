import { type LossTermName, type LossTerms, lossTermNames } from '../../loss-terms.js';
import type { LayerShape, Size } from '../network/layers.js';
import { layerShape, type Network } from '../network/network.js';
import { content } from './content.js';
import { keyframe } from './keyframe.js';
import { style } from './style.js';
import { temporal } from './temporal.js';
import { type FrameAtScale, type LossTerm, PICTURE } from './term.js';
import { totalVariation } from './total-variation.js';

/**
 * The loss of a picture x is the sum of these terms. Every term is a mean, relative to what the shot's first source frame
 * had, so that the weights mean the same at every size, for every layer and picture.
 */
export const terms = { content, style, temporal, tv: totalVariation, keyframe } satisfies Record<
  LossTermName,
  LossTerm
>;

type InputsOf<Term> = Term extends LossTerm<infer Inputs> ? Inputs : never;

/** What x is pulled towards, and how strongly: the inputs of each term by layer. A term without any takes no part. */
export type LossInputs = {
  readonly [Name in LossTermName]?: Readonly<Record<string, InputsOf<(typeof terms)[Name]>>>;
};

/** The loss of a frame at one scale. */
export async function lossInputs(frame: FrameAtScale): Promise<LossInputs> {
  const entries: [LossTermName, unknown][] = [];
  for (const name of lossTermNames) entries.push([name, await terms[name].inputs(frame)]);
  return Object.fromEntries(entries);
}

/** An array with its shape. */
export interface ShapedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A term at one layer, and its inputs. */
export interface LossPart {
  readonly term: LossTermName;
  readonly layer: string;
  readonly inputs: Readonly<Record<string, ShapedArray>>;
}

/**
 * A loss of pictures of the given size, term by term and layer by layer, in the order of the table.
 *
 * @throws ModelError for a layer that the network does not have, UsageError where nothing is left of the picture at one,
 *   RangeError naming the input that has the wrong length
 */
export function lossParts(network: Network, { width, height }: Size, inputs: LossInputs): LossPart[] {
  return lossTermNames.flatMap((term) =>
    Object.entries(inputs[term] ?? {}).map(([layer, given]) => {
      const site =
        layer === PICTURE ? { channels: 3, width, height } : layerShape(network, layer, width, height);
      return { term, layer, inputs: shapedInputs(`${term}.${layer}`, terms[term], site, given) };
    }),
  );
}

function shapedInputs(
  name: string,
  term: LossTerm,
  site: LayerShape,
  given: Readonly<Record<string, Float32Array>>,
): LossPart['inputs'] {
  const entries = Object.entries(term.shapes(site, given)).map(([input, shape]) => {
    const data = given[input];
    const expected = shape.reduce((product, size) => product * size, 1);
    if (data?.length !== expected) {
      throw new RangeError(
        `Expected ${expected} numbers (${shape.join('×')}) for ${name}.${input}, got ${data?.length}`,
      );
    }
    return [input, { shape, data }] as const;
  });
  return Object.fromEntries(entries);
}

/** A loss and its gradient at one picture. */
export interface Evaluation {
  readonly terms: LossTerms;
  /** ∂total/∂x, CHW. Valid until the next call of `evaluate`. */
  readonly gradient: Float32Array;
}
