import { ModelError } from '../../../errors.js';
import type { VggColumn } from '../layers.js';
import type { Pooling } from '../network.js';
import type { ConvChain } from './conv-chain.js';
import type { OnnxNode } from './onnx-graph.js';
import { checkConvolution, checkPooling } from './vgg-geometry.js';

/** A convolution of the graph under its name in VGG, with the normalisation that follows it, if any. */
export interface VggLayer {
  /** `conv1_1` … */
  readonly name: string;
  readonly node: OnnxNode;
  readonly norm: OnnxNode | undefined;
}

/** A chain of layers taken for VGG's. */
export interface VggLayers {
  readonly layers: readonly VggLayer[];
  /** Convolutions before each pooling, and after the last one if the file stops within a block. */
  readonly blocks: readonly { readonly count: number; readonly complete: boolean }[];
  readonly pooling: Pooling;
}

/** Blocks of VGG; what follows the last pooling is its classifier. */
const BLOCKS = 5;

/**
 * Names the convolutions of a chain: each pooling starts a new block. Every
 * convolution must be rectified, all poolings be of one kind.
 *
 * @param source the file's name, for messages
 * @throws ModelError naming the first layer that is not as in VGG
 */
export function layersOfVgg(chain: ConvChain, source: string): VggLayers {
  const layers: { name: string; node: OnnxNode; norm: OnnxNode | undefined }[] = [];
  const blocks = [{ count: 0, complete: false }];
  const kinds = new Set<Pooling>();
  let rectified = true;
  for (const node of chain.layers) {
    const block = blocks.at(-1) as { count: number; complete: boolean };
    if (blocks.length > BLOCKS) break;
    const last = layers.at(-1);
    checkOrder(node.op, rectified, last, source);
    if (node.op === 'Conv') {
      block.count++;
      const name = `conv${blocks.length}_${block.count}`;
      checkConvolution(node, `${name} in ${source}`);
      layers.push({ name, node, norm: undefined });
      rectified = false;
    } else if (node.op === 'Relu') {
      rectified = true;
    } else if (node.op === 'BatchNormalization') {
      if (last) last.norm = node;
    } else {
      kinds.add(checkPooling(node, `pool${blocks.length} in ${source}`));
      block.complete = true;
      blocks.push({ count: 0, complete: false });
    }
  }
  if (blocks.length <= BLOCKS) checkEnd(chain, rectified, layers.at(-1), source);
  if (kinds.size > 1)
    throw new ModelError(`Expected all poolings in ${source} to be of the same kind, got both`);
  return {
    layers,
    blocks: blocks.slice(0, BLOCKS).filter(({ count, complete }) => complete || count > 0),
    pooling: kinds.has('average') ? 'average' : 'max',
  };
}

/** @throws ModelError where an operation cannot follow what came before it */
function checkOrder(op: string, rectified: boolean, last: VggLayer | undefined, source: string): void {
  const normalises = op === 'BatchNormalization' && last?.norm === undefined;
  if (rectified ? op !== 'Relu' && op !== 'BatchNormalization' : op === 'Relu' || normalises) return;
  const expected = rectified
    ? `Conv or a pooling after the Relu of ${last?.name}`
    : `Relu after ${last?.name}`;
  throw new ModelError(`Expected ${expected} in ${source}, got ${op}`);
}

/** @throws ModelError where a chain that stops before the last pooling is only a part of something else */
function checkEnd(
  { next, beyond }: ConvChain,
  rectified: boolean,
  last: VggLayer | undefined,
  source: string,
): void {
  if (!rectified && next !== undefined) {
    throw new ModelError(`Expected Relu after ${last?.name} in ${source}, got ${next}`);
  }
  if (beyond === 0) return;
  throw new ModelError(
    `Expected ${source} to be a chain of VGG's layers, got ${next ?? 'an end'} after ${last?.name} and ${beyond} more convolutions elsewhere`,
  );
}

/**
 * The column of Simonyan & Zisserman's table 1 that the blocks fit: D (VGG-16)
 * has 2, 2, 3, 3, 3 convolutions, E (VGG-19) 2, 2, 4, 4, 4. A file that stops
 * before they differ counts as VGG-19.
 *
 * @throws ModelError where they fit neither
 */
export function columnOf(blocks: VggLayers['blocks'], source: string): VggColumn {
  const fits = (column: readonly number[]) =>
    blocks.every(({ count, complete }, i) => (complete ? count === column[i] : count <= column[i]!));
  if (fits([2, 2, 4, 4, 4])) return 'vgg19';
  if (fits([2, 2, 3, 3, 3])) return 'vgg16';
  throw new ModelError(
    `Expected ${source} to have VGG-16's or VGG-19's convolutions between poolings (2, 2, 3, 3, 3 or 2, 2, 4, 4, 4), ` +
      `got ${blocks.map(({ count }) => count).join(', ')}`,
  );
}
