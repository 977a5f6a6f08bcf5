import { ModelError } from '../../errors.js';
import type { InputDecision } from './input-decision.js';
import { type LayerShape, layerSize, poolingsUpTo, type VggColumn } from './layers.js';
import { type OperatorNetwork, operatorShape } from './operator-network.js';

/** A network that pictures are compared by: VGG's chain of convolutions, which we compute fastest, or any other. */
export type Network = VggNetwork | OperatorNetwork;

/** Whether a network is VGG's chain. */
export function isVgg(network: Network): network is VggNetwork {
  return 'convolutions' in network;
}

/** How 2×2 blocks are pooled; an odd last row or column is dropped. */
export type Pooling = 'average' | 'max';

/** A 3×3 convolution, stride 1, zero padding 1, followed by a ReLU. */
export interface Convolution {
  /** `conv1_1` … */
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** `outChannels × inChannels × 3 × 3`, row-major. */
  readonly weight: Float32Array;
  /** `outChannels` long. */
  readonly bias: Float32Array;
}

/**
 * A VGG-shaped network: convolutions in VGG's order up to some depth, with a
 * pooling between blocks. Whatever convention the weights were published
 * with, here the input is RGB in [0,1] with `mean` subtracted before the zero
 * padding; channel order and scale are folded into the first convolution.
 * Plain data: it can be cloned into a worker.
 */
export interface VggNetwork {
  readonly name: string;
  /** SHA-256 of the weights file, in hex; '' where there is no file. */
  readonly sha256: string;
  readonly mean: readonly [number, number, number];
  readonly pooling: Pooling;
  readonly convolutions: readonly Convolution[];
  /** C×C symmetric matrices by layer name (`relu1_1`); the identity where absent. */
  readonly metrics: ReadonlyMap<string, Float32Array>;
}

/** What a file of weights holds, in whatever format; its input is not yet folded in. */
export interface Weights extends Pick<VggNetwork, 'pooling' | 'convolutions' | 'metrics'> {
  readonly column: VggColumn;
  /** What the first convolution expects; undefined where nothing tells. */
  readonly input: InputDecision | undefined;
  /** What the file calls itself. */
  readonly name: string | undefined;
}

/** One step of the forward pass. `channels` are those it puts out. */
export interface NetworkStep {
  readonly name: string;
  readonly kind: 'conv' | 'relu' | 'pool';
  readonly channels: number;
  readonly convolution?: Convolution;
}

/** All steps of a network in order: conv, relu, …, and a pooling where the block changes. */
export function networkSteps(network: VggNetwork): NetworkStep[] {
  const steps: NetworkStep[] = [];
  let poolings = 0;
  let channels = 3;
  const pool = () => steps.push({ name: `pool${++poolings}`, kind: 'pool', channels });
  for (const convolution of network.convolutions) {
    if (poolingsUpTo(convolution.name) !== poolings) pool();
    channels = convolution.outChannels;
    steps.push({ name: convolution.name, kind: 'conv', channels, convolution });
    steps.push({ name: convolution.name.replace('conv', 'relu'), kind: 'relu', channels });
  }
  if (steps.length > 0) pool();
  return steps;
}

/**
 * The shape of a layer's features for a picture of `width × height`.
 *
 * @throws ModelError naming what is missing and what the network has, UsageError if nothing is left of the picture
 */
export function layerShape(network: Network, layer: string, width: number, height: number): LayerShape {
  if (!isVgg(network)) return operatorShape(network, layer, width, height);
  const steps = networkSteps(network);
  const step = steps.find(({ name }) => name === layer);
  if (step !== undefined) return { channels: step.channels, ...layerSize(layer, width, height) };
  const reaches = steps.filter(({ kind }) => kind === 'relu').at(-1)?.name ?? 'nowhere';
  throw new ModelError(
    `Expected a layer of the network ${network.name}, which ends at ${reaches}, got \`${layer}\``,
  );
}
