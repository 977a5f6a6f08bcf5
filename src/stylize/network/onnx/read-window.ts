import { ModelError } from '../../../errors.js';
import type { Window } from '../window.js';
import type { OnnxNode } from './onnx-graph.js';

/**
 * The window of a convolution or pooling.
 *
 * @param kernel its size, where the node does not say it
 * @throws ModelError where it does not move over rows and columns
 */
export function readWindow({ attributes }: OnnxNode, kernel?: readonly [number, number]): Window {
  const ints = (name: string, standard: readonly number[]) => attributes.get(name)?.ints ?? standard;
  const pair = (name: string, standard: readonly number[]): readonly [number, number] => {
    const values = ints(name, standard);
    if (values.length === 2 && values.every((value) => value >= 1)) return values as [number, number];
    throw new ModelError(`its ${name} is [${values.join(', ')}]`);
  };
  const size = pair('kernel_shape', kernel ?? []);
  if (kernel !== undefined && size.join() !== kernel.join()) {
    throw new ModelError(`its weight is of ${kernel.join('×')}, not ${size.join('×')}`);
  }
  const pads = ints('pads', [0, 0, 0, 0]);
  if (pads.length !== 4 || pads.some((pad) => pad < 0)) {
    throw new ModelError(`its padding is [${pads.join(', ')}]`);
  }
  const automatic = attributes.get('auto_pad')?.text;
  return {
    kernel: size,
    strides: pair('strides', [1, 1]),
    dilations: pair('dilations', [1, 1]),
    pads:
      automatic === 'SAME_UPPER'
        ? 'sameUpper'
        : automatic === 'SAME_LOWER'
          ? 'sameLower'
          : (pads as [number, number, number, number]),
    ceil: attributes.get('ceil_mode')?.int === 1,
  };
}
