import { ModelError } from '../../../errors.js';
import type { Pooling } from '../network.js';
import type { OnnxNode } from './onnx-graph.js';

/**
 * Checks that a Conv node's attributes are those of VGG: 3×3, stride 1, zero
 * padding 1, no groups, no dilation; ONNX's defaults stand for what is absent.
 *
 * @param what the convolution's name in messages, such as `conv1_1 in vgg.onnx`
 * @throws ModelError naming what differs
 */
export function checkConvolution(node: OnnxNode, what: string): void {
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
  throw new ModelError(
    `Expected ${what} to be a VGG convolution (3×3, stride 1, padding 1, one group), got ${differs}`,
  );
}

/**
 * Checks that a MaxPool or AveragePool node is one of VGG's, 2×2 at stride 2,
 * and tells which kind. A padding after the last row and column is how Caffe's
 * rounding up is written; like `ceil_mode` it matters at odd sizes only.
 *
 * @throws ModelError naming what differs
 */
export function checkPooling(node: OnnxNode, what: string): Pooling {
  const kernel = node.attributes.get('kernel_shape')?.ints ?? [];
  const strides = node.attributes.get('strides')?.ints ?? [1, 1];
  const pads = node.attributes.get('pads')?.ints ?? [];
  const differs =
    (!equal(kernel, [2, 2]) && `a kernel of ${kernel.join('×')}`) ||
    (!equal(strides, [2, 2]) && `strides of ${strides.join(' and ')}`) ||
    ((pads[0] || pads[1] || pads.some((pad) => pad > 1)) && `a padding of ${pads.join(', ')}`);
  if (differs) throw new ModelError(`Expected ${what} to pool 2×2 at stride 2 as VGG does, got ${differs}`);
  return node.op === 'AveragePool' ? 'average' : 'max';
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
