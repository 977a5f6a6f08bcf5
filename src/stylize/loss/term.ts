import type { Image } from '../../image.js';
import type { Features, Layout } from '../graph/layout.js';
import type { LayerFeatures, LayerShape } from '../network/layers.js';
import type { Scale } from '../scales.js';
import type { StylizerSettings } from '../settings.js';
import type { ScaleNormalisers } from '../shot-state.js';
import type { KeyGuide } from './key-guide.js';
import type { TemporalPrior } from './prior.js';
import type { StyleTarget } from './style-mix.js';
import type { Tensor, TensorOperators } from './tensor-operators.js';

/** The picture itself, where a term compares that and not the features of a layer. */
export const PICTURE = 'picture';

/** A frame at one scale, and what its loss is made of there. */
export interface FrameAtScale {
  readonly settings: StylizerSettings;
  readonly scale: Scale;
  /** The frame, at its own size. */
  readonly source: Image;
  /** What the past says about it; undefined where it is not asked. */
  readonly prior: TemporalPrior | undefined;
  /** What key frames say about it; undefined where none does. */
  readonly guide: KeyGuide | undefined;
  /** What it is pulled towards at this scale, by area; one without an area where that is the same everywhere. */
  readonly styles: readonly StyleTarget[];
  /** The shape of a layer's features at this scale. */
  readonly layerShape: (layer: string) => LayerShape;
  /** The shot's, at this scale. */
  readonly normalisers: ScaleNormalisers;
  /** The network's features of a picture. */
  readonly features: (image: Image, layers: readonly string[]) => Promise<LayerFeatures[]>;
}

/** Targets and weights that a term reads at one layer, by name. */
export type TermInputs = { readonly [name: string]: Float32Array | undefined };

/** The same inputs as something else: their shapes, names in a graph, or tensors. */
export type InputsAs<Inputs, Value> = { readonly [Name in keyof Inputs]: Value };

/** Where a term is written in a graph. */
export interface GraphSite {
  readonly layout: Layout;
  readonly features: Features;
  /** The network's metric of the layer, C × C; the identity where absent. */
  readonly metric: Float32Array | undefined;
}

/** A term in a graph. */
export interface WrittenTerm {
  /** Name of its value: one element. */
  readonly loss: string;
  /** Writes its gradient by the features, added to `deeper` where given. */
  readonly gradient: (deeper: Features | undefined) => Features;
}

/** Where a term is computed by TensorFlow. */
export interface TensorflowSite {
  readonly tf: TensorOperators;
  /** [1, C, H, W] */
  readonly features: Tensor;
  /** As in `GraphSite`. */
  readonly metric: Float32Array | undefined;
}

/**
 * One term of the loss: the sum of its values at some layers of the network or at `PICTURE`. The formula is there twice,
 * as the nodes of a graph that has the gradient too, and for TensorFlow, which finds the gradient itself.
 */
export interface LossTerm<Inputs extends TermInputs = TermInputs> {
  /** The inputs that its value is proportional to: those of this name, with the number of an area or without. */
  readonly rate: string;
  /** What it reads for a frame at a scale, by layer; at none where it takes no part. */
  inputs(frame: FrameAtScale): Promise<Readonly<Record<string, Inputs>>>;
  /** The shapes of its inputs at a layer: what has one must be there. */
  shapes(layer: LayerShape, inputs: InputsAs<Inputs, unknown>): InputsAs<Inputs, readonly number[]>;
  /** Writes its value and gradient. */
  write(site: GraphSite, inputs: InputsAs<Inputs, string>): WrittenTerm;
  /** Its value, a scalar. */
  tensorflow(site: TensorflowSite, inputs: InputsAs<Inputs, Tensor>): Tensor;
}
