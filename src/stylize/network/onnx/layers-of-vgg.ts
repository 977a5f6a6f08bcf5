import { VGG_BLOCKS, type VggColumn } from '../layers.js';
import type { Pooling } from '../network.js';
import type { ConvChain } from './conv-chain.js';
import { NotVggError } from './not-vgg.js';
import type { OnnxNode } from './onnx-graph.js';

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
 * @throws NotVggError naming the first layer that is not as in VGG
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
    throw new NotVggError(`Expected all poolings in ${source} to be of the same kind, got both`);
  return {
    layers,
    blocks: blocks.slice(0, BLOCKS).filter(({ count, complete }) => complete || count > 0),
    pooling: kinds.has('average') ? 'average' : 'max',
  };
}

/** @throws NotVggError where an operation cannot follow what came before it */
function checkOrder(op: string, rectified: boolean, last: VggLayer | undefined, source: string): void {
  const normalises = op === 'BatchNormalization' && last?.norm === undefined;
  if (rectified ? op !== 'Relu' && op !== 'BatchNormalization' : op === 'Relu' || normalises) return;
  const expected = rectified
    ? `Conv or a pooling after the Relu of ${last?.name}`
    : `Relu after ${last?.name}`;
  throw new NotVggError(`Expected ${expected} in ${source}, got ${op}`);
}

/** @throws NotVggError where a chain that stops before the last pooling is only a part of something else */
function checkEnd(
  { next, beyond }: ConvChain,
  rectified: boolean,
  last: VggLayer | undefined,
  source: string,
): void {
  if (!rectified && next !== undefined) {
    throw new NotVggError(`Expected Relu after ${last?.name} in ${source}, got ${next}`);
  }
  if (beyond === 0) return;
  throw new NotVggError(
    `Expected ${source} to be a chain of VGG's layers, got ${next ?? 'an end'} after ${last?.name} and ${beyond} more convolutions elsewhere`,
  );
}

/**
 * The column of Simonyan & Zisserman's table 1 that the blocks fit: D (VGG-16)
 * has 2, 2, 3, 3, 3 convolutions, E (VGG-19) 2, 2, 4, 4, 4. A file that stops
 * before they differ counts as VGG-19.
 *
 * @throws NotVggError where they fit neither
 */
export function columnOf(blocks: VggLayers['blocks'], source: string): VggColumn {
  const column = (['vgg19', 'vgg16'] as const).find((name) =>
    blocks.every(({ count, complete }, i) => {
      const expected = VGG_BLOCKS[name][i]!;
      return complete ? count === expected : count <= expected;
    }),
  );
  if (column) return column;
  throw new NotVggError(
    `Expected ${source} to have VGG-16's or VGG-19's convolutions between poolings (2, 2, 3, 3, 3 or 2, 2, 4, 4, 4), ` +
      `got ${blocks.map(({ count }) => count).join(', ')}`,
  );
}

/**
 * Checks that a Conv node's attributes are those of VGG: 3×3, stride 1, zero
 * padding 1, no groups, no dilation; ONNX's defaults stand for what is absent.
 *
 * @param what the convolution's name in messages, such as `conv1_1 in vgg.onnx`
 * @throws NotVggError naming what differs
 */
function checkConvolution(node: OnnxNode, what: string): void {
  const ints = (name: string, standard: readonly number[]) => node.attributes.get(name)?.ints ?? standard;
  const kernel = ints('kernel_shape', [3, 3]);
  const strides = ints('strides', [1, 1]);
  const dilations = ints('dilations', [1, 1]);
  const group = node.attributes.get('group')?.int ?? 1;
  // At stride 1 and an odd kernel, SAME_UPPER and SAME_LOWER are both a padding of 1.
  const same = node.attributes.get('auto_pad')?.text?.startsWith('SAME') === true;
  const pads = same ? [1, 1, 1, 1] : ints('pads', [0, 0, 0, 0]);
  const differs =
    (!equal(kernel, [3, 3]) && `a kernel of ${kernel.join('×')}`) ||
    (!equal(strides, [1, 1]) && `strides of ${strides.join(' and ')}`) ||
    (!equal(dilations, [1, 1]) && `dilations of ${dilations.join(' and ')}`) ||
    (group !== 1 && `${group} groups`) ||
    (!equal(pads, [1, 1, 1, 1]) && `a padding of ${pads.join(', ')}`);
  if (!differs) return;
  throw new NotVggError(
    `Expected ${what} to be a VGG convolution (3×3, stride 1, padding 1, one group), got ${differs}`,
  );
}

/**
 * Checks that a MaxPool or AveragePool node is one of VGG's, 2×2 at stride 2,
 * and tells which kind. A padding after the last row and column is how Caffe's
 * rounding up is written; like `ceil_mode` it matters at odd sizes only.
 *
 * @throws NotVggError naming what differs
 */
function checkPooling(node: OnnxNode, what: string): Pooling {
  const kernel = node.attributes.get('kernel_shape')?.ints ?? [];
  const strides = node.attributes.get('strides')?.ints ?? [1, 1];
  const pads = node.attributes.get('pads')?.ints ?? [];
  const differs =
    (!equal(kernel, [2, 2]) && `a kernel of ${kernel.join('×')}`) ||
    (!equal(strides, [2, 2]) && `strides of ${strides.join(' and ')}`) ||
    ((pads[0] || pads[1] || pads.some((pad) => pad > 1)) && `a padding of ${pads.join(', ')}`);
  if (differs) throw new NotVggError(`Expected ${what} to pool 2×2 at stride 2 as VGG does, got ${differs}`);
  return node.op === 'AveragePool' ? 'average' : 'max';
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
